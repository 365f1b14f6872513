import Testing

@testable import MailCore

@Suite struct `Addresses` {
    @Test func `reads what users paste`() {
        let result = AddressParser.parse(
            userInput: "Ana <ana@x.example>, bob@y.example; \"Chen, Mia\" <mia@z.example>\n")
        #expect(result.problems.isEmpty)
        #expect(
            result.mailboxes == [
                Mailbox(name: "Ana", address: "ana@x.example"), Mailbox(address: "bob@y.example"),
                Mailbox(name: "Chen, Mia", address: "mia@z.example"),
            ])
    }

    @Test(arguments: [
        "\"Ana Souza\"@x.example", "\" \"@x.example", "\"a(),:;<>[]\\\"b\"@x.example", "ana@[192.0.2.7]",
        "ana+tag@x.example", "o'neil@x.example",
    ])
    func `takes every form of an address`(text: String) {
        let result = AddressParser.parse(userInput: text)
        #expect(result.mailboxes.map(\.address) == [text] && result.problems.isEmpty)
    }

    @Test(arguments: [
        ("bob", AddressProblem.Reason.missingAt), ("@y.example", .emptyLocalPart), ("bob@", .emptyDomain),
        ("b ob@@y.example,", .invalidCharacter), ("\"Mia <m@x.example>", .unclosedQuote),
        ("Mia <m@x.example", .unclosedAngle), ("a@b..example", .invalidCharacter),
    ])
    func `says what is wrong with an entry`(text: String, reason: AddressProblem.Reason) {
        #expect(AddressParser.parse(userInput: text).problems.map(\.reason) == [reason])
    }

    @Test func `says where the bad entry stands, in characters`() {
        let result = AddressParser.parse(userInput: "zoë@x.example, nobody , a@b.example")
        #expect(result.problems.map(\.range) == [15..<21])
        #expect(result.mailboxes.count == 2)
    }

    @Test(
        arguments: [
            ("Ana Souza <ana@x.example>", [Mailbox(name: "Ana Souza", address: "ana@x.example")]),
            ("ana@x.example (Ana Souza)", [Mailbox(name: "Ana Souza", address: "ana@x.example")]),
            (
                "Team: a@x.example, b@x.example;",
                [Mailbox(address: "a@x.example"), Mailbox(address: "b@x.example")]
            ),
            ("undisclosed-recipients:;", []),
            ("<@relay.example:a@x.example>", [Mailbox(address: "a@x.example")]),
            ("\"a\\\"b\" <c@x.example>", [Mailbox(name: "a\"b", address: "c@x.example")]),
            ("=?utf-8?q?Zo=C3=AB?= M <z@x.example>", [Mailbox(name: "Zoë M", address: "z@x.example")]),
            ("one@x.example two@y.example", [Mailbox(address: "one@x.example")]),
            (
                "Ana <a@x.example> Bo B <b@x.example>",
                [Mailbox(name: "Ana", address: "a@x.example"), Mailbox(name: "Bo B", address: "b@x.example")]
            ),
            ("Ana <nick> <a@x.example>", [Mailbox(name: "Ana <nick>", address: "a@x.example")]),
            ("Mr. Bo b@x  . example", [Mailbox(name: "Mr. Bo", address: "b@x.example")]),
            ("<Undisclosed-Recipient:@mx.example;>", []),
        ] as [(String, [Mailbox])])
    func `reads header lists leniently`(text: String, expected: [Mailbox]) {
        #expect(AddressParser.parse(header: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        (" Ana@X.Example ", "ana@x.example"), ("ana@BÜCHER.example", "ana@xn--bcher-kva.example"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"), ("a@x.example.", "a@x.example"), ("nonsense", "nonsense"),
    ])
    func `normalises for comparing`(address: String, expected: String) {
        #expect(AddressParser.normalized(address) == expected)
    }

    @Test(arguments: 0..<8)
    func `a printed mailbox parses back`(seed: UInt64) {
        var random = SplitMix(state: seed)
        let letters = Array("aZ é\",\\<>()@.;:日")
        for _ in 0..<200 {
            let name = String(
                (0..<Int.random(in: 0...9, using: &random)).map { _ in
                    letters.randomElement(using: &random) ?? "a"
                }
            )
            .collapsed
            let mailbox = Mailbox(name: name, address: "a@b.example")
            let result = AddressParser.parse(userInput: mailbox.formatted)
            #expect(result.mailboxes == [mailbox], "\(mailbox.formatted)")
        }
    }
}

@Suite struct `Dates` {
    @Test(arguments: [
        ("Fri, 20 Nov 2026 15:30:00 +0100", "2026-11-20T14:30:00Z"),
        ("20 Nov 2026 15:30 GMT", "2026-11-20T15:30:00Z"),
        ("Fri, 20 Nov 26 15:30:05 EST", "2026-11-20T20:30:05Z"),
        ("Fri Nov 20 15:30:00 2026", "2026-11-20T15:30:00Z"),
        ("Fri, 20 Nov 2026 15:30:00 -0730 (note)", "2026-11-20T23:00:00Z"),
        ("20-Nov-2026 01:02:03 +0000", "2026-11-20T01:02:03Z"),
        ("Mon, 29 Feb 2024 23:59:60 +0000", "2024-02-29T23:59:59Z"),
        ("Sat, 1 Jan 99 00:00:00 +0000", "1999-01-01T00:00:00Z"),
    ])
    func `reads what mailers write`(text: String, expected: String) {
        #expect(MessageDate(headerValue: text)?.iso8601 == expected)
    }

    @Test(arguments: [
        "", "soon", "32 Nov 2026 10:00:00 +0000", "20 Nov 2026", "20 Nov 2026 25:00:00", "29 Feb 2026 1:2:3",
        "99999999999999999999",
    ])
    func `refuses what is no date`(text: String) {
        #expect(MessageDate(headerValue: text) == nil)
    }

    @Test(arguments: 0..<6)
    func `a printed date reads back`(seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<200 {
            let date = MessageDate(
                milliseconds: Int64.random(in: -62_000_000_000...250_000_000_000, using: &random) * 1000,
                offsetMinutes: Int.random(in: -840...840, using: &random))
            #expect(MessageDate(headerValue: date.headerValue) == date)
        }
    }
}

import DemoWorld
import Testing

@Suite struct `The counterpart's reactions` {
    private static func mail(
        _ recipient: String, text: String = "Hi, the offer for 40 seats is attached.", links: Int = 2,
        pixel: Bool = true, id: String = "1@fathomline.example"
    ) -> SentMail {
        SentMail(
            recipient: recipient, subject: "Offer", text: text, messageID: id, hasPixel: pixel,
            linkCount: links)
    }

    /// One mail to each of many strangers and to each contact.
    private static let crowd: [[Reaction]] =
        (0..<400).map {
            CounterpartScript.reactions(to: mail("p\($0)@olivar.example", id: "\($0)@x"), seed: 1)
        }
    private static let known: [[Reaction]] = DemoCast.contacts.flatMap { contact in
        (0..<20).map { CounterpartScript.reactions(to: mail(contact.addresses[0], id: "\($0)@x"), seed: 1) }
    }

    private static func share(_ list: [[Reaction]], _ matches: (Reaction.Kind) -> Bool) -> Int {
        list.filter { $0.contains { matches($0.kind) } }.count * 100 / list.count
    }

    private static func isReply(_ kind: Reaction.Kind) -> Bool {
        if case .reply = kind { true } else { false }
    }
    private static func isClick(_ kind: Reaction.Kind) -> Bool {
        if case .click = kind { true } else { false }
    }

    @Test func `are a believable mix`() {
        #expect((75...97).contains(Self.share(Self.known) { $0 == .open }))
        #expect((35...65).contains(Self.share(Self.known, Self.isClick)))
        #expect((18...35).contains(Self.share(Self.known, Self.isReply)))
        #expect((50...75).contains(Self.share(Self.crowd) { $0 == .open }))
        #expect((2...12).contains(Self.share(Self.crowd, Self.isReply)))
    }

    @Test func `never leave somebody who wrote without a sign`() {
        for contact in DemoCast.contacts.map({ $0.addresses[0] })
        where contact != CounterpartScript.bouncingAddress && contact != CounterpartScript.absentAddress {
            for number in 0..<20 {
                var answer = Self.mail(contact, id: "\(number)@x")
                answer.references = ["theirs@example"]
                let kinds = CounterpartScript.reactions(to: answer, seed: 1).map(\.kind)
                #expect(
                    kinds.contains(.open) && kinds.contains(where: Self.isClick)
                        && kinds.contains(where: Self.isReply))
            }
        }
    }

    @Test func `come in order, people not before eleven seconds and never later than a minute`() {
        for reactions in Self.crowd + Self.known {
            #expect(reactions.map(\.after) == reactions.map(\.after).sorted())
            #expect(reactions.allSatisfy { $0.after < .seconds(60) })
            for reaction in reactions where reaction.kind == .open && reaction.program != .privacyProxy {
                #expect(reaction.after >= (reaction.program == .webmail ? .seconds(11) : .seconds(20)))
            }
        }
    }

    @Test func `are the same for the same mail and seed`() {
        let mail = Self.mail("priya.raman@brightwater.example")
        #expect(
            CounterpartScript.reactions(to: mail, seed: 3) == CounterpartScript.reactions(to: mail, seed: 3))
    }

    @Test(arguments: [0, 1, 5])
    func `click only what is there, and open only what has a pixel`(links: Int) {
        for number in 0..<200 {
            let mail = Self.mail(
                "raj\(number)@olivar.example", links: links, pixel: false, id: "\(number)@x")
            for reaction in CounterpartScript.reactions(to: mail, seed: 5) {
                #expect(reaction.kind != .open)
                if case .click(let link) = reaction.kind { #expect((0..<links).contains(link)) }
            }
        }
    }

    @Test func `bounce for one address and say absent for another`() throws {
        let bounce = CounterpartScript.reactions(to: Self.mail("T.Marin@olivar.example"), seed: 1)
        let first = try #require(bounce.first)
        guard case .bounce(let status, _) = first.kind else {
            Issue.record("\(first)")
            return
        }
        #expect(bounce.count == 1 && status == "5.1.1")
        let absent = CounterpartScript.reactions(to: Self.mail(CounterpartScript.absentAddress), seed: 1)
        guard case .outOfOffice = absent.first?.kind else {
            Issue.record("\(absent)")
            return
        }
    }

    @Test(arguments: [
        ("Could we meet on Thursday?", ["Thursday", "half an hour", "Call me"]),
        ("The price for 40 seats is EUR 30,000.", ["number", "price", "hold", "budget"]),
        ("The answered security questionnaire is attached.", ["security", "who at your side"]),
    ])
    func `answer what was asked`(text: String, words: [String]) {
        var answers: [String] = []
        for number in 0..<60 {
            let mail = Self.mail("priya.raman@brightwater.example", text: text, id: "\(number)@x")
            for case .reply(let answer) in CounterpartScript.reactions(to: mail, seed: 2).map(\.kind) {
                answers.append(answer)
            }
        }
        #expect(answers.count > 5)
        for answer in answers {
            #expect(words.contains { answer.contains($0) }, "\(answer)")
        }
    }
}

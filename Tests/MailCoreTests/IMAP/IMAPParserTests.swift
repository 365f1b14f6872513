import Testing

@testable import MailCore

@Suite struct `IMAP responses` {
    private static func parse(_ text: String, limits: IMAPLimits = IMAPLimits()) throws -> [IMAPResponse] {
        var parser = IMAPParser(limits: limits)
        return try parser.receive(Array(text.utf8)[...])
    }

    private static let table: [(String, IMAPResponse)] = [
        ("* OK hi", .untagged(StatusResponse(.ok, text: "hi"))),
        ("* OK", .untagged(StatusResponse(.ok))),
        ("* ok [ALERT] now {5}", .untagged(StatusResponse(.ok, code: .other("ALERT", ""), text: "now {5}"))),
        ("* NO [UIDNEXT x] y", .untagged(StatusResponse(.no, code: .other("UIDNEXT", "x"), text: "y"))),
        ("A1 OK [READ-ONLY] Done", .tagged("A1", StatusResponse(.ok, code: .readOnly, text: "Done"))),
        (
            "A1 OK [COPYUID 7 3,1:2 10:12] x",
            .tagged(
                "A1",
                StatusResponse(
                    .ok,
                    code: .copyUID(
                        validity: 7, from: UIDSet(ranges: [3...3, 1...2]), to: UIDSet(ranges: [10...12])),
                    text: "x"))
        ),
        ("+ idling", .continuation(Array("idling".utf8))),
        ("+", .continuation([])),
        ("* CAPABILITY IMAP4rev1 idle AUTH=PLAIN", .capability(["IMAP4rev1", "IDLE", "AUTH=PLAIN"])),
        (
            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent &AOQ-\"",
            .list(
                ListedMailbox(
                    name: MailboxName("Sent ä"), separator: 0x2F, attributes: ["\\hasnochildren", "\\sent"]))
        ),
        ("* LIST () NIL inbox", .list(ListedMailbox(name: .inbox))),
        ("* LIST () \".\" {3}\r\na\"b", .list(ListedMailbox(name: MailboxName("a\"b"), separator: 0x2E))),
        ("* 3 EXISTS", .exists(3)),
        ("* 4 EXPUNGE", .expunge(4)),
        (
            "* VANISHED (EARLIER) 300:310,405",
            .vanished(UIDSet(ranges: [300...310, 405...405]), earlier: true)
        ),
        ("* VANISHED 1", .vanished(UIDSet(1), earlier: false)),
        ("* FLAGS (\\answered $x)", .flags([.answered, MessageFlag("$x")])),
        ("* ENABLED QRESYNC", .enabled(["QRESYNC"])),
        ("* ID (\"Name\" \"x\" \"os\" NIL)", .id(["name": "x"])),
        ("* ID NIL", .id([:])),
        ("* X-NEW stuff (", .other("X-NEW")),
        (
            "* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\" \"X\" (\"y\")))",
            .namespace([
                MailboxNamespace(kind: .personal, prefix: [], separator: 0x2F),
                MailboxNamespace(kind: .shared, prefix: Array("Shared/".utf8), separator: 0x2F),
            ])
        ),
    ]

    @Test(arguments: table.indices)
    func `are understood, in whatever portions they come`(index: Int) throws {
        let (text, expected) = Self.table[index]
        let bytes = Array((text + "\r\n").utf8)
        for size in 1...bytes.count {
            var parser = IMAPParser()
            var responses: [IMAPResponse] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                responses += try parser.receive(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(responses == [expected])
            #expect(!parser.isInsideResponse)
        }
    }

    @Test func `FETCH gives all it has, and passes over what is not known`() throws {
        let body = "R1 OK\r\n)\r\n* 2 EXISTS {5}\r\n"
        let text = """
            * 12 FETCH (UID 7 X-NEW (1 ("a)" {3}\r\n)\r\n) NIL) FLAGS (\\Seen) \
            INTERNALDATE " 7-Feb-2026 14:05:09 +0100" RFC822.SIZE 4294967296 MODSEQ (9) \
            BODYSTRUCTURE (("text" "plain" NIL) "mixed") BODY[HEADER] {2}\r\n\r\n BODY[1]<5> "\\"x" BODY[2] NIL \
            BODY[] {\(body.utf8.count)}\r\n\(body) EMAILID (M1) THREADID NIL)\r\n
            """
        guard case .fetch(let message) = try Self.parse(text).first else {
            Issue.record("no FETCH")
            return
        }
        #expect(message.sequence == 12 && message.uid == 7 && message.flags == [.seen])
        #expect(message.internalDate == 1_770_469_509)
        #expect(message.size == 4_294_967_296 && message.modSeq == 9 && message.emailID == "M1")
        #expect(message.threadID == nil)
        #expect(message.header == Array("\r\n".utf8))
        #expect(message.body == Array(body.utf8))
        #expect(message.sections.first { $0.name == "1" }?.origin == 5)
        #expect(message.sections.contains { $0.name == "2" && $0.bytes == nil })
    }

    @Test func `SEARCH and ESEARCH give the same`() throws {
        let plain = try Self.parse("* SEARCH 2 3 9 (MODSEQ 5)\r\n* SEARCH\r\n")
        let extended = try Self.parse("* ESEARCH (TAG \"a\") UID COUNT 3 ALL 2:3,9 MODSEQ 5\r\n")
        guard case .search(let first) = plain.first, case .search(let second) = extended.first else {
            Issue.record("no SEARCH")
            return
        }
        #expect(first.all.uids() == [2, 3, 9] && second.all.uids() == [2, 3, 9])
        #expect(first.modSeq == 5 && second.modSeq == 5)
        #expect(plain.last == .search(SearchResult()))
    }

    @Test func `STATUS tolerates what it does not know`() throws {
        var expected = MailboxStatus(name: MailboxName("a b"))
        expected.messages = 3
        expected.uidNext = 9
        #expect(try Self.parse("* STATUS \"a b\" (MESSAGES 3 UIDNEXT 9 X (1 2))\r\n") == [.status(expected)])
        #expect(try Self.parse("* STATUS x ()\r\n") == [.status(MailboxStatus(name: MailboxName("x")))])
    }

    @Test(arguments: [
        "* 1 FETCH (", "* 1 FETCH (UID", "* 1 FETCH (BODY[", "* 1 FETCH (BODY[] {3}x)",
        "* 1 FETCH (BODY[] {5",
        "* 4294967296 EXISTS", "* LIST (\\x", "* LIST () \"/\" \"x", "* STATUS x (MESSAGES -1)",
        "* 1 FETCH (FLAGS \\x)",
        "A1 HELLO", "A1", "*", "* VANISHED 1:", "* 1", "* SEARCH x",
        "* 1 FETCH (MODSEQ (99999999999999999999))", "",
        "* 1 FETCH (X " + String(repeating: "(", count: 100) + ")", "* LIST {99999999999999}",
    ])
    func `that are broken throw and never trap`(text: String) {
        #expect(throws: ProtocolViolation.self) { try Self.parse(text + "\r\n") }
    }

    @Test func `beyond the limits end the conversation`() {
        var limits = IMAPLimits()
        limits.line = 100
        limits.literal = 50
        limits.literals = 2
        for text in [
            String(repeating: "x", count: 101), "* LIST () \"/\" {51}\r\n",
            "* ID ({1}\r\na {1}\r\nb {1}\r\nc {1}\r\nd)\r\n",
        ] {
            #expect(throws: ProtocolViolation.self) { try Self.parse(text, limits: limits) }
        }
    }

    @Test func `with random damage throw or parse, but never trap`() {
        var random = SplitMix(state: 42)
        let seeds = Self.table.map { Array(($0.0 + "\r\n").utf8) }
        for _ in 0..<20_000 {
            var bytes = seeds[Int(random.next() % UInt64(seeds.count))]
            for _ in 0...Int(random.next() % 4) {
                let index = Int(random.next() % UInt64(bytes.count))
                bytes[index] = UInt8(truncatingIfNeeded: random.next())
            }
            var parser = IMAPParser()
            // Either is fine; only a trap or a hang would fail.
            _ = try? parser.receive(bytes[...])
        }
    }
}

@Suite struct `IMAP commands` {
    private func wire(_ command: IMAPCommand, _ literals: LiteralStyle = .any) -> [String] {
        IMAPEncoder.pieces(command, tag: "A", literals: literals).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `cannot be split by what users type`() {
        let evil = MailboxName(wire: Array("x\r\nA2 DELETE y".utf8))
        #expect(wire(.select(evil), .synchronizing) == ["A SELECT {14}\r\n", "x\r\nA2 DELETE y\r\n"])
        #expect(
            wire(.store(UIDSet(1), .add([MessageFlag("a b"), .seen]))) == [
                "A UID STORE 1 +FLAGS.SILENT (\\Seen)\r\n"
            ])
        #expect(
            wire(.search(.header("Subject", contains: "\"ä"))) == [
                "A UID SEARCH CHARSET UTF-8 HEADER \"Subject\" {3+}\r\n\"ä\r\n"
            ])
    }

    @Test func `wait for big literals where the server says so`() {
        let message = [UInt8](repeating: 0x78, count: 5_000)
        let append = IMAPCommand.append(to: .inbox, flags: [], date: nil, message: message)
        #expect(wire(append, .any).count == 1)
        #expect(wire(append, .small).count == 2)
        #expect(wire(append, .synchronizing).count == 2)
    }

    @Test func `name sets shortly`() {
        #expect(UIDSet([9, 1, 2, 3, 3, 7, 8] as [UID]).description == "1:3,7:9")
        #expect(UIDSet.from(12).description == "12:*")
        #expect(UIDSet([] as [UID]).isEmpty)
        #expect(UIDSet([1, 3, 5] as [UID]).pieces(ofRanges: 2).map(\.description) == ["1,3", "5"])
        #expect(UIDSet(ranges: [1...UInt32.max]).uids(limit: 3) == [1, 2, 3])
    }

    @Test(arguments: ["", "INBOX", "a&b", "Entwürfe", "日本語/東京", "~peter/mail/台北/日本語", "😀 x"])
    func `give mailbox names back as they came`(text: String) {
        let name = MailboxName(text)
        #expect(name.text == text)
        #expect(name.bytes.allSatisfy { $0 < 0x7F })
    }

    @Test(arguments: ["&", "&Jjo", "&*-", "&AAA-x", "\u{E4}"])
    func `keep names that are no UTF-7 as they are`(text: String) {
        let name = MailboxName(wire: Array(text.utf8))
        #expect(name.bytes == Array(text.utf8))
        #expect(!name.text.isEmpty)
    }

    @Test(arguments: [0, 951_782_400, 1_770_469_509, 4_102_444_799])
    func `write dates that read back the same`(seconds: Int64) {
        #expect(InternalDate.seconds(Array(InternalDate.text(seconds).utf8)) == seconds)
    }
}

import Testing

@testable import MailCore

@Suite struct `Composing` {
    private func message() -> OutgoingMessage {
        OutgoingMessage(
            from: Mailbox(name: "Dana Weiß", address: "dana@acme.example"),
            to: [
                Mailbox(name: "Chen, Mia", address: "mia@northwind.example"),
                Mailbox(name: "山田", address: "y@bücher.example"),
            ],
            cc: [Mailbox(address: "piet@northwind.example")], bcc: [Mailbox(address: "secret@acme.example")],
            subject: "Grüße, ein Betreff der so lang ist, dass er über mehrere Zeilen gehen muss 日本語 😀",
            date: MessageDate(milliseconds: 1_795_000_000_000, offsetMinutes: 60),
            messageID: "j1.abc@acme.example",
            inReplyTo: "a1@northwind.example", references: ["z@x.example", "a1@northwind.example"],
            text: "Hallo,\nGrüße\n.\nFrom here\n", html: "<p>Grüße</p>",
            attachments: [
                .init(
                    name: "Übersicht \"2026\" mit einem sehr langen Namen, der umbrochen wird.pdf",
                    type: "application/pdf", bytes: Array(0...255))
            ],
            headers: [.init("List-Unsubscribe", "<https://h.example/u>, <mailto:u@h.example>")])
    }

    @Test func `makes a message that reads back as it was`() throws {
        let original = message()
        let bytes = MessageComposer.bytes(of: original, seed: "s")
        let parsed = MIMEParser.parse(bytes)
        #expect(parsed.from == [original.from])
        #expect(parsed.to.map(\.name) == ["Chen, Mia", "山田"])
        #expect(parsed.to.map(\.address) == ["mia@northwind.example", "y@xn--bcher-kva.example"])
        #expect(parsed.subject == original.subject)
        #expect(parsed.date == original.date)
        #expect(parsed.messageID == original.messageID)
        #expect(parsed.references == original.references)
        #expect(parsed.text == original.text)
        #expect(parsed.html?.trimmed == original.html)
        #expect(parsed.attachments.map(\.statedName) == [original.attachments[0].name])
        #expect(
            MIMEParser.attachment(in: bytes, at: parsed.attachments[0].path) == original.attachments[0].bytes)
        #expect(parsed.listUnsubscribe == ["https://h.example/u", "mailto:u@h.example"])
        #expect(parsed.problems.isEmpty)
    }

    @Test func `is ASCII in short CRLF lines and the same each time`() {
        let bytes = MessageComposer.bytes(of: message(), seed: "s")
        #expect(bytes == MessageComposer.bytes(of: message(), seed: "s"))
        #expect(bytes != MessageComposer.bytes(of: message(), seed: "t"))
        #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.dropLast().allSatisfy { $0.last == 0x0D && $0.count <= 200 })
    }

    @Test func `never writes Bcc`() {
        let text = String(decoding: MessageComposer.bytes(of: message(), seed: "s"), as: UTF8.self)
        #expect(!text.lowercased().contains("bcc"))
        #expect(!text.contains("secret@"))
        #expect(message().recipients.map(\.address).contains("secret@acme.example"))
    }

    @Test(arguments: [
        "x\r\nBcc: evil@x.example", "x\nBcc: evil@x.example", "x\rBcc: evil@x.example",
        "x\u{2028}Bcc: evil@x.example", "\r\n\r\nBcc: evil@x.example", "x\u{85}Bcc: evil@x.example",
    ])
    func `no value can add a header`(hostile: String) {
        var mail = message()
        mail.subject = hostile
        mail.from.name = hostile
        mail.to = [Mailbox(name: hostile, address: "a@b.example" + hostile)]
        mail.messageID = hostile
        mail.references = [hostile]
        mail.headers = [
            .init("X-A", hostile), .init("X-B: y\r\nBcc", hostile), .init("Bcc", "evil@x.example"),
        ]
        mail.attachments[0].name = hostile
        mail.attachments[0].type = "text/plain\r\nBcc: evil"
        let bytes = MessageComposer.bytes(of: mail, seed: hostile)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.split(separator: "\r\n").contains { $0.lowercased().hasPrefix("bcc") })
        #expect(MIMEParser.parse(bytes).bcc.isEmpty)
    }

    @Test func `sends a plain body alone without a multipart`() {
        var mail = message()
        (mail.html, mail.attachments) = (nil, [])
        #expect(MIMEParser.parse(MessageComposer.bytes(of: mail, seed: "s")).contentType == "text/plain")
    }

    @Test(arguments: 0..<6)
    func `any text and any bytes come back`(seed: UInt64) {
        var random = SplitMix(state: seed)
        let letters = Array("aé日😀=. \n\t-")
        for _ in 0..<30 {
            let text =
                String(
                    (0..<Int.random(in: 0...300, using: &random)).map { _ in
                        letters.randomElement(using: &random) ?? "a"
                    }) + "\n"
            var mail = message()
            mail.text = text
            mail.subject = text
            mail.attachments[0].bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let bytes = MessageComposer.bytes(of: mail, seed: "s")
            let parsed = MIMEParser.parse(bytes)
            #expect(parsed.text == text)
            #expect(parsed.subject?.collapsed == text.collapsed)
            #expect(MIMEParser.attachment(in: bytes, at: "2") == mail.attachments[0].bytes)
        }
    }

    @Test func `mints ids that are safe`() {
        #expect(
            MessageIdentifier.mint(unique: "job 1>\r\n", domain: "Bücher.example")
                == "job1@xn--bcher-kva.example")
        #expect(MessageIdentifier.mint(unique: "a", domain: "") == "a@localhost.invalid")
        #expect(MessageIdentifier.synthesized(for: [1, 2]) == MessageIdentifier.synthesized(for: [1, 2]))
    }
}

@Suite struct `Answering` {
    private func mail(_ headers: String, body: String = "Can you?\n> earlier\n") -> ParsedMessage {
        MIMEParser.parse(
            Array("\(headers)\nMessage-ID: <m1@x.example>\nSubject: AW: Pricing\n\n\(body)".utf8))
    }

    @Test func `goes to the writer, and with all to everybody but me`() {
        let message = mail(
            "From: Mia <mia@x.example>\nTo: Dana <DANA@acme.example>, piet@x.example\nCc: sam@x.example, mia@x.example"
        )
        let reply = ReplyBuilder.draft(.reply, to: message, own: ["dana@acme.example"])
        #expect(reply.to.map(\.address) == ["mia@x.example"])
        #expect(reply.cc.isEmpty)
        #expect(reply.subject == "Re: Pricing")
        let all = ReplyBuilder.draft(.replyAll, to: message, own: ["dana@acme.example"])
        #expect(all.to.map(\.address) == ["mia@x.example", "piet@x.example"])
        #expect(all.cc.map(\.address) == ["sam@x.example"])
    }

    @Test func `honours Reply-To, but not a list's for a private answer`() {
        let plain = mail("From: a@x.example\nReply-To: b@x.example\nTo: me@x.example")
        #expect(
            ReplyBuilder.draft(.reply, to: plain, own: ["me@x.example"]).to.map(\.address) == ["b@x.example"])
        let list = mail(
            "From: a@x.example\nReply-To: list@l.example\nTo: list@l.example\nList-Post: <mailto:list@l.example>"
        )
        #expect(ReplyBuilder.draft(.reply, to: list, own: []).to.map(\.address) == ["a@x.example"])
        #expect(ReplyBuilder.draft(.replyAll, to: list, own: []).to.map(\.address) == ["list@l.example"])
    }

    @Test func `to my own sent mail goes to its recipients`() {
        let sent = mail("From: me@x.example\nTo: mia@x.example\nCc: sam@x.example")
        #expect(
            ReplyBuilder.draft(.reply, to: sent, own: ["me@x.example"]).to.map(\.address) == ["mia@x.example"]
        )
        #expect(
            ReplyBuilder.draft(.replyAll, to: sent, own: ["me@x.example"]).cc.map(\.address) == [
                "sam@x.example"
            ])
    }

    @Test func `threads on the old references, the Microsoft id and the newest`() {
        let refs = (1...40).map { "<r\($0)@x.example>" }.joined(separator: " ")
        let message = mail(
            "From: a@x.example\nReferences: \(refs)\nX-Microsoft-Original-Message-ID: <o@x.example>")
        let draft = ReplyBuilder.draft(.reply, to: message, own: [])
        #expect(draft.references.count == ReplyBuilder.referenceLimit)
        #expect(draft.references.first == "r1@x.example")
        #expect(draft.references.suffix(2) == ["o@x.example", "m1@x.example"])
        #expect(draft.inReplyTo == "m1@x.example")
    }

    @Test func `quotes with an attribution and one more mark`() {
        let message = mail("From: Mia <mia@x.example>\nDate: Fri, 20 Nov 2026 15:30:00 +0100")
        let draft = ReplyBuilder.draft(.reply, to: message, own: [])
        #expect(draft.quotedText == "On Fri, 20 Nov 2026 at 15:30, Mia wrote:\n> Can you?\n>> earlier\n")
        #expect(
            ReplyBuilder.draft(.reply, to: message, own: [], offsetMinutes: 0).quotedText.contains("at 14:30")
        )
        #expect(draft.quotedHTML.contains("<blockquote"))
    }

    @Test func `forwards inline with the header block`() {
        let message = mail(
            "From: Mia <mia@x.example>\nTo: dana@acme.example\nDate: Fri, 20 Nov 2026 15:30:00 +0100")
        let draft = ReplyBuilder.draft(.forward, to: message, own: [])
        #expect(draft.subject == "Fwd: AW: Pricing")
        #expect(draft.to.isEmpty && draft.inReplyTo == nil)
        #expect(draft.quotedText.contains("From: Mia <mia@x.example>\n"))
        #expect(draft.quotedText.contains("\nCan you?"))
    }
}

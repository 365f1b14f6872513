import CRMModel
import DemoWorld
import MailCore
import Testing

@Suite struct `The demo's mailbox` {
    static let now = Timestamp(milliseconds: 1_795_190_400_000)  // Fri 2026-11-20T16:00Z
    static let messages = DemoMailbox.messages(now: now, seed: 7)
    static let parsed = messages.map { MIMEParser.parse($0.bytes) }

    @Test func `has as many mails, people and companies as it promises`() {
        #expect((300...420).contains(Self.messages.count), "\(Self.messages.count)")
        #expect(DemoCast.contacts.count >= 28)
        #expect(DemoCast.companies.count >= 12)
        let senders = Set(Self.parsed.flatMap(\.from).map { $0.address.lowercased() })
        let heard = DemoCast.contacts.filter { $0.addresses.contains(where: senders.contains) }
        #expect(heard.count >= 25)
        #expect(Set(heard.map(\.company)).count >= 10)
    }

    @Test func `fills every folder, with about a dozen unread`() {
        for folder in DemoMessage.Folder.allCases {
            #expect(Self.messages.contains { $0.folder == folder }, "\(folder)")
        }
        let unread = Self.messages.filter { $0.folder == .inbox && !$0.flags.contains(.seen) }.count
        #expect((9...20).contains(unread), "\(unread)")
        #expect(Self.messages.filter { $0.flags.contains(.answered) }.count > 60)
        #expect(Self.messages.filter { $0.flags.contains(.flagged) }.count >= 3)
    }

    @Test func `is the same for the same seed, and whole for another`() {
        #expect(DemoMailbox.messages(now: Self.now, seed: 7) == Self.messages)
        #expect(DemoMailbox.messages(now: Self.now, seed: 8).count == Self.messages.count)
    }

    @Test(arguments: [0, 7, 16, 23])
    func `is never of the future`(hour: Int64) {
        let now = Timestamp(milliseconds: Self.now.milliseconds + hour * 3_600_000)
        for message in DemoMailbox.messages(now: now, seed: 3) {
            let date = MIMEParser.parse(message.bytes).date?.milliseconds ?? 0
            #expect(message.received <= now)
            #expect(date <= now.milliseconds)
            #expect(now.milliseconds - date < 96 * 86_400_000)
        }
    }

    @Test func `parses without problems, the mail that breaks off included`() throws {
        #expect(Self.parsed.filter { !$0.problems.isEmpty }.map(\.subject) == [])
        let cut = try #require(Self.parsed.first { $0.subject == "Scan from device 2F-0099" })
        #expect(cut.text.contains("out of memory"))
        #expect(cut.attachments.map(\.name) == ["scan.pdf"])
        for message in Self.parsed {
            #expect(message.messageID != nil && message.date != nil && !message.from.isEmpty)
            #expect(!message.indexText.isEmpty, "\(message.subject ?? "")")
        }
        #expect(Set(Self.parsed.compactMap(\.messageID)).count == Self.parsed.count)
    }

    @Test func `has conversations whose mails know the ones before them`() {
        let dates = Dictionary(
            uniqueKeysWithValues: Self.parsed.compactMap { mail in mail.messageID.map { ($0, mail.date) } })
        let answers = Self.parsed.filter { !$0.references.isEmpty }
        #expect(answers.count > 150)
        for mail in answers {
            #expect(mail.inReplyTo == [mail.references.last])
            for reference in mail.references {
                let earlier = dates[reference] ?? nil
                #expect(earlier != nil, "\(mail.subject ?? ""): \(reference)")
                if let earlier, let date = mail.date { #expect(earlier.milliseconds < date.milliseconds) }
            }
        }
        #expect(Set(answers.compactMap(\.references.first)).count > 50)
    }

    @Test func `has reports, lists, invitations, languages and newsletters of a real size`() {
        #expect(Self.parsed.filter { $0.report?.deliveryStatus != nil }.count == 2)
        #expect(Self.parsed.filter { $0.autoSubmitted == "auto-replied" && $0.report == nil }.count == 2)
        #expect(Self.parsed.filter { $0.attachments.contains { $0.type == "text/calendar" } }.count == 3)
        let letters = Self.parsed.filter { $0.unsubscribesByOneClick }
        #expect(letters.count == 15)
        #expect(letters.allSatisfy { (20_000...80_000).contains($0.html?.utf8.count ?? 0) })
        for words in [
            "お世話になっております", "Betriebsrat", "avec plaisir", "Troca", "Hola", "dziękuję", "شكراً", "Bäckerei",
        ] {
            #expect(Self.parsed.contains { $0.text.lowercased().contains(words.lowercased()) }, "\(words)")
        }
    }

    @Test func `has attachments of the kinds that people send`() throws {
        let all = zip(Self.messages, Self.parsed).flatMap { raw, mail in
            mail.attachments.map { (raw.bytes, $0) }
        }
        let starts: [(String, [UInt8])] = [
            (".pdf", Array("%PDF-1.4".utf8)), (".docx", [0x50, 0x4B, 3, 4]), (".xlsx", [0x50, 0x4B, 3, 4]),
            (".png", [0x89, 0x50, 0x4E, 0x47]),
        ]
        for (ending, start) in starts {
            let found = all.filter { $0.1.name?.hasSuffix(ending) == true }
            #expect(!found.isEmpty, "\(ending)")
            for (bytes, part) in found {
                let content = try #require(MIMEParser.attachment(in: bytes, at: part.path))
                #expect(content.starts(with: start))
            }
        }
    }

    @Test func `has senders whom nobody knows`() {
        let inbox = zip(Self.messages, Self.parsed).filter { $0.0.folder == .inbox }.map(\.1)
        let unknown = inbox.filter { mail in
            !mail.from.contains { DemoCast.contact(address: $0.address) != nil }
        }
        #expect(unknown.count > 15)
        #expect(inbox.count - unknown.count > 60)
    }
}

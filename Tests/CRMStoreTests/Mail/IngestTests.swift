import CRMModel
import Platform
import Testing

@testable import CRMStore

@Suite struct `Ingest` {
    @Test func `lists newest first whatever the order of storing`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([2, 3].map { MailFixture.message($0, subject: "s\($0)") })
        try await fixture.ingest([1].map { MailFixture.message($0, subject: "s\($0)") })
        #expect(try await fixture.subjects(.inbox) == ["s3", "s2", "s1"])
        #expect(try await fixture.subjects(.all) == ["s3", "s2", "s1"])
        #expect(try await fixture.subjects(.folder(fixture.folder(.inbox))) == ["s3", "s2", "s1"])
        #expect(try await fixture.subjects(.sent).isEmpty)
    }

    @Test func `pages join without gap or repetition, also within one second`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest((1...25).map { MailFixture.message($0, subject: "s\($0)", minutes: 0) })
        var seen: [String] = []
        var cursor: PageCursor?
        repeat {
            let page = try await fixture.messages.list(.inbox, before: cursor, limit: 7)
            seen += page.items.map(\.subject)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (1...25).reversed().map { "s\($0)" })
    }

    @Test func `a message in two folders is one message`() async throws {
        let fixture = try await MailFixture()
        let first = try await fixture.ingest([MailFixture.message(1)])
        let second = try await fixture.ingest([MailFixture.message(1)], .archive)
        #expect(first == second)
        #expect(try await fixture.messages.list(.all).items.count == 1)
        #expect(try await fixture.messages.locations(of: first[0]).count == 2)
    }

    @Test func `storing the same batch again changes nothing`() async throws {
        let fixture = try await MailFixture()
        let batch = (1...5).map { MailFixture.message($0) }
        let first = try await fixture.ingest(batch)
        #expect(try await fixture.ingest(batch) == first)
        let inbox = try await fixture.folders.folder(fixture.folder(.inbox))?.folder
        #expect(inbox?.messages == 5)
        #expect(inbox?.unread == 5)
    }

    @Test func `another content under the same Message-ID is another message`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([
            MailFixture.message(1, id: "same@x.example", text: "one"),
            MailFixture.message(2, id: "same@x.example", text: "two"),
        ])
        let items = try await fixture.messages.list(.inbox).items
        #expect(items.count == 2)
        #expect(items[0].thread == items[1].thread)
    }

    @Test func `counts are kept for folders`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([MailFixture.message(1, flags: .seen), MailFixture.message(2)])
        let inbox = try await fixture.folders.folder(fixture.folder(.inbox))?.folder
        #expect(inbox?.messages == 2)
        #expect(inbox?.unread == 1)
    }

    @Test func `detail holds what the message said`() async throws {
        let fixture = try await MailFixture()
        let attachment = Attachment(
            number: 1, partPath: "2", name: "a.pdf", type: "application/pdf", size: 3, isInline: false)
        let ids = try await fixture.ingest([
            MailFixture.message(
                1, to: ["a@x.example", "b@x.example"], text: "grüße", attachments: [attachment])
        ])
        let detail = try #require(try await fixture.messages.detail(ids[0]))
        #expect(detail.text == "grüße")
        #expect(detail.attachments == [attachment])
        #expect(detail.message.to.map(\.address.text) == ["a@x.example", "b@x.example"])
        #expect(detail.message.attachmentCount == 1)
    }

    @Test func `keeps large raw messages, once each`() async throws {
        let fixture = try await MailFixture()
        // What cannot be compressed, at the size that is written in pieces, and beyond some pieces.
        let large = [1, 3].map { SecureRandom.bytes(($0 << 20) + 5) }
        let small = Array("Subject: small\r\n\r\nx\r\n".utf8)
        let hashes = try await fixture.messages.raw.put(large + [small] + large)
        #expect(Set(hashes).count == 3)
        for (hash, raw) in zip(hashes, large + [small]) {
            #expect(try await fixture.messages.raw.bytes(hash) == raw)
        }
        #expect(try await fixture.messages.raw.put([large[1]]) == [hashes[1]])
        #expect(try await fixture.messages.raw.bytes(hashes[1]) == large[1])
    }

    @Test func `raw messages come back byte for byte and are stored once`() async throws {
        let fixture = try await MailFixture()
        let raw = Array("Subject: x\r\n\r\nbody".utf8) + [0, 255]
        let hashes = try await fixture.messages.raw.put([raw, raw, []])
        #expect(try await fixture.messages.raw.bytes(hashes[1]) == raw)
        #expect(try await fixture.messages.raw.bytes(hashes[2]) == [])
        #expect(try await fixture.messages.raw.bytes([1, 2]) == nil)
        #expect(try await fixture.messages.raw.present([hashes[0], [9]]) == [hashes[0]])
    }
}

@Suite struct `Threads` {
    @Test func `answers join what they answer, whatever came first`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([MailFixture.message(3, id: "ccccc@x", references: ["aaaaa@x", "bbbbb@x"])])
        try await fixture.ingest([MailFixture.message(1, id: "aaaaa@x")])
        let ids = try await fixture.ingest(
            [MailFixture.message(2, id: "bbbbb@x", references: ["aaaaa@x"])], .sent)
        let thread = try await fixture.messages.thread(of: ids[0])
        #expect(thread.map(\.messageID) == ["aaaaa@x", "bbbbb@x", "ccccc@x"])
        #expect(thread.allSatisfy { $0.threadCount == 3 })
    }

    @Test func `a message that names two threads joins them`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([
            MailFixture.message(1, id: "aaaaa@x"), MailFixture.message(2, id: "bbbbb@x"),
            MailFixture.message(3, id: "b2222@x", references: ["bbbbb@x"]),
            MailFixture.message(4, id: "ccccc@x", references: ["aaaaa@x", "bbbbb@x"]),
            MailFixture.message(5, id: "ddddd@x", references: ["aaaaa@x"]),
        ])
        let items = try await fixture.messages.list(.inbox).items
        #expect(Set(items.map(\.thread)).count == 1)
        #expect(items.allSatisfy { $0.threadCount == 5 })
    }

    @Test func `the same subject alone joins nothing`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([MailFixture.message(1), MailFixture.message(2)])
        #expect(Set(try await fixture.messages.list(.inbox).items.map(\.thread)).count == 2)
    }

    @Test(arguments: ["", "<>", " ", "x", String(repeating: "r", count: 5000)])
    func `useless references join nothing`(reference: String) async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([
            MailFixture.message(1, references: [reference]), MailFixture.message(2, references: [reference]),
        ])
        #expect(Set(try await fixture.messages.list(.inbox).items.map(\.thread)).count == 2)
    }

    @Test func `ten thousand references are bounded`() {
        let references = (0..<10_000).map { "ref\($0)@x.example" }
        let keys = ThreadAssignment.keys(
            of: MailFixture.message(1, references: references), messageID: "own@x")
        #expect(keys.count == ThreadAssignment.limit + 1)
        #expect(keys.first == "ref0@x.example")
        #expect(keys.last == "own@x")
    }
}

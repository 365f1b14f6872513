import CRMModel
import CRMStore
import MailCore
import MailNet
import Testing

@testable import MailSync

@Suite struct `What an answer means` {
    private func signal(
        _ headers: String, from: String = "Amy <amy@other.test>", body: String = "Hello.\r\n"
    ) throws -> ReplySignal? {
        let raw = Array("From: \(from)\r\nTo: rep@example.test\r\n\(headers)\r\n\(body)".utf8)
        var fetched = FetchedMessage(sequence: 1)
        fetched.uid = 1
        let reading = Ingest.read(
            raw, fetched, ownAddresses: ["rep@example.test"], now: Timestamp(milliseconds: 0))
        return try #require(reading).signal
    }

    @Test func `a person who answers names what was answered, the nearest first`() throws {
        let found = try signal(
            "Message-ID: <new@other.test>\r\nIn-Reply-To: <c@x>\r\nReferences: <a@x> <b@x> <c@x>\r\n")
        #expect(found?.meaning == .reply)
        #expect(found?.sender.text == "amy@other.test")
        #expect(found?.messageID == "new@other.test")
        #expect(found?.names == ["c@x", "b@x", "a@x"])
    }

    @Test(arguments: [
        "Auto-Submitted: auto-replied\r\nSubject: Out of office\r\n", "Precedence: bulk\r\n",
        "X-Autoreply: yes\r\nSubject: Automatic reply\r\n",
    ])
    func `machines that answer mean nothing`(headers: String) throws {
        #expect(try signal(headers + "In-Reply-To: <c@x>\r\n") == nil)
    }

    @Test func `own mail and mail that names nothing mean nothing`() throws {
        #expect(try signal("In-Reply-To: <c@x>\r\n", from: "Rep <rep@example.test>") == nil)
        #expect(try signal("Subject: Hi\r\n") == nil)
    }

    @Test func `endless references are cut`() throws {
        let many = (0..<500).map { "<m\($0)@x>" }.joined(separator: " ")
        #expect(try signal("References: \(many)\r\n")?.names.count == ReplyMatching.limit)
    }

    private static func report(_ action: String, _ status: String) -> (headers: String, body: String) {
        let headers = """
            Subject: Undelivered Mail Returned to Sender\r
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\r

            """
        let body = """
            --b\r
            Content-Type: text/plain\r
            \r
            Sorry.\r
            --b\r
            Content-Type: message/delivery-status\r
            \r
            Reporting-MTA: dns; mx.other.test\r
            \r
            Final-Recipient: rfc822; Gone@Other.test\r
            Action: \(action)\r
            Status: \(status)\r
            Diagnostic-Code: smtp; 550 \(status) no such user\r
            --b\r
            Content-Type: text/rfc822-headers\r
            \r
            Message-ID: <sent@example.test>\r
            Subject: Hi\r
            --b--\r

            """
        return (headers, body)
    }

    @Test(arguments: [("failed", "5.1.1", true), ("delayed", "4.4.1", false), ("failed", "4.2.2", false)])
    func `only what failed for good is a bounce`(action: String, status: String, isBounce: Bool) throws {
        let (headers, body) = Self.report(action, status)
        let found = try signal(headers, from: "MAILER-DAEMON@mx.other.test", body: body)
        guard isBounce else {
            #expect(found == nil)
            return
        }
        guard case .hardBounce(let failed) = found?.meaning else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(failed.keys.map { $0.lowercased() } == ["gone@other.test"])
        #expect(found?.names.first == "sent@example.test")
    }
}

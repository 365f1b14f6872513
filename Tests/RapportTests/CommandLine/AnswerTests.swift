import Foundation
import LocalServers
import Platform
import Testing

/// What comes back to a campaign's mails, from the server to the recipient's row.
@Suite(.needsDovecot) struct `What comes back to a campaign` {
    private static func answer(_ kind: String, to id: String, from sender: String) -> String {
        let head = "From: \(sender)\nTo: rep@example.test\nMessage-ID: <\(kind)@customer.example>\n"
        let thread = "In-Reply-To: <\(id)>\nReferences: <\(id)>\n"
        return switch kind {
        case "absence":
            head + thread + "Subject: Out of office\nAuto-Submitted: auto-replied\n\nBack on Monday.\n"
        case "bounce", "delay":
            """
            From: MAILER-DAEMON@mx.example
            To: rep@example.test
            Subject: Delivery status
            Message-ID: <\(kind)@mx.example>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            Your mail met a difficulty.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; \(sender)
            Action: \(kind == "bounce" ? "failed" : "delayed")
            Status: \(kind == "bounce" ? "5.1.1" : "4.4.1")
            Diagnostic-Code: smtp; 550 5.1.1 No such user

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <\(id)>

            --b--

            """
        default: head + thread + "Subject: Re: News\n\nTell me more.\n"
        }
    }

    @Test func `stops it after an answer or a bounce, and not after an absence note or a delay`() async throws
    {
        let world = try await MailWorld()
        defer { world.stop() }
        let server = try SubmissionServer(users: [MailWorld.rep]) { _ in .accept }
        defer { server.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: server.port)
        let body = try rapport.write("Hi {{firstName}}", to: "body.txt")
        _ = try await rapport.json("template", "save", "Mine", "--subject", "News", "--body-file", body)
        // Known before and after: whoever bounces stands on the timeline once.
        _ = try await rapport.json("contact", "add", "--email", "bounce@customer.example", "--first", "Bo")
        let kinds = ["answer", "bounce", "absence", "delay", "nothing"]
        let people = kinds.map { #"{"email":"\#($0)@customer.example","firstName":"P"}"# }
        let file = try rapport.write(
            """
            {"name":"Autumn","account":"work","steps":[{"kind":"email","template":"Mine"},
             {"kind":"email","template":"Mine","delay":"3d"}],
             "recipients":{"list":[\(people.joined(separator: ","))]},
             "pace":{"per_minute":600,"daily_cap":2000},"unsubscribe":false,"idempotency_key":"a1"}
            """, to: "campaign.json")
        let id = try #require(try await rapport.json("campaign", "create", "-f", file).text("id"))
        _ = try await rapport.json("campaign", "start", id)
        _ = try await rapport.json("sync", "--once")
        let jobs = try await rapport.json("outbox", "list").at("jobs")?.elements ?? []
        #expect(jobs.count == 5)
        for (number, kind) in kinds.dropLast().enumerated() {
            let address = "\(kind)@customer.example"
            let job = try #require(jobs.first { $0.serialized.contains(address) })
            let text = Self.answer(kind, to: try #require(job.text("message_id")), from: address)
            try world.dovecot.place(
                Array(text.replacing("\n", with: "\r\n").utf8), for: MailWorld.rep, date: 1_795_100_000,
                number: 500 + number)
        }
        // Twice: what was acted on stays as it is.
        for _ in 1...2 { _ = try await rapport.json("sync", "--once") }
        let rows = try await rapport.json("campaign", "recipients", id).at("recipients")?.elements ?? []
        let states = Dictionary(
            uniqueKeysWithValues: rows.map { ($0.text("email") ?? "", $0.text("state") ?? "") })
        #expect(states["answer@customer.example"] == "replied")
        #expect(states["bounce@customer.example"] == "bounced")
        let going = try #require(states["nothing@customer.example"])
        #expect(!["replied", "bounced", "failed", "sent"].contains(going))
        #expect(states["absence@customer.example"] == going)
        #expect(states["delay@customer.example"] == going)
        let timeline = try await rapport.json("timeline", "contact", "bounce@customer.example")
        let entries = timeline.at("entries")?.elements ?? []
        #expect(entries.map { $0.text("kind") } == ["bounce", "campaignStep"], "\(timeline.serialized)")
        #expect(entries.first?.text("summary") == "News" && entries.first?.text("message") != nil)
        // Nobody writes to a dead address again, campaign or not.
        _ = try await rapport.json(
            "send", "--to", "bounce@customer.example", "--subject", "x", "--body-file",
            try rapport.write("Hello", to: "plain.txt"), "--no-undo")
        _ = try await rapport.run("sync", "--once")
        let last = try await rapport.json("outbox", "list").at("jobs.0")
        #expect(last?.text("state") == "cancelled")
        #expect(last?.text("last_error")?.contains("suppressed") == true)
    }
}

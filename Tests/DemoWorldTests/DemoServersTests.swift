import CRMModel
import DemoWorld
import LocalServers
import MailCore
import MailNet
import Platform
import Testing

@Suite(.enabled(if: DovecotServer.isInstalled, "Dovecot is missing; run scripts/install-test-servers"))
struct `The demo's servers` {
    private static func message(_ id: String, to recipient: String, port: UInt16) -> [UInt8] {
        let hub = "http://127.0.0.1:\(port)"
        return MessageComposer.bytes(
            of: OutgoingMessage(
                from: DemoCast.user.mailbox, to: [Mailbox(address: recipient)], subject: "Pricing",
                date: MessageDate(milliseconds: SystemClock.wallMilliseconds()), messageID: id,
                text: "The price for 40 seats",
                html: "<p>The price: <a href=\"\(hub)/track/click/a?x=1&amp;y=2\">offer</a> "
                    + "<a href=\"https://elsewhere.example/\">other</a></p>"
                    + "<img src=\"\(hub)/track/open/b\" width=1 height=1>"), seed: id)
    }

    /// An id for which the recipient opens, clicks and answers.
    private static func livelyID(_ recipient: String, seed: UInt64) -> String? {
        (0..<2_000).lazy.map { "m\($0)@fathomline.example" }.first { id in
            let kinds = CounterpartScript.reactions(
                to: SentMail(
                    recipient: recipient, subject: "Pricing", text: "The price for 40 seats", messageID: id,
                    hasPixel: true, linkCount: 1), seed: seed
            ).map(\.kind)
            return kinds.count == 3
        }
    }

    @Test func `hold the mailbox, and people who open, click and answer what is sent`() async throws {
        let (deeds, said) = AsyncStream<Counterpart.Deed>.makeStream()
        let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        let servers = try await DemoServers.start(seed: 4, now: now, pace: 0) { said.yield($0) }
        defer { servers.stop() }
        let running = Task { await servers.run(hasLife: false) }
        defer { running.cancel() }

        let credentials = Credentials(user: servers.user.address, password: servers.user.password)
        let imap = try await IMAPSession.connect(
            to: ServerEndpoint(
                host: "localhost", port: servers.dovecot.imapsPort, security: .implicitTLS,
                authorityFile: servers.dovecot.identity.authorityFile), credentials: credentials)
        let inbox = try await imap.status(of: .inbox)
        let expected = DemoMailbox.messages(now: now, seed: 4).filter { $0.folder == .inbox }
        #expect(inbox.messages.map(Int.init) == expected.count)
        #expect(inbox.unseen.map(Int.init) == expected.filter { !$0.flags.contains(.seen) }.count)

        let hub = LoopbackHub()
        let serving = Task { await hub.serve(2) }
        let recipient = "priya.raman@brightwater.example"
        let id = try #require(Self.livelyID(recipient, seed: 4))
        let smtp = try await SMTPSession.connect(
            to: ServerEndpoint(host: "127.0.0.1", port: servers.submission.port, security: .plain),
            credentials: credentials)
        _ = try await smtp.send(
            Self.message(id, to: recipient, port: hub.port),
            SMTPEnvelope(from: servers.user.address, recipients: [recipient]))
        await smtp.quit()

        var answered = false
        for await deed in deeds {
            if case .answered = deed {
                answered = true
                break
            }
            if case .undelivered(_, let reason) = deed {
                Issue.record("\(reason)")
                break
            }
        }
        #expect(answered)
        await serving.value
        var paths: [String] = []
        for await request in hub.requests {
            paths.append(String(request.head.split(separator: " ").dropFirst().first ?? ""))
            #expect(request.head.contains("User-Agent: Mozilla/5.0"))
            #expect(request.source >> 24 == 127 && request.source != 0x7F00_0001)
        }
        #expect(Set(paths) == ["/track/open/b", "/track/click/a?x=1&y=2"])

        _ = try await imap.select(.inbox)
        let newest = try #require(try await imap.fetch(.from(1), .body).last?.body)
        let answer = MIMEParser.parse(newest)
        #expect(answer.from.first?.address == recipient)
        #expect(answer.inReplyTo == [id])
        #expect(answer.subject == "Re: Pricing")
        await imap.logout()
    }

    @Test func `live on by themselves`() {
        let now = Timestamp(milliseconds: 1_795_190_400_000)
        var life = DemoLife(seed: 9, mailbox: DemoMailbox.messages(now: now, seed: 9))
        var answers = 0
        var ids: Set<String> = []
        for _ in 0..<80 {
            #expect((.seconds(12) ... .seconds(60)).contains(life.pause()))
            let mail = MIMEParser.parse(life.next(at: now).bytes)
            #expect(mail.problems.isEmpty && mail.date?.milliseconds == now.milliseconds)
            ids.insert(mail.messageID ?? "")
            answers += mail.references.isEmpty ? 0 : 1
        }
        #expect(ids.count == 80)
        #expect(answers > 30)
    }

    @Test func `come with a tour and a campaign that fit`() {
        #expect((8...12).contains(DemoTour.steps.count))
        #expect(DemoTour.steps.allSatisfy { $0.keys.count + $0.text.count < 78 })
        let addresses = DemoCampaign.recipients.map(\.email)
        #expect(Set(addresses).count == addresses.count && addresses.count >= 40)
        #expect(addresses.contains(CounterpartScript.bouncingAddress))
        #expect(DemoCast.contacts.filter { $0.tags.contains(DemoCampaign.tag) }.count >= 8)
    }
}

import CRMModel
import CRMStore
import LocalServers
import MailNet
import Outreach
import Platform
import Testing

/// Makes certificates on a thread of its own: the pool's are for those who do not wait.
private actor Notary {
    private nonisolated let executor = ThreadExecutor(name: "test-notary")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    func identity(in folder: String, flaw: ServerIdentity.Flaw = .none) throws -> ServerIdentity {
        try ServerIdentity.make(in: folder, flaw: flaw)
    }
}

/// A hub behind TLS, as far as a follower sees it: certificates of a private authority, and what is said on the wire.
@Suite(.serialized, .enabled(if: ServerIdentity.canBeMade, "openssl is not installed"))
struct `A hub over TLS` {
    private static let name = "hub-number-1"

    private static func head(_ newest: Int64) -> FaultServer.Action {
        let greeting = HitDocument.Greeting(hub: name, now: WallClock.now(), newest: newest).document
        return .say(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: hub\ndata: \(greeting.serialized)\n\n"
        )
    }

    private static func text(_ number: Int) -> String {
        let hit = NumberedHit(number: Int64(number), hit: TwoMachines.open(number))
        return "id: \(number)\nevent: hit.raw\ndata: \(HitDocument.document(hit).serialized)\n\n"
    }

    private static func asks(after number: Int) -> [FaultServer.Action] {
        [.startTLS, .await("GET /api/events?of=hits "), .await("Last-Event-ID: \(number)\r\n\r\n")]
    }

    private func folder() throws -> String {
        let folder = "/tmp/rapport-hub-tls-\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(folder)
        return folder
    }

    @Test func `is followed where it was cut off, nothing twice and nothing lost`() async throws {
        let folder = try folder()
        defer { FileSystem.remove(folder) }
        let identity = try await Notary().identity(in: folder)
        let third = Self.text(3)
        let server = try FaultServer(
            scripts: [
                // Cut in the middle of the third.
                Self.asks(after: 0) + [
                    Self.head(5), .say(Self.text(1) + Self.text(2)),
                    .say(String(third.prefix(third.count / 2))),
                ],
                // Says again what was said, as after a connection that seemed lost to one side only.
                Self.asks(after: 2) + [Self.head(5), .say(Self.text(2)), .drip(third), .say(Self.text(4))],
                Self.asks(after: 4) + [Self.head(5), .say(Self.text(5)), .stall],
            ], identity: identity)
        defer { server.stop() }
        let world = try await TwoMachines()
        try await world.follow(
            { try world.follower(securely: server.port, authority: identity.authorityFile, stored: $0) },
            until: 5)
        let hits = try await world.here.hits(of: testJob)
        #expect(hits.map(\.facts) == (1...5).map { TwoMachines.open($0).facts })
        #expect(try await world.here.followedHub(Self.name)?.cursor == 5)
    }

    enum Foreign: CaseIterable { case otherAuthority, wrongHost, expired, selfSigned, notTLS }

    @Test(arguments: Foreign.allCases) func `is not told the key when it is another`(who: Foreign)
        async throws
    {
        let folder = try folder()
        defer { FileSystem.remove(folder) }
        let flaw: ServerIdentity.Flaw =
            switch who {
            case .wrongHost: .wrongHost
            case .expired: .expired
            case .selfSigned: .selfSigned
            default: .none
            }
        let identity = try await Notary().identity(in: folder, flaw: flaw)
        var authority = identity.authorityFile
        if who == .otherAuthority {
            let other = folder + "/other"
            try FileSystem.createDirectory(other)
            authority = try await Notary().identity(in: other).authorityFile
        }
        // Whoever got as far as being asked would give a hit.
        let server = try FaultServer(
            (who == .notTLS ? [.say("HTTP/1.1 200 OK\r\n\r\n")] : Self.asks(after: 0))
                + [Self.head(1), .say(Self.text(1)), .stall], identity: identity)
        defer { server.stop() }
        let world = try await TwoMachines()
        let (ends, end) = AsyncStream.makeStream(of: HubFollower.State.self)
        let follower = try world.follower(
            securely: server.port, authority: authority,
            changed: { if $0 != .connecting { end.yield($0) } })
        let task = Task { await follower.run() }
        for await state in ends {
            guard case .refused(let reason) = state else {
                Issue.record("\(state)")
                break
            }
            #expect(!reason.isEmpty)
            break
        }
        task.cancel()
        await task.value
        #expect(try await world.here.hits(of: testJob).isEmpty)
        #expect(try await world.here.followedHub(Self.name) == nil)
    }
}

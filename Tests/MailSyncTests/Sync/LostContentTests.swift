import CRMModel
import MailSync
import Platform
import Testing

@testable import CRMStore

@Suite(.needsDovecot) struct `Content that is lost here` {
    private static let damage = Statement<Void>(
        named: "damage", "UPDATE blobs SET bytes = x'00' WHERE hash = $1")
    private static let loss = Statement<Void>(named: "loss", "DELETE FROM blobs WHERE hash = $1")

    @Test func `is fetched again from the server, damaged or gone, and nothing else is`() async throws {
        let world = try await SyncWorld()
        try world.place(6)
        try world.place(2, from: 7, folder: "Archive")
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let blobs = world.store.blobs
        let hashes = [2, 4, 7].map { Digest.sha256(SyncWorld.message($0)) }
        for (hash, statement) in zip(hashes, [Self.damage, Self.loss, Self.damage]) {
            let changed = try await blobs.write { (c) throws(StoreError) in
                try c.run(statement, [.bytes(hash)])
            }
            #expect(changed == 1)
            #expect(try await world.store.raw.bytes(hash) == nil)
        }
        let check = try await world.store.inspect()
        #expect(check.lostContent == 3 && check.damagedContent == 2)
        let before = try await world.store.stats().messages
        let report = try await syncer.syncOnce()
        #expect(report.new == 0 && report.bytesReceived > 0)
        for number in 1...8 {
            let raw = SyncWorld.message(number)
            #expect(try await world.store.raw.bytes(Digest.sha256(raw)) == raw)
        }
        #expect(try await world.store.stats().messages == before)
        // Nothing is asked for any more.
        #expect(try await syncer.syncOnce().bytesReceived == 0)
        try await world.expectAgreement()
        await world.stop()
    }
}

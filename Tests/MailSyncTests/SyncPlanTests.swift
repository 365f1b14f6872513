import MailSync
import Testing

@Suite struct `The plan for a folder` {
    let local = SyncPlan.Local(uidValidity: 7, uidNext: 100, highestModSeq: 50, count: 90, isComplete: true)

    private func remote(
        validity: UInt32? = 7, next: UInt32? = 100, modSeq: UInt64? = 50, count: Int = 90
    ) -> SyncPlan.Remote {
        SyncPlan.Remote(uidValidity: validity, uidNext: next, highestModSeq: modSeq, count: count)
    }

    @Test func `is empty when nothing can have changed`() {
        #expect(SyncPlan.steps(local: local, remote: remote()) == [])
    }

    @Test func `begins with all UIDs at the first sync`() {
        let new = SyncPlan.Local(
            uidValidity: nil, uidNext: nil, highestModSeq: nil, count: 0, isComplete: false)
        #expect(SyncPlan.steps(local: new, remote: remote()) == [.compareUIDs])
    }

    @Test func `forgets locations when UIDVALIDITY changed`() {
        #expect(
            SyncPlan.steps(local: local, remote: remote(validity: 8)) == [.forgetLocations, .compareUIDs])
    }

    @Test(arguments: [(UInt32(101), 91), (100, 89), (99, 90)])
    func `compares UIDs when UIDNEXT or the count moved either way`(next: UInt32, count: Int) {
        #expect(SyncPlan.steps(local: local, remote: remote(next: next, count: count)) == [.compareUIDs])
    }

    @Test func `asks only for changed flags where the server counts changes`() {
        #expect(
            SyncPlan.steps(local: local, remote: remote(modSeq: 51)) == [.fetchFlags(changedSince: 50)])
    }

    @Test func `asks for all flags where it does not, and not at every poll`() {
        #expect(SyncPlan.steps(local: local, remote: remote(modSeq: nil)) == [.fetchFlags(changedSince: nil)])
        #expect(SyncPlan.steps(local: local, remote: remote(modSeq: nil), looksAtFlags: false) == [])
    }

    @Test func `goes on with an unfinished first sync`() {
        var unfinished = local
        unfinished.isComplete = false
        #expect(SyncPlan.steps(local: unfinished, remote: remote()) == [.compareUIDs])
    }

    @Test func `compares when the server does not tell UIDNEXT`() {
        #expect(SyncPlan.steps(local: local, remote: remote(next: nil)).contains(.compareUIDs))
    }
}

@Suite struct `The difference of two UID lists` {
    @Test(arguments: [
        ([UInt32](), [UInt32](), [UInt32](), [UInt32]()), ([1, 2, 3], [1, 2, 3], [], []),
        ([], [1, 5, 9], [9, 5, 1], []), ([1, 5, 9], [], [], [1, 5, 9]),
        ([1, 2, 4], [2, 3, 4, 5], [5, 3], [1]),
    ])
    func `is what is missing, newest first, and what is gone`(
        here: [UInt32], there: [UInt32], missing: [UInt32], vanished: [UInt32]
    ) {
        let difference = SyncPlan.difference(here: here, there: there)
        #expect(difference.missing == missing)
        #expect(difference.vanished == vanished)
    }

    @Test func `is fetched in growing batches that leave nothing out`() {
        let missing = Array((1...UInt32(5000)).reversed())
        let batches = SyncPlan.batches(missing)
        #expect(batches.flatMap { $0 } == missing)
        #expect(batches.first?.count == 50)
        #expect(batches.allSatisfy { $0.count <= 1000 })
    }
}

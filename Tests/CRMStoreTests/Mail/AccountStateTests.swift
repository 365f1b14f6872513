import CRMModel
import Testing

@testable import CRMStore

@Suite struct `State of an account` {
    @Test func `is told when it changes, and written now and then when it does not`() async throws {
        let workspace = try await Workspace.inMemory()
        let id: ID<Account> = MailFixture.id(1)
        try await workspace.accounts.save(MailFixture.account(id))
        let start = try await workspace.events.newest()
        func set(_ state: AccountState, after seconds: Double) async throws -> (events: Int, synced: Double?)
        {
            try await workspace.accounts.setState(
                state, of: id, synced: MailFixture.start.adding(seconds: seconds))
            let events = try await workspace.events.events(after: start, limit: 100).count
            let last = try await workspace.accounts.account(id)?.lastSync
            return (events, last?.seconds(since: MailFixture.start))
        }
        #expect(try await set(.watching, after: 0) == (1, 0))
        #expect(try await set(.watching, after: 60) == (1, 0))
        #expect(try await set(.watching, after: 660) == (1, 660))
        #expect(try await set(.watching, after: 600) == (1, 600))
        // When it was polled last is shown.
        #expect(try await set(.polling, after: 700) == (2, 700))
        #expect(try await set(.polling, after: 760) == (3, 760))
        #expect(try await set(.offline(reason: "away", retryAt: nil), after: 761).events == 4)
        #expect(try await set(.offline(reason: "gone", retryAt: nil), after: 762).events == 5)
    }
}

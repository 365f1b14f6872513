import CRMModel
import CRMStore

/// Remembers which draft is being written, so that it is on the screen again when the program died over it.
struct WritingInProgress: Sendable {
    let workspace: OpenWorkspace

    private static let key = "screen.draft"

    func remember(_ id: ID<Draft>) async throws {
        guard try await current() != id else { return }
        try await workspace.store.settings.set(Self.key, to: id.description)
    }

    func forget(_ id: ID<Draft>) async throws {
        if try await current() == id { try await workspace.store.settings.set(Self.key, to: nil) }
    }

    /// The program ends in order: nothing has to be recovered. The draft stays among the drafts.
    func forget() async throws {
        if let id = try await current() { try await forget(id) }
    }

    /// The draft to go on with; nil when there is none, or it was sent or discarded since.
    func draft() async throws -> Draft? {
        guard let id = try await current() else { return nil }
        return try await workspace.drafts.list().first { $0.id == id }
    }

    private func current() async throws -> ID<Draft>? {
        try await workspace.store.settings.value(Self.key).flatMap { ID<Draft>($0) }
    }
}

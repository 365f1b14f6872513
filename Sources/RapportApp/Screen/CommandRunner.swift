import AppUI
import Platform
import TUI

/// Answers what the screen asks for.
protocol LoadAnswering: Sendable {
    /// Ends early with an error when its task is cancelled.
    func answer(_ request: LoadRequest) async throws -> Loaded
}

/// Makes the changes that the screen shows.
protocol ChangeAnswering: Sendable {
    func perform(_ change: Change) async throws -> ChangeResult
}

/// Does what the screen asks for, off the UI thread, and posts the answers.
///
/// A newer load of a slot cancels the older one. Changes run one after the other, in the order in which they
/// were asked for, so that "archive, undo" can never end the other way round.
@UIActor
final class CommandRunner {
    /// How an answer gets back.
    typealias Post = @UIActor @Sendable (AppMessage) -> Void

    private let loads: any LoadAnswering
    private let changes: any ChangeAnswering
    private let desktop = DesktopDesk()
    private var running = NewestTasks<LoadSlot>()
    private var line = OrderedTasks()

    init(loads: any LoadAnswering, changes: any ChangeAnswering) {
        self.loads = loads
        self.changes = changes
    }

    func perform(_ command: Command, _ post: @escaping Post) {
        switch command {
        case .load(let ticket, let request): load(ticket, request, post)
        case .change(let ticket, let change): self.change(ticket, change, post)
        case .openLink(let target): open(target, post)
        default: break
        }
    }

    /// Ends the loads under way. Changes under way are done to their end: the user has seen them happen.
    func stop() { running.cancelAll() }

    /// The last change that was asked for, to be waited for before the program ends.
    var lastChange: Task<Void, Never>? { line.last }

    private func load(_ ticket: LoadTicket, _ request: LoadRequest, _ post: @escaping Post) {
        let loads = loads
        running.start(ticket.slot) {
            do {
                let found = try await loads.answer(request)
                if !Task.isCancelled { await post(.loaded(ticket, found)) }
            } catch {
                if !Task.isCancelled { await post(.loadFailed(ticket, ErrorWords.problem(for: error))) }
            }
        }
    }

    private func change(_ ticket: ChangeTicket, _ change: Change, _ post: @escaping Post) {
        let changes = changes
        let work = line.add { () async -> AppMessage in
            do { return .changed(ticket, try await changes.perform(change)) } catch {
                return .changeFailed(ticket, ErrorWords.problem(for: error))
            }
        }
        // A task of its own: waiting for a change must not wait for the screen, which may have ended.
        Task.detached { await post(work.value) }
    }

    private func open(_ target: String, _ post: @escaping Post) {
        let desktop = desktop
        // Ends when the desktop's program has started or failed to.
        Task.detached {
            do { try await desktop.open(target) } catch {
                await post(.trouble(ErrorWords.problem(for: error)))
            }
        }
    }
}

/// Starts the desktop's programs, which block, on a thread of its own.
actor DesktopDesk {
    private let executor = ThreadExecutor(name: "desktop")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func open(_ target: String) throws { try DesktopOpener.open(target) }

    deinit { executor.stop() }
}

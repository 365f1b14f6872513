import AppUI
import TUI

/// Does what the screen asks for, off the UI thread, and posts the answers.
///
/// A newer load of a slot cancels the older one. Changes run one after the other, in the order in which they
/// were asked for, so that "archive, undo" can never end the other way round.
@UIActor
final class CommandRunner {
    /// How an answer gets back.
    typealias Post = @UIActor @Sendable (AppMessage) -> Void

    private let loads: LoadAnswers
    private let changes: ChangeAnswers
    private var running: [LoadSlot: Task<Void, Never>] = [:]
    private var lastChange: Task<Void, Never>?

    init(loads: LoadAnswers, changes: ChangeAnswers) {
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
    func stop() {
        for task in running.values { task.cancel() }
    }

    /// The last change that was asked for, to be waited for before the program ends.
    var pendingChange: Task<Void, Never>? { lastChange }

    private func load(_ ticket: LoadTicket, _ request: LoadRequest, _ post: @escaping Post) {
        running[ticket.slot]?.cancel()
        let loads = loads
        running[ticket.slot] = Task.detached {
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
        let previous = lastChange
        lastChange = Task.detached {
            await previous?.value
            do {
                let result = try await changes.perform(change)
                await post(.changed(ticket, result))
            } catch {
                await post(.changeFailed(ticket, ErrorWords.problem(for: error)))
            }
        }
    }

    private func open(_ target: String, _ post: @escaping Post) {
        Task.detached {
            do { try DesktopOpener.open(target) } catch { await post(.trouble(ErrorWords.problem(for: error))) }
        }
    }
}

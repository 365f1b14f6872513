import AppUI
import CRMModel
import CRMStore
import Platform
import Synchronization
import TUI

/// What goes on behind the screen: mail comes and goes, and what the event log tells reaches the screen.
final class LiveWork: Sendable {
    typealias Post = @UIActor @Sendable ([AppMessage]) -> Void

    private let workspace: OpenWorkspace
    private let work: BackgroundWork
    private let waiting = Mutex<[AppMessage]>([])
    private let post = Mutex<Post?>(nil)
    private let follower = Mutex<Task<Void, Never>?>(nil)
    private let chores = Mutex<Task<Void, Never>?>(nil)

    init(workspace: OpenWorkspace) {
        self.workspace = workspace
        work = BackgroundWork(workspace: workspace)
    }

    /// Begins to tell the screen what happens.
    func attach(_ post: @escaping Post) {
        self.post.withLock { $0 = post }
        follower.withLock { $0 = Task { await self.follow() } }
    }

    /// Begins to sync and to send; call it when the first list is on the screen.
    func start(_ accounts: [Account]) {
        chores.withLock { chores in
            guard chores == nil else { return }
            chores = Task {
                do {
                    try await work.start(
                        .all, accounts: accounts,
                        trouble: { [weak self] in
                            self?.tell(.trouble(ErrorWords.problem(for: $0)))
                        })
                } catch {
                    workspace.log.error("work.failed", ["error": .string("\(error)")])
                    tell(.trouble(ErrorWords.problem(for: error)))
                }
                await catchUp()
            }
        }
    }

    /// Another account, just added.
    func add(_ account: Account) async { await work.sync(account) }

    /// Looks for new mail at once.
    func syncNow() async { await work.syncNow() }

    /// Ends everything and waits until it has ended.
    func stop() async {
        follower.withLock { $0 }?.cancel()
        chores.withLock { $0 }?.cancel()
        await work.stop()
    }

    private func follow() async {
        do {
            for await logged in try await workspace.store.events.follow() { tell(.domain(logged)) }
        } catch {
            workspace.log.error("follow.failed", ["error": .string("\(error)")])
            tell(.trouble(ErrorWords.problem(for: error)))
        }
    }

    /// Messages that come faster than the screen takes them arrive together: one draw for all of them.
    private func tell(_ message: AppMessage) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(message)
            return waiting.count == 1
        }
        guard isFirst, let post = post.withLock({ $0 }) else { return }
        // Ends with its one hop to the screen's thread.
        Task { @UIActor in
            let batch = self.waiting.withLock { waiting in
                let batch = waiting
                waiting = []
                return batch
            }
            post(batch)
        }
    }

    /// What an earlier run may have left undone.
    private func catchUp() async {
        do {
            try await WritingDesk(workspace: workspace).addLibraryOnce()
            _ = try await workspace.relinks.run(with: workspace.messages, at: workspace.now)
        } catch {
            workspace.log.warning("catchup.failed", ["error": .string("\(error)")])
        }
    }
}

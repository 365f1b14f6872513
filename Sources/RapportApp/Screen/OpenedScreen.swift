import AppUI
import CRMModel
import CRMStore
import Platform
import Synchronization

/// What the screen needs of the workspace, opened before the loop begins.
struct OpenedScreen: Sendable {
    let workspace: OpenWorkspace
    let accounts: [Account]
    let live: LiveWork
    let zone: LocalZone

    static func open(_ invocation: Invocation, _ settings: ScreenConfiguration) throws -> OpenedScreen {
        let opened = Mutex<OpenedScreen?>(nil)
        try MainThread.wait {
            let workspace = try await OpenWorkspace.open(invocation)
            let accounts = try await workspace.accounts.all()
            let live = LiveWork(workspace: workspace)
            let zone = ZoneRules.current(around: workspace.now)
            opened.withLock {
                $0 = OpenedScreen(workspace: workspace, accounts: accounts, live: live, zone: zone)
            }
        }
        guard let result = opened.withLock({ $0 }) else { throw CancellationError() }
        return result
    }
}

import CRMModel
import CRMStore
import DemoWorld
import LocalServers
import Platform

/// One run of the demo: servers, hub and workspace, and their end.
///
/// The screen is a process of its own that shares the workspace, as it would with `rapport serve`: when it ends, in
/// whatever way, everything here ends and is removed.
struct DemoRun: Sendable {
    let servers: DemoServers
    let hub: HubWork
    let directory: String
    private let workspace: OpenWorkspace
    /// Nil for a folder that the user named, which stays.
    private let folder: DemoFolder?
    private let life: Task<Void, Never>

    static func start(_ invocation: Invocation) async throws -> DemoRun {
        guard DovecotServer.isInstalled else {
            throw CommandError(
                code: .unavailable, what: "the demo", why: "Dovecot is not installed",
                recovery: "apt-get install dovecot-imapd dovecot-lmtpd, or run make demo")
        }
        let named = invocation.value("--data").map(FileSystem.absolute)
        let folder: DemoFolder? = if named == nil { try DemoFolder() } else { nil }
        let directory = named ?? folder?.path ?? ""
        if FileSystem.exists("\(directory)/default") {
            throw CommandError(
                code: .cannotCreate, what: directory, why: "there is a workspace already",
                recovery: "name an empty folder, or leave --data out")
        }
        try FileSystem.createDirectory(directory)
        do {
            let servers = try await DemoServers.start(
                seed: 20_261_120, now: Timestamp(milliseconds: SystemClock.wallMilliseconds()))
            do {
                return try await start(servers, invocation, directory, folder)
            } catch {
                servers.stop()
                throw error
            }
        } catch {
            folder?.remove()
            throw error
        }
    }

    private static func start(
        _ servers: DemoServers, _ invocation: Invocation, _ directory: String, _ folder: DemoFolder?
    ) async throws -> DemoRun {
        var workspace = try await OpenWorkspace.open(
            invocation.replacing(["--data": directory, "--workspace": "default"]))
        let hub = try await HubWork.start(workspace, listen: "127.0.0.1:0", trustedProxies: [])
        workspace.configuration.hub.publicURL = "http://\(hub.address)"
        try FileSystem.createDirectory(workspace.directories.configuration)
        try FileSystem.replace(
            "\(workspace.directories.configuration)/config.toml", with: Array(configuration(hub).utf8))
        try await DemoSetup(workspace: workspace, servers: servers).run()
        return DemoRun(
            servers: servers, hub: hub, directory: directory, workspace: workspace,
            folder: folder,
            life: Task { await servers.run() })
    }

    /// What the screen's process reads.
    private static func configuration(_ hub: HubWork) -> String {
        """
        # Written by rapport demo.
        [hub]
        public-url = "http://\(hub.address)"

        [sender]
        name = "\(DemoCast.user.name)"
        title = "Account Executive"
        company = "\(DemoCast.user.company)"
        site = "https://www.\(DemoCast.user.domain)"
        postal-address = "Fathomline, Keizersgracht 401, Amsterdam"

        """
    }

    /// Does what the screen would do in the background, for a demo without one.
    func work() async throws -> BackgroundWork {
        let work = BackgroundWork(workspace: workspace)
        try await work.start(.all, accounts: try await workspace.accounts.all())
        return work
    }

    func stop() async {
        life.cancel()
        await life.value
        await hub.stop()
        servers.stop()
        await workspace.close()
        folder?.remove()
    }

    /// What is said when the screen was left.
    var farewell: String {
        folder == nil
            ? "The demo has ended; what it wrote is in \(directory)."
            : "The demo and its mail are removed."
    }

    /// The line of `--headless`.
    var document: JSONValue {
        [
            "imap": [
                "host": "localhost", "port": JSONValue(Int(servers.dovecot.imapsPort)),
                "user": .string(servers.user.address), "password": .string(servers.user.password),
                "ca": .string(servers.dovecot.identity.authorityFile),
            ],
            "smtp": [
                "host": "127.0.0.1", "port": JSONValue(Int(servers.submission.port)), "tls": "none",
                "user": .string(servers.user.address), "password": .string(servers.user.password), "ca": nil,
            ], "hub": ["url": .string("http://\(hub.address)")], "data": .string(directory),
        ]
    }
}

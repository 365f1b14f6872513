import CRMModel
import CRMStore
import Platform

extension CommandSpec {
    static let serve = CommandSpec(
        path: ["serve"], summary: "the hub: opens, clicks, unsubscribes, events and campaigns over HTTP",
        options: [
            .value("--listen", "HOST:PORT", "where to listen (default: hub.listen)"),
            .value("--public-url", "URL", "the address that recipients reach it at"),
            .flag("--sync", "sync mail as well"),
            .flag("--send", "send the outbox and run campaigns as well"),
        ],
        details: "Stays until it is ended (Ctrl-C or SIGTERM). A reverse proxy in front does TLS.",
        run: .service { invocation in
            var workspace = try await OpenWorkspace.open(invocation)
            if let url = invocation.value("--public-url") { workspace.configuration.hub.publicURL = url }
            _ = try workspace.trackingAddresses()
            let isNamed = workspace.configuration.hub.publicURL != nil
            let hub = try await HubWork.start(
                workspace, listen: invocation.value("--listen") ?? workspace.configuration.hub.listen,
                trustedProxies: workspace.configuration.hub.trustedProxies)
            // Without a public address mails name the one that is listened at, where all servers are on this machine.
            if !isNamed { workspace.configuration.hub.publicURL = "http://\(hub.address)" }
            if let url = workspace.configuration.hub.publicURL {
                try await HubReach.remember(url, in: workspace.store)
                if try await !HubReach.reaches(url, in: workspace.store) {
                    Printer.remark(
                        "recipients cannot reach \(url), so mails go out without tracking: give --public-url, or set "
                            + "hub.public-url")
                }
            }
            // This is the hub: the background work starts no second one.
            workspace.configuration.hub.runs = false
            let work = BackgroundWork(workspace: workspace)
            var duties: BackgroundWork.Duties = []
            if invocation.has("--sync") { duties.insert(.sync) }
            if invocation.has("--send") { duties.insert(.send) }
            if !duties.isEmpty {
                try await work.start(
                    duties, accounts: try await workspace.accounts.all(),
                    trouble: { Printer.fail($0, asJSON: false) })
            }
            let url = "http://\(hub.address)"
            Printer(invocation).event(
                ["event": "listening", "url": .string(url)], line: "listening at \(url)")
            await Cancellation.wait()
            await work.stop()
            await hub.stop()
            await workspace.close()
        })
}

import Glibc
import Platform

extension CommandSpec {
    static let demo = CommandSpec(
        path: ["demo"],
        summary: "try everything with private servers and sample mail; nothing leaves this machine",
        options: [.flag("--headless", "print where everything is and serve until the end of standard input")],
        run: .service { invocation in
            if !invocation.has("--headless"), isatty(1) != 1 {
                throw CommandError.usage(
                    "demo", "there is no terminal to show it on", "use --headless for scripts")
            }
            Printer(invocation).progress("starting the demo …")
            let run = try await DemoRun.start(invocation)
            do {
                if invocation.has("--headless") {
                    try await headless(run, invocation)
                } else {
                    try await show(run)
                }
            } catch {
                await run.stop()
                throw error
            }
            await run.stop()
            if !invocation.has("--headless") { Printer(invocation).note(run.farewell) }
        })

    private static func headless(_ run: DemoRun, _ invocation: Invocation) async throws {
        let work = try await run.work()
        Printer.document(run.document)
        await StandardInput().waitForEnd()
        await work.stop()
    }

    private static func show(_ run: DemoRun) async throws {
        let child = try ChildProcess.start(["/proc/self/exe", "--data", run.directory, "--welcome"])
        let status = await child.wait()
        guard status == 0 else {
            throw CommandError(
                code: .ourFault, what: "the screen", why: "it ended with status \(status)",
                recovery: "see state/rapport.jsonl of the workspace")
        }
    }
}

/// Standard input of a service: its end is the sign to stop.
private actor StandardInput {
    private nonisolated let executor = ThreadExecutor(name: "stdin")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    /// Returns at the end of input, or when the task is cancelled.
    func waitForEnd() async {
        let wake = EventFD()
        await withTaskCancellationHandler {
            var descriptors = [
                pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            var bytes = [UInt8](repeating: 0, count: 4096)
            while poll(&descriptors, 2, -1) >= 0 || errno == EINTR {
                if descriptors[1].revents != 0 { return }
                if descriptors[0].revents != 0, read(0, &bytes, bytes.count) <= 0 { return }
            }
        } onCancel: {
            wake.signal()
        }
    }
}

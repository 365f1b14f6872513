import Foundation
import Glibc
import Platform
import Testing

@testable import RapportApp

/// How a program that stays ends when it is asked to.
@Suite(.timeLimit(.minutes(3))) struct `A program that stays` {
    @Test func `ends in order while a password command waits for somebody`() async throws {
        let rapport = try Rapport()
        let (asked, hangs) = (rapport.file("asked"), rapport.file("hangs"))
        let added = try await rapport.run(
            "account", "add", "work", "--email", "a@b.example", "--imap", "localhost:1", "--smtp",
            "localhost:1", "--no-test", "--password-command",
            "touch '\(asked)'; test -e '\(hangs)' && exec sleep 600; echo secret")
        try #require(added.status == 0, "\(added.errors)")
        try FileManager.default.removeItem(atPath: asked)
        try rapport.write("", to: "hangs")
        let watching = try rapport.start(["sync", "--watch"])
        while !FileSystem.exists(asked) { await Task.yield() }
        watching.process.send(signal: SIGTERM)
        #expect(await watching.end() == 0)
    }

    /// Its reader has gone to sleep, so that what it says holds it for ever.
    @Test(arguments: [("kill -TERM $!", 143, true), ("kill -TERM $!; kill -INT $!", 130, false)])
    func `ends a while after the first signal and at once with the second, whatever holds it`(
        signals: String, status: Int32, isTold: Bool
    ) async throws {
        let rapport = try Rapport()
        let line = """
            mkfifo '\(rapport.file("full"))'; exec 3<>'\(rapport.file("full"))'
            head -c 65536 /dev/zero >&3
            '\(try Rapport.program.path)' --data '\(rapport.file("data"))' serve --listen 127.0.0.1:0 >&3 &
            until grep -qs pipe /proc/$!/task/*/wchan; do sleep 0.1; done
            \(signals); wait $!
            """
        let (output, errors) = (try rapport.write("", to: "out"), try rapport.write("", to: "err"))
        let process = try ChildProcess.start(
            ["/bin/sh", "-c", line], environment: rapport.environment,
            files: StandardFiles(output: output, errors: errors))
        let ran = try await Rapport.Started(process: process, output: output, errors: errors).ran()
        #expect(ran.status == status, "\(ran.errors)")
        #expect(ran.errors.contains("nothing that was recorded is lost") == isTold, "\(ran.errors)")
        #expect(try await rapport.json("db", "check").at("ok")?.boolean == true)
    }
}

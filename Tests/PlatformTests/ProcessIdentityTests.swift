import Foundation
import Platform
import Testing

@Suite struct `A process's identity` {
    @Test func `survives its text`() throws {
        let own = try #require(ProcessIdentity.current())
        #expect(ProcessIdentity(text: own.text) == own)
        #expect(!own.hasEnded)
    }

    @Test func `knows that the process was killed`() async throws {
        let process = try ChildProcess.start(
            ["/bin/sleep", "60"], files: StandardFiles(output: "/dev/null", errors: "/dev/null"))
        let identity = try #require(ProcessIdentity(pid: process.processIdentifier))
        #expect(!identity.hasEnded)
        process.send(signal: SIGKILL)
        #expect(await process.wait() == 128 + SIGKILL)
        #expect(identity.hasEnded)
        // Whoever has its number now is left alone.
        process.send(signal: SIGKILL)
        #expect(process.status == 128 + SIGKILL)
    }

    @Test func `is not the next process with the same number`() throws {
        let own = try #require(ProcessIdentity.current())
        let earlier = try #require(ProcessIdentity(text: "\(own.machine).\(own.pid).\(own.start - 1)"))
        #expect(earlier.hasEnded)
    }

    @Test func `says nothing about other machines`() throws {
        let own = try #require(ProcessIdentity.current())
        let other = try #require(ProcessIdentity(text: "0123.7.\(own.pid).\(own.start - 1)"))
        #expect(!other.hasEnded)
    }

    @Test(arguments: ["", "...", "a.b.c.d", "a.1.-1.5", "a.1.1.5.6", "a.1.99999999999.5", "one"])
    func `is not read from anything else`(text: String) { #expect(ProcessIdentity(text: text) == nil) }
}

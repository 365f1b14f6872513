import Glibc
import Platform

/// A private Exim on free loopback ports: a real mail server for tests of sending.
///
/// Its program is only unpacked, by `scripts/install-test-servers`, and runs as any user. It takes mail from users that
/// logged in under TLS and delivers it to a private Dovecot. Addresses with a meaning of their own:
/// - a user of the Dovecot: delivered there; anybody else at its domain: `550 5.1.1` at RCPT;
/// - `later@…`: `451 4.7.1` at RCPT; `anybody@discard.test`: taken and thrown away;
/// - a message with the subject `Refuse me`: `554 5.7.1` after the data; larger than 1 MiB: `552`.
public final class EximServer: Sendable {
    /// SMTP under TLS from the first byte.
    public let smtpsPort: UInt16
    /// SMTP with STARTTLS; AUTH is only offered after it.
    public let submissionPort: UInt16
    public let identity: ServerIdentity
    private let directory: ServerDirectory
    private let process: GuardedProcess
    private let reservation: PortReservation

    /// Where the unpacked program is, seen from the root of the package.
    private static let unpacked = ".build/servers"

    /// True when the program is there.
    public static var isInstalled: Bool { access(unpacked + "/exim4", X_OK) == 0 }

    /// Starts it and waits until it takes connections.
    ///
    /// - Parameter dovecot: whose users it knows and delivers to.
    public static func start(
        deliveringTo dovecot: DovecotServer
    ) async throws(LocalServerError) -> EximServer {
        guard isInstalled else { throw .notInstalled(program: "Exim", package: "exim4-daemon-light") }
        return try await Launcher().run { () throws(LocalServerError) in
            var attempts = 0
            while true {
                attempts += 1
                do throws(LocalServerError) {
                    return try EximServer(dovecot)
                } catch .didNotStart(_, let log) where attempts < 3 && log.contains("already in use") {
                    continue  // somebody took the port between our look and its start
                }
            }
        }
    }

    private init(_ dovecot: DovecotServer) throws(LocalServerError) {
        let directory = try ServerDirectory.make()
        let account = try ServerAccount.current()
        let reservation = try PortReservation(2)
        let ports = reservation.ports
        self.reservation = reservation
        (smtpsPort, submissionPort) = (ports[0], ports[1])
        self.directory = directory
        identity = try ServerIdentity.make(in: directory.path)
        try directory.makeFolder("spool", owner: (account.uid, account.gid))
        // Copied, because the account may not be able to look into the folder of the package.
        try Spawn.run(
            ["/bin/cp", "-RL", Self.unpacked + "/exim4", Self.unpacked + "/lib", directory.path],
            in: directory)
        try directory.write(
            dovecot.users.map { "\($0.address): \($0.password)\n" }.joined(), to: "passwd")
        // The program insists on an account of this name, which need not exist on the machine.
        let names = "Debian-exim:x:\(account.uid):\(account.gid)::/nonexistent:/bin/false\n"
        try directory.write("root:x:0:0::/:/bin/sh\n" + names, to: "accounts")
        try directory.write("root:x:0:\nDebian-exim:x:\(account.gid):\n", to: "groups")
        let configuration = EximConfiguration(
            directory: directory.path, identity: identity, smtps: ports[0], submission: ports[1],
            users: dovecot.users, lmtp: dovecot.lmtpPort)
        try directory.write(configuration.text, to: "exim.conf")
        let lowered =
            getuid() == 0
            ? ["/usr/bin/setpriv", "--reuid=\(account.uid)", "--regid=\(account.gid)", "--clear-groups"] : []
        process = try GuardedProcess(
            lowered + [directory.file("exim4"), "-C", directory.file("exim.conf"), "-bdf"],
            environment: [
                "LD_LIBRARY_PATH": directory.file("lib"),
                "LD_PRELOAD": directory.file("lib/libnss_wrapper.so"),
                "NSS_WRAPPER_PASSWD": directory.file("accounts"),
                "NSS_WRAPPER_GROUP": directory.file("groups"),
            ], output: directory.file("output.log"), removing: directory.path)
        for port in ports {
            let isUp = LoopbackPorts.wait(for: port) { !directory.tail(of: "output.log").isEmpty }
            guard isUp else {
                let log = self.log
                process.stop()
                throw .didNotStart(server: "Exim", log: log)
            }
        }
    }

    /// Ends the server and removes its directory.
    public func stop() { process.stop() }

    /// The end of its log and of what it printed, for a failed test.
    public var log: String {
        directory.tail(of: "output.log", bytes: 600) + directory.tail(of: "spool/mainlog", bytes: 1_500)
            + directory.tail(of: "spool/paniclog", bytes: 600)
    }
}

import Glibc
import Platform
import Synchronization

/// A private Dovecot on free loopback ports, with its own certificates, users and mail, in its own directory.
///
/// Runs as any user. Everything ends and is removed by `stop`, or when this program ends, in whatever way.
public final class DovecotServer: Sendable {
    public let users: [MailUser]
    /// IMAP under TLS from the first byte.
    public let imapsPort: UInt16
    /// IMAP with STARTTLS; a login without it is refused.
    public let imapPort: UInt16
    /// Delivery without authentication (RFC 2033).
    public let lmtpPort: UInt16
    public let identity: ServerIdentity
    private let directory: ServerDirectory
    private let account: ServerAccountName
    private let process: GuardedProcess
    /// The one that `restart` began.
    private let successor = Mutex<GuardedProcess?>(nil)
    private let reservation: PortReservation

    private typealias ServerAccountName = (uid: uid_t, gid: gid_t)

    /// Starts it and waits until it takes connections, about 0.3 s.
    ///
    /// - Parameters:
    ///   - users: in one or more domains; local parts must differ.
    ///   - flaw: what is wrong with its certificate; for tests.
    public static func start(
        users: [MailUser], flaw: ServerIdentity.Flaw = .none
    ) async throws(LocalServerError) -> DovecotServer {
        guard isInstalled else {
            throw .notInstalled(program: "Dovecot", package: "dovecot-imapd, dovecot-lmtpd")
        }
        return try await Launcher().run { () throws(LocalServerError) in
            var attempts = 0
            while true {
                attempts += 1
                do throws(LocalServerError) {
                    return try DovecotServer(users: users, flaw: flaw)
                } catch .didNotStart(_, let log) where attempts < 3 && log.contains("already in use") {
                    continue  // somebody took the port between our look and its start
                }
            }
        }
    }

    /// True when the programs are there.
    public static var isInstalled: Bool {
        access(program, X_OK) == 0 && access("/usr/lib/dovecot/imap", X_OK) == 0
            && access("/usr/lib/dovecot/lmtp", X_OK) == 0
    }

    private static let program = "/usr/sbin/dovecot"

    private init(users: [MailUser], flaw: ServerIdentity.Flaw) throws(LocalServerError) {
        let directory = try ServerDirectory.make()
        let account = try ServerAccount.current()
        let reservation = try PortReservation(3)
        let ports = reservation.ports
        self.reservation = reservation
        self.users = users
        self.directory = directory
        self.account = (account.uid, account.gid)
        (imapsPort, imapPort, lmtpPort) = (ports[0], ports[1], ports[2])
        identity = try ServerIdentity.make(in: directory.path, flaw: flaw)
        for folder in ["run", "state"] { try directory.makeFolder(folder) }
        try directory.makeFolder("mail", owner: self.account)
        let passwords = users.map { "\($0.address):{PLAIN}\($0.password)::::::\n" }.joined()
        try directory.write(passwords, to: "passwd")
        let configuration = DovecotConfiguration(
            directory: directory.path, account: account, identity: identity, imaps: ports[0], imap: ports[1],
            lmtp: ports[2])
        try directory.write(configuration.text, to: "dovecot.conf")
        process = try GuardedProcess(
            [Self.program, "-F", "-c", directory.file("dovecot.conf")], output: directory.file("output.log"),
            removing: directory.path)
        for port in ports {
            let isUp = LoopbackPorts.wait(for: port) {
                (directory.tail(of: "dovecot.log") + directory.tail(of: "output.log")).contains("Fatal:")
            }
            guard isUp else {
                let log =
                    directory.tail(of: "dovecot.log", bytes: 600)
                    + directory.tail(of: "output.log", bytes: 600)
                process.stop()
                throw .didNotStart(server: "Dovecot", log: log)
            }
        }
    }

    /// Ends the server and removes its directory with all mail.
    public func stop() {
        successor.withLock { $0?.stop() }
        process.stop()
    }

    /// Ends the server as a power cut would; the mail stays, and so do the ports for `restart`.
    public func halt() throws(LocalServerError) {
        let file = directory.file("run/master.pid")
        let words: [UInt8]
        do { words = try FileSystem.read(file) } catch { throw .system("the server does not run") }
        guard let master = pid_t(String(decoding: words, as: UTF8.self).filter(\.isNumber)), master > 1 else {
            throw .system("the server does not say which process it is")
        }
        // It leads a group of its own, with all its helpers in it.
        guard kill(-master, SIGKILL) == 0 else { throw .system("the server does not end") }
        FileSystem.remove(file)
    }

    /// Begins it again after `halt`, on the same ports, with the same mail.
    public func restart() async throws(LocalServerError) {
        let process = try await Launcher().run { () throws(LocalServerError) in
            let process = try GuardedProcess(
                [Self.program, "-F", "-c", directory.file("dovecot.conf")],
                output: directory.file("output.log"), removing: directory.file("run/none"))
            for port in [imapsPort, imapPort, lmtpPort]
            where !LoopbackPorts.wait(for: port, unless: { false }) {
                process.stop()
                throw .didNotStart(server: "Dovecot", log: directory.tail(of: "dovecot.log", bytes: 600))
            }
            return process
        }
        successor.withLock { old in
            old?.stop()
            old = process
        }
    }

    /// Hands a message to the server as another mail server would, by LMTP. Watchers in IDLE see it half a second
    /// later, which is Dovecot's own delay.
    ///
    /// - Parameter sender: the return address; empty for none.
    public func deliver(
        _ message: [UInt8], to address: String, from sender: String = ""
    ) throws(LocalServerError) {
        try LMTPDelivery.deliver(message, to: address, from: sender, port: lmtpPort)
    }

    /// Puts a message straight into a folder's files, unseen by IDLE until the folder is next looked at: for filling a
    /// mailbox before anybody logs in.
    ///
    /// - Parameters:
    ///   - folder: `INBOX`, or the name of a folder.
    ///   - flags: Maildir letters in ASCII order, such as `RS` for answered and seen.
    ///   - date: arrival in seconds since 1970 UTC.
    public func place(
        _ message: [UInt8], for user: MailUser, folder: String = "INBOX", flags: String = "", date: Int64,
        number: Int
    ) throws(LocalServerError) {
        let home = "mail/\(user.localPart)"
        let maildir = folder == "INBOX" ? home + "/Maildir" : home + "/Maildir/.\(folder)"
        for part in [home, home + "/Maildir", maildir, maildir + "/cur", maildir + "/new", maildir + "/tmp"] {
            try directory.makeFolder(part, owner: account)
        }
        let path = directory.file("\(maildir)/cur/\(date).M\(number).rapport:2,\(flags)")
        try ServerDirectory.write(message, to: path)
        chown(path, account.uid, account.gid)
        var times = [timeval(tv_sec: Int(date), tv_usec: 0), timeval(tv_sec: Int(date), tv_usec: 0)]
        utimes(path, &times)
    }

    /// The end of the server's log, for a failed test.
    public var log: String { directory.tail(of: "dovecot.log") }
}

public import CRMModel
public import LocalServers
import Platform

/// The demo's surroundings: a private Dovecot with the mailbox in it, a submission server, and the people behind it.
///
/// Nothing leaves the machine. Everything ends and is removed by `stop`, or when this program ends in any way.
public final class DemoServers: Sendable {
    public let dovecot: DovecotServer
    /// Takes the user's mail; plain, on loopback, with the same login as Dovecot.
    public let submission: SubmissionServer
    public let user: MailUser
    private let counterpart: Counterpart
    private let mailbox: [DemoMessage]
    private let seed: UInt64
    private let pace: Double

    /// Starts the servers and fills the mailbox; about a second.
    ///
    /// - Parameters:
    ///   - pace: multiplies the waiting times of everybody; 0 reacts at once.
    ///   - report: told what the counterpart does, on its thread; be quick.
    public static func start(
        seed: UInt64, now: Timestamp, pace: Double = 1,
        report: @escaping @Sendable (Counterpart.Deed) -> Void = { _ in }
    ) async throws(LocalServerError) -> DemoServers {
        let user = MailUser(address: DemoCast.user.address, password: "demo")
        let dovecot = try await DovecotServer.start(users: [user])
        return try DemoServers(user: user, dovecot: dovecot, seed: seed, now: now, pace: pace, report: report)
    }

    private init(
        user: MailUser, dovecot: DovecotServer, seed: UInt64, now: Timestamp, pace: Double,
        report: @escaping @Sendable (Counterpart.Deed) -> Void
    ) throws(LocalServerError) {
        let mailbox = DemoMailbox.messages(now: now, seed: seed)
        for (number, message) in mailbox.enumerated() {
            try dovecot.place(
                message.bytes, for: user, folder: message.folder.rawValue, flags: message.maildirLetters,
                date: message.received.milliseconds / 1_000, number: number)
        }
        let counterpart = Counterpart(
            seed: seed, pace: pace, deliver: { try dovecot.deliver($0, to: user.address, from: $1) },
            report: report)
        submission = try SubmissionServer(users: [user]) { mail in
            counterpart.receive(mail.bytes, recipients: mail.recipients)
            return .accept
        }
        self.user = user
        self.dovecot = dovecot
        self.counterpart = counterpart
        self.mailbox = mailbox
        self.seed = seed
        self.pace = pace
    }

    /// Lets everybody live: reactions to what is sent, and new mail now and then. Returns when its task is cancelled
    /// or after `stop`.
    ///
    /// - Parameter hasLife: whether mail comes in by itself; never at a pace of 0.
    public func run(hasLife: Bool = true) async {
        await withDiscardingTaskGroup { group in
            if hasLife, pace > 0 {
                group.addTask { [self] in
                    await DemoLife.run(seed: seed, mailbox: mailbox, pace: pace) { bytes, sender in
                        await counterpart.bring(bytes, from: sender)
                    }
                }
            }
            await counterpart.run()
            group.cancelAll()
        }
    }

    /// What was read of the mails that were sent before.
    public func readings(now: Timestamp) -> [DemoReading] {
        DemoReadings.of(mailbox, now: now, seed: seed)
    }

    /// Ends the servers and removes their directories.
    public func stop() {
        counterpart.stop()
        submission.stop()
        dovecot.stop()
    }
}

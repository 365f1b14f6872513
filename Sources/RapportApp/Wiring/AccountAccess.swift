import CRMModel
import MailCore
import MailNet
import Platform

/// How accounts are reached: endpoints for the network, credentials from where they are kept.
extension OpenWorkspace {
    static func endpoint(_ server: ServerAddress, authority: String?) -> MailNet.ServerEndpoint {
        let security: MailNet.ServerEndpoint.Security =
            switch server.tls {
            case .implicit: .implicitTLS
            case .starttls: .startTLS
            case .none: .plain
            }
        return MailNet.ServerEndpoint(
            host: server.host, port: UInt16(clamping: server.port), security: security,
            authorityFile: authority)
    }

    func imapEndpoint(_ account: Account) -> MailNet.ServerEndpoint {
        Self.endpoint(account.imap, authority: account.certificateAuthorityFile)
    }

    func smtpEndpoint(_ account: Account) -> MailNet.ServerEndpoint {
        Self.endpoint(account.smtp, authority: account.certificateAuthorityFile)
    }

    /// The account with the name that mails are written under: its own, else the configured one.
    func writer(_ account: Account) -> Account {
        var writer = account
        if writer.displayName?.isEmpty ?? true {
            writer.displayName = configuration.sender.name.isEmpty ? nil : configuration.sender.name
        }
        return writer
    }

    /// As `credentials`, on a thread of its own: a password command may ask somebody, and a keyring wait to be
    /// unlocked. Cancelling the task ends the command.
    func askedCredentials(_ account: Account) async throws(SecretError) -> Credentials {
        try await PasswordQuestion().ask(self, account)
    }

    /// The user name and the password, asked for anew each time.
    func credentials(_ account: Account) throws(SecretError) -> Credentials {
        switch account.secret {
        case .sealed:
            return Credentials(
                user: account.user, password: try key.secrets().load(name: account.id.description))
        case .command(let command):
            return Credentials(user: account.user, password: try Self.password(fromCommand: command))
        }
    }

    /// The first line that the command prints.
    static func password(fromCommand command: String) throws(SecretError) -> String {
        let output: ChildProcess.Output
        do { output = try ChildProcess.shell(command, limit: 1 << 16) } catch { throw .file(error) }
        guard output.status == 0 else { throw .commandFailed(status: output.status) }
        let text = String(decoding: output.standardOutput, as: UTF8.self)
        return String(text.prefix { !$0.isNewline })
    }
}

/// One question for a password, and the thread that waits for its answer.
private actor PasswordQuestion {
    private nonisolated let executor = ThreadExecutor(name: "password")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    func ask(_ workspace: OpenWorkspace, _ account: Account) throws(SecretError) -> Credentials {
        try workspace.credentials(account)
    }
}

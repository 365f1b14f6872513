import CRMModel
import CRMStore
import MailCore
import MailNet
import Platform

/// Setting up, testing and removing accounts, for the command line and the wizard.
struct AccountDesk: Sendable {
    let workspace: OpenWorkspace

    /// The account of that name, or an error that lists those there are.
    func account(named name: String) async throws -> Account {
        if let account = try await workspace.accounts.account(named: name) { return account }
        let names = try await workspace.accounts.all().map(\.name)
        throw CommandError.notFound(
            "account '\(name)'", "there is no such account",
            names.isEmpty ? "add one with rapport account add" : "there is: " + names.joined(separator: ", "))
    }

    /// The one that is named, else the only one there is.
    func account(_ name: String?) async throws -> Account {
        if let name { return try await account(named: name) }
        let all = try await workspace.accounts.all()
        guard let first = all.first else {
            throw CommandError.notFound("accounts", "there is none yet", "add one with rapport account add")
        }
        guard all.count == 1 else {
            throw CommandError.usage(
                "account", "there are several", "say --account " + all.map(\.name).joined(separator: " or "))
        }
        return first
    }

    /// Refuses settings that must never be used.
    static func check(_ account: Account) throws(CommandError) {
        guard !account.name.isEmpty, account.name.utf8.count <= 100 else {
            throw .usage("account add", "the name is empty or too long", "choose a short name such as work")
        }
        guard AddressParser.isValid(account.address.text) else {
            throw .usage("account add", "'\(account.address.text)' is not a mail address", "correct --email")
        }
        for (side, server) in [("IMAP", account.imap), ("SMTP", account.smtp)] {
            let endpoint = OpenWorkspace.endpoint(server, authority: nil)
            if server.tls == .none && !endpoint.isLoopback {
                throw .usage(
                    "account add", "\(side) without TLS would send your password in the clear",
                    "use implicit or starttls; none is for loopback only")
            }
        }
    }

    /// Tries both servers; sends nothing.
    func test(_ account: Account, password: String) async -> ConnectionTest.Report {
        let credentials = Credentials(user: account.user, password: password)
        return await ConnectionTest.run(
            imap: .init(workspace.imapEndpoint(account), credentials),
            smtp: .init(workspace.smtpEndpoint(account), credentials))
    }

    /// Tries both servers with the stored password.
    func test(_ account: Account) async throws -> ConnectionTest.Report {
        await test(account, password: try await workspace.askedCredentials(account).password)
    }

    /// Stores the account; the password only when the account seals it.
    ///
    /// The secret is written first: an account without its password would be worse than a secret without an
    /// account.
    func save(_ account: Account, password: String) async throws {
        if account.secret == .sealed {
            try workspace.key.secrets().save(password, name: account.id.description)
        }
        do { try await workspace.accounts.save(account) } catch {
            if case .constraint = error.kind {
                throw CommandError(
                    code: .cannotCreate, what: "account '\(account.name)'", why: "the name is taken",
                    recovery: "choose another, or remove the old one first")
            }
            throw error
        }
        // What a command gives from now on is kept nowhere else.
        if account.secret != .sealed { try workspace.key.secrets().remove(name: account.id.description) }
        workspace.log.info("account.saved", ["account": .string(account.id.description)])
    }

    func remove(_ account: Account) async throws {
        try await workspace.accounts.remove(account.id)
        // The password goes last: until then a failed removal can be repeated.
        if account.secret == .sealed { try workspace.key.secrets().remove(name: account.id.description) }
    }

    func newID() -> ID<Account> {
        var random = SecureRandom()
        return ID(at: workspace.now, using: &random)
    }
}

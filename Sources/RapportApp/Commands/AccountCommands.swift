import CRMModel
import CRMStore
import Platform

extension CommandSpec {
    static let accountCommands = [accountAdd, accountList, accountTest, accountPassword, accountRemove]

    private static let tls: [String] = TLSMode.allCases.map(\.rawValue)

    private static let accountAdd = CommandSpec(
        path: ["account", "add"], summary: "add a mail account; both servers are tried first",
        operands: [.required("NAME")],
        options: [
            .value("--email", "ADDRESS", "your address"),
            .value("--display-name", "NAME", "your name on mails"),
            .value("--imap", "HOST:PORT", "the IMAP server"),
            .value(
                "--imap-tls", "MODE", "how it is protected (default: starttls on port 143, else implicit)",
                choices: tls),
            .value("--smtp", "HOST:PORT", "the submission server"),
            .value(
                "--smtp-tls", "MODE",
                "how it is protected (default: starttls on ports 587 and 25, else implicit)", choices: tls),
            .value("--user", "USER", "the login name (default: the address)"),
            .flag("--password-stdin", "read the password from standard input"),
            .value("--password-command", "COMMAND", "run this for the password each time it is needed"),
            .value("--ca", "FILE", "the authority of a private server, PEM"),
            .flag("--no-test", "save without trying the servers"),
        ],
        details:
            "The password is asked for unless one of the password options is given. It is stored sealed.",
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = AccountDesk(workspace: workspace)
            let address = EmailAddress(try invocation.required("--email"))
            let account = Account(
                id: desk.newID(), name: invocation.operands[0], address: address,
                displayName: invocation.value("--display-name"),
                imap: try server(invocation, "--imap", startTLSPorts: [143]),
                smtp: try server(invocation, "--smtp", startTLSPorts: [587, 25]),
                user: invocation.value("--user") ?? address.text,
                secret: invocation.value("--password-command").map { .command($0) } ?? .sealed,
                certificateAuthorityFile: try authority(invocation),
                tracksByDefault: workspace.configuration.tracksByDefault)
            try AccountDesk.check(account)
            let password = try PasswordInput.read(invocation)
            if !invocation.has("--no-test") {
                Printer(invocation).progress("trying \(account.imap.host) and \(account.smtp.host) …")
                let report = await desk.test(account, password: password)
                if let error = report.commandError(after: "nothing was saved") { throw error }
            }
            try await desk.save(account, password: password)
            Printer(invocation).result(
                [
                    "id": .string(account.id.description), "name": .string(account.name),
                    "email": .string(account.address.text), "state": .string(account.state.word),
                ],
                lines: [
                    "added \(account.name) (\(account.address.text)); rapport sync --once fetches its mail"
                ])
            await workspace.close()
        })

    private static let accountList = CommandSpec(
        path: ["account", "list"], summary: "the accounts, their state and their folders",
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            var documents: [JSONValue] = []
            var lines: [String] = []
            for account in try await workspace.accounts.all() {
                let folders = try await workspace.folders.all(of: account.id)
                documents.append(JSONValue(account, folders: folders))
                lines.append(
                    "\(account.name)  \(account.address.text)  \(account.state.word)"
                        + (account.state.reason.map { "  \($0)" } ?? ""))
                lines += folders.map { "    \($0.name)  \($0.unread) unread of \($0.messages)" }
            }
            if lines.isEmpty { lines = ["no accounts yet: rapport account add"] }
            Printer(invocation).list("accounts", documents, lines: lines)
            await workspace.close()
        })

    private static let accountTest = CommandSpec(
        path: ["account", "test"], summary: "try both servers of an account", operands: [.required("NAME")],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = AccountDesk(workspace: workspace)
            let account = try await desk.account(named: invocation.operands[0])
            let report = try await desk.test(account)
            if let error = report.commandError() { throw error }
            Printer(invocation).result(
                ["name": .string(account.name), "imap": "ok", "smtp": "ok"], lines: ["IMAP and SMTP work"])
            await workspace.close()
        })

    private static let accountPassword = CommandSpec(
        path: ["account", "password"],
        summary: "give an account another password; both servers are tried first",
        operands: [.required("NAME")],
        options: [
            .flag("--password-stdin", "read the password from standard input"),
            .value("--password-command", "COMMAND", "run this for the password each time it is needed"),
            .flag("--no-test", "save without trying the servers"),
        ],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = AccountDesk(workspace: workspace)
            var account = try await desk.account(named: invocation.operands[0])
            account.secret = invocation.value("--password-command").map { .command($0) } ?? .sealed
            let password = try PasswordInput.read(invocation)
            if !invocation.has("--no-test") {
                let report = await desk.test(account, password: password)
                if let error = report.commandError(after: "the old one was kept") { throw error }
            }
            try await desk.save(account, password: password)
            Printer(invocation).result(
                ["name": .string(account.name)], lines: ["\(account.name) has a new password"])
            await workspace.close()
        })

    private static let accountRemove = CommandSpec(
        path: ["account", "remove"], summary: "remove an account and its mail from this workspace",
        operands: [.required("NAME")],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = AccountDesk(workspace: workspace)
            let account = try await desk.account(named: invocation.operands[0])
            try await desk.remove(account)
            Printer(invocation).result(["removed": .string(account.name)], lines: ["removed \(account.name)"])
            await workspace.close()
        })

    private static func server(
        _ invocation: Invocation, _ option: String, startTLSPorts: Set<Int>
    ) throws(CommandError) -> ServerAddress {
        let text = try invocation.required(option)
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port), colon != text.startIndex
        else {
            throw .usage(
                "account add", "\(option) '\(text)' is not HOST:PORT", "for instance mail.example.org:993")
        }
        let host = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
        let mode = invocation.value("\(option)-tls").flatMap { TLSMode(rawValue: $0) }
        return ServerAddress(
            host: String(host), port: port,
            tls: mode ?? (startTLSPorts.contains(port) ? .starttls : .implicit))
    }

    private static func authority(_ invocation: Invocation) throws -> String? {
        guard let path = invocation.value("--ca") else { return nil }
        // Read once now, so that a wrong path is named here and not as a failed handshake later.
        let text = String(decoding: try FileSystem.read(path, limit: 8 << 20, waits: true), as: UTF8.self)
        guard
            text.contains("-----BEGIN CERTIFICATE-----")
                || text.contains("-----BEGIN TRUSTED CERTIFICATE-----")
        else {
            throw CommandError.badData(path, "there is no certificate in it", "give --ca a PEM file")
        }
        return FileSystem.absolute(path)
    }
}

extension JSONValue {
    init(_ account: Account, folders: [Folder]) {
        self = [
            "id": .string(account.id.description), "name": .string(account.name),
            "email": .string(account.address.text), "state": .string(account.state.word),
            "last_sync": JSONValue(account.lastSync), "last_error": JSONValue(account.state.reason),
            "folders": .array(
                folders.map { folder in
                    [
                        "name": .string(folder.name), "role": JSONValue(folder.role?.rawValue),
                        "messages": JSONValue(folder.messages), "unread": JSONValue(folder.unread),
                        "last_sync": JSONValue(folder.lastSync), "last_error": JSONValue(folder.lastError),
                    ]
                }),
        ]
    }
}

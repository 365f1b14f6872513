import CRMStore
import Glibc
import Hub
import MailCore
import MailNet
import Outreach
import Platform

extension CommandSpec {
    static let hubCommands = [hubFollow, hubStatus, hubRejudge, hubKeyExport, hubKeyImport, hubKeyNew]

    private static let hubFollow = CommandSpec(
        path: ["hub", "follow"], summary: "follow a hub on another machine; it is tried first",
        operands: [.optional("URL")],
        options: [
            .flag("--key-stdin", "read its API key from standard input"),
            .value("--key-command", "COMMAND", "run this for the API key each time it is needed"),
            .value("--ca", "FILE", "the authority of a private hub, PEM"),
            .flag("--none", "follow none any more"),
            .flag("--no-test", "save without trying the hub"),
        ],
        details: """
            Opens, clicks and unsubscribes of mails that go out from here come back from that hub while the screen, \
            serve --sync, serve --send or sync --watch runs. The API key is made there with rapport api-key create \
            NAME --scopes events and asked for here unless one of the key options is given; it is stored sealed. The \
            hub needs the key that seals this workspace's tokens: rapport hub key export here, import there.
            """,
        run: .workspace { workspace, invocation in
            let settings = ConfigurationWriting(invocation, workspace.directories)
            if invocation.has("--none") {
                try settings.set("hub.follow", to: "")
                try workspace.key.secrets().remove(name: OpenWorkspace.followSecret)
                return Printer(invocation).result(["follow": .null], lines: ["no hub is followed any more"])
            }
            guard let url = invocation.operands.first else {
                throw CommandError.usage(
                    "hub follow", "no address is named", "for instance https://track.example.org")
            }
            let authority = invocation.value("--ca").map(FileSystem.absolute)
            let address = try OpenWorkspace.address(ofHub: url, authority: authority)
            let token = try apiKey(invocation)
            if !invocation.has("--no-test") {
                Printer(invocation).progress("trying \(address) …")
                if let problem = await HubProbe.problem(of: address, token: token) { throw problem }
            }
            let command = invocation.value("--key-command")
            if command == nil { try workspace.key.secrets().save(token, name: OpenWorkspace.followSecret) }
            let before = workspace.configuration.hub
            if command != before.followTokenCommand {
                try settings.set("hub.follow-token-command", to: command ?? "")
            }
            if authority != before.followAuthority { try settings.set("hub.follow-ca", to: authority ?? "") }
            try settings.set("hub.follow", to: address.description)
            let names = workspace.configuration.hub.publicURL == nil
            Printer(invocation).result(
                ["follow": .string(address.description)],
                lines: ["\(address) is followed"]
                    + (names
                        ? ["say which address goes into mails: rapport config set hub.public-url URL"] : []))
        })

    private static func apiKey(_ invocation: Invocation) throws -> String {
        let key: String
        if let command = invocation.value("--key-command") {
            key = try OpenWorkspace.password(fromCommand: command)
        } else if invocation.has("--key-stdin") {
            key = readLine(strippingNewline: true) ?? ""
        } else if isatty(0) == 1 {
            key = try PasswordInput.prompt("API key: ")
        } else {
            throw CommandError.usage(
                "hub follow", "there is no terminal to ask for the API key on",
                "use --key-stdin or --key-command")
        }
        guard EventStreamExchange.isToken(key) else {
            throw CommandError.badData("the API key", "it is empty or has blanks in it", "copy it again")
        }
        return key
    }

    private static let hubStatus = CommandSpec(
        path: ["hub", "status"], summary: "how it stands with the hub that is followed",
        run: .workspace { workspace, invocation in
            let document = try await HubProbe.document(workspace)
            Printer(invocation).result(
                document,
                lines: (document.members ?? []).map { "\($0.key): \($0.value.text ?? $0.value.serialized)" })
        })

    private static let hubRejudge = CommandSpec(
        path: ["hub", "rejudge"], summary: "judge all stored opens and clicks again by the rules of today",
        run: .workspace { workspace, invocation in
            let (hits, changed) = try await workspace.hitReviewer.reviewAll(at: workspace.now)
            Printer(invocation).result(
                ["hits": JSONValue(hits), "changed": JSONValue(changed)],
                lines: ["\(hits) judged, \(changed) taken for something else than before"])
        })

    private static let hubKeyExport = CommandSpec(
        path: ["hub", "key", "export"],
        summary: "print the key that seals tracking tokens, for a hub elsewhere",
        details: "Whoever has it can read tracking tokens and make new ones: carry it over a safe way.",
        run: .workspace { workspace, invocation in
            let key = KeyFile.line(try workspace.key.hub()[0])
            Printer(invocation).result(["key": .string(key)], lines: [key])
        })

    private static let hubKeyImport = CommandSpec(
        path: ["hub", "key", "import"],
        summary: "take the key of hub key export, from standard input or a file",
        operands: [.optional("FILE")],
        details: """
            The key seals from now on; keys that were there before go on opening what they sealed. A hub may take \
            the keys of several workspaces.
            """,
        run: .workspace { workspace, invocation in
            let text: String
            if let file = invocation.operands.first, file != "-" {
                text = String(decoding: try FileSystem.read(file, limit: 4096, waits: true), as: UTF8.self)
            } else {
                text = readLine(strippingNewline: true) ?? ""
            }
            guard let key = KeyFile.key(String(text.filter { !$0.isWhitespace })) else {
                throw CommandError.badData(
                    "the key", "it is not one that rapport hub key export prints", "copy the whole line")
            }
            let isNew = try KeyFile.prepend(key, to: workspace.key.hubFile)
            try await workspace.store.settings.set(OpenWorkspace.importedHubKeySetting, to: "1")
            Printer(invocation).result(
                ["imported": .bool(isNew)],
                lines: [
                    isNew ? "imported; a hub that runs takes it with its next start" : "it is here already"
                ])
        })
}

extension CommandSpec {
    fileprivate static let hubKeyNew = CommandSpec(
        path: ["hub", "key", "new"], summary: "seal tracking tokens with a new key from now on",
        details: """
            Keys that are there go on opening what they sealed. After the file of keys was lost this begins anew: \
            opens, clicks and unsubscribes of mails that went out before cannot be read any more. A hub elsewhere \
            needs the new key: rapport hub key export here, import there.
            """,
        run: .workspace { workspace, invocation in
            let wasLost = workspace.key.isHubKeyLost
            _ = try KeyFile.prepend(.random(), to: workspace.key.hubFile)
            Printer(invocation).result(
                ["made": .bool(true), "lost": .bool(wasLost)],
                lines: [
                    wasLost
                        ? "a new key seals from now on; links in mails that went out before stay dead"
                        : "a new key seals from now on; a hub that runs takes it with its next start"
                ])
        })
}

/// Whether a hub would have us.
enum HubProbe {
    /// Connects as the follower does and waits for the hub's first words.
    ///
    /// - Returns: nil when all is well.
    static func problem(of address: EventStreamAddress, token: String) async -> CommandError? {
        let verdict = await HubFollower.test(address, token: token)
        switch verdict {
        case nil: return nil
        case .refused(let reason): return OpenWorkspace.refusal(address.description, reason)
        case .away(let reason):
            return CommandError(
                code: .unavailable, what: "the hub at \(address)", why: reason,
                recovery: "check the address, and that rapport serve runs there")
        }
    }

    /// What `doctor` and `hub status` say.
    static func document(_ workspace: OpenWorkspace) async throws -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("public_url", JSONValue(workspace.configuration.hub.publicURL)),
            .init("follow", JSONValue(workspace.configuration.hub.follow)),
        ]
        guard let address = try workspace.followedAddress() else { return .object(members) }
        let state = try await workspace.followedHubState()
        let known = try await workspace.tracking.followedHub(at: address.description)
        let current = state?.url == address.description ? state : nil
        var problem: String?
        do { problem = await Self.problem(of: address, token: try workspace.followToken())?.why } catch {
            problem = "the API key cannot be had: \(error)"
        }
        members += [
            .init("state", JSONValue(current?.state)), .init("reason", JSONValue(current?.reason)),
            .init("since", JSONValue(current?.at)), .init("hits_read_to", .integer(known?.cursor ?? 0)),
            .init("last_heard", JSONValue(known?.seen)), .init("answers", .bool(problem == nil)),
            .init("problem", JSONValue(problem)),
        ]
        return .object(members)
    }
}

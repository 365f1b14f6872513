import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import MailSync
import Platform
import Synchronization

/// An IMAP server whose mailboxes lie, refuse and break off where a test says so.
final class RuledServer: Sendable {
    /// What the server has and does.
    struct Rules: Sendable {
        var listing = ["* LIST () \"/\" INBOX"]
        /// The messages of every folder that can be opened.
        var uids: [UInt32] = []
        /// What SELECT says; the truth when nil.
        var exists: Int?
        /// What SEARCH says; the truth when nil.
        var searched: [UInt32]?
        /// FETCH of these is refused with NO.
        var refused: Set<UInt32> = []
        /// FETCH of these ends the connection.
        var deadly: Set<UInt32> = []
        /// FETCH of these is answered by nonsense.
        var garbled: Set<UInt32> = []
        /// FETCH leaves the bodies of these out.
        var silent: Set<UInt32> = []
        /// SELECT of these is refused.
        var closedFolders: Set<String> = []
    }

    private final class State: Sendable {
        let rules: Mutex<Rules>
        let heard = Mutex<[FaultServer.Command]>([])
        init(_ rules: Rules) { self.rules = Mutex(rules) }
    }

    private let state: State
    private let server: FaultServer

    init(_ rules: Rules) throws {
        let state = State(rules)
        self.state = state
        server = try FaultServer(greeting: "* OK [CAPABILITY IMAP4rev1] hi\r\n") { command in
            state.heard.withLock { $0.append(command) }
            return Self.answer(command.text, state.rules.withLock { $0 })
        }
    }

    func change(_ body: (inout Rules) -> Void) { state.rules.withLock { body(&$0) } }

    /// The commands since the last call.
    func takeCommands() -> [String] {
        state.heard.withLock { heard in
            defer { heard = [] }
            return heard.map(\.text)
        }
    }

    var connections: Int { state.heard.withLock { $0.map(\.connection).max() ?? 0 } }

    func stop() { server.stop() }

    func syncer(_ store: Workspace, _ account: Account, _ settings: SyncSettings = .quick) -> AccountSyncer {
        AccountSyncer(
            account: account,
            endpoint: ServerEndpoint(host: "127.0.0.1", port: server.port, security: .plain),
            credentials: { Credentials(user: "rep", password: "secret") },
            stores: .init(
                accounts: store.accounts, folders: store.folders, messages: store.messages, raw: store.raw,
                search: store.search, commits: store.database.commits), settings: settings,
            log: .discarding(), now: SyncWorld.now)
    }

    // MARK: - Answering

    private static func answer(_ text: String, _ rules: Rules) -> [FaultServer.Action] {
        let words = text.split(separator: " ").map(String.init)
        switch words.first {
        case "LOGIN": return [.answer("%T OK [CAPABILITY IMAP4rev1] in\r\n")]
        case "LIST": return rules.listing.map { .say($0 + "\r\n") } + [.answer("%T OK\r\n")]
        case "SELECT": return select(words.last ?? "", rules)
        case "UID" where words[1] == "SEARCH": return search(words, rules)
        case "UID" where words[1] == "FETCH": return fetch(words[2], hasBody: text.contains("[]"), rules)
        default: return [.answer("%T OK\r\n")]
        }
    }

    private static func select(_ name: String, _ rules: Rules) -> [FaultServer.Action] {
        let name = name.filter { $0 != "\"" }
        if rules.closedFolders.contains(name) { return [.answer("%T NO \(name) is not for you\r\n")] }
        let next = (rules.uids.max() ?? 0) + 1
        return [
            .say("* \(rules.exists ?? rules.uids.count) EXISTS\r\n* OK [UIDVALIDITY 7]\r\n"),
            .say("* OK [UIDNEXT \(next)]\r\n"), .answer("%T OK [READ-WRITE]\r\n"),
        ]
    }

    private static func search(_ words: [String], _ rules: Rules) -> [FaultServer.Action] {
        var found = rules.searched ?? rules.uids
        if let index = words.firstIndex(of: "UID", after: 1) {
            found = found.filter { contains(words[index + 1], $0) }
        }
        return [.say("* SEARCH \(found.map(String.init).joined(separator: " "))\r\n"), .answer("%T OK\r\n")]
    }

    private static func fetch(_ set: String, hasBody: Bool, _ rules: Rules) -> [FaultServer.Action] {
        var actions: [FaultServer.Action] = []
        for (index, uid) in rules.uids.enumerated() where contains(set, uid) {
            guard hasBody else {
                actions.append(.say("* \(index + 1) FETCH (UID \(uid) FLAGS ())\r\n"))
                continue
            }
            if rules.deadly.contains(uid) { return actions + [.hangUp] }
            if rules.refused.contains(uid) { return actions + [.answer("%T NO this one is broken\r\n")] }
            if rules.garbled.contains(uid) { actions.append(.say("* 1 FETCH (UID )(\r\n")) }
            if rules.silent.contains(uid) { continue }
            let body = String(decoding: SyncWorld.message(Int(uid)), as: UTF8.self)
            let facts = "UID \(uid) FLAGS () RFC822.SIZE \(body.utf8.count) BODY[] {\(body.utf8.count)}"
            actions.append(.say("* \(index + 1) FETCH (\(facts)\r\n\(body))\r\n"))
        }
        return actions + [.answer("%T OK\r\n")]
    }

    private static func contains(_ set: String, _ uid: UInt32) -> Bool {
        set.split(separator: ",").contains { range in
            let ends = range.split(separator: ":").map { $0 == "*" ? UInt32.max : UInt32($0) ?? 0 }
            return uid >= ends[0] && uid <= ends[ends.count - 1]
        }
    }
}

extension [String] {
    fileprivate func firstIndex(of word: String, after start: Int) -> Int? {
        self[Swift.min(start, count)...].firstIndex(of: word)
    }
}

import CRMModel
public import CRMStore
public import MailCore

/// Turns a server's list of mailboxes into folders: readable names without its prefix, and roles. Pure.
public enum FolderNaming {
    /// - Parameter listed: all mailboxes of one account, in the server's order.
    /// - Returns: the same, INBOX first, then those with a role, then the rest by name. A role is given once.
    public static func folders(_ listed: [ListedMailbox]) -> [FolderFacts] {
        let prefix = personalPrefix(listed)
        let names = listed.map { readableName($0, prefix: prefix) }
        let lowered = names.map { $0.lowercased() }
        var taken: Set<FolderRole> = []
        var roles: [MailboxName: FolderRole] = [:]
        // What the server says goes before what a name suggests.
        for mailbox in listed where mailbox.isSelectable {
            if let role = mailbox.role.flatMap(role(of:)), taken.insert(role).inserted {
                roles[mailbox.name] = role
            }
        }
        for (mailbox, name) in zip(listed, lowered) where mailbox.isSelectable && roles[mailbox.name] == nil {
            if let role = knownNames[name], taken.insert(role).inserted {
                roles[mailbox.name] = role
            }
        }
        let facts = zip(listed, names).map { mailbox, name in
            FolderFacts(
                rawName: mailbox.name.bytes, name: name, role: roles[mailbox.name],
                isSelectable: mailbox.isSelectable)
        }
        // Keys are made once: a server may have a hundred thousand.
        let orders = facts.map(order)
        return facts.indices.sorted { a, b in
            orders[a] == orders[b] ? lowered[a] < lowered[b] : orders[a] < orders[b]
        }.map { facts[$0] }
    }

    /// The prefix that every mailbox but INBOX carries on servers such as Courier and Cyrus: `INBOX.`.
    private static func personalPrefix(_ listed: [ListedMailbox]) -> [UInt8] {
        let others = listed.filter { $0.name != .inbox }
        guard let separator = others.first?.separator else { return [] }
        let prefix = Array("INBOX".utf8) + [separator]
        return others.allSatisfy { $0.name.bytes.starts(with: prefix) } ? prefix : []
    }

    private static func readableName(_ mailbox: ListedMailbox, prefix: [UInt8]) -> String {
        guard mailbox.name != .inbox else { return "INBOX" }
        let bytes = Array(mailbox.name.bytes.dropFirst(prefix.count))
        let text = MailboxName(wire: bytes).text
        guard let separator = mailbox.separator, separator != UInt8(ascii: "/") else { return text }
        // A slash inside a level of a server that separates by something else would look like a level.
        let level = Character(Unicode.Scalar(separator))
        guard text.utf8.contains(separator) || text.utf8.contains(UInt8(ascii: "/")) else { return text }
        return String(text.map { $0 == "/" ? "∕" : $0 == level ? "/" : $0 })
    }

    private static func role(of role: MailboxRole) -> FolderRole? { FolderRole(rawValue: role.rawValue) }

    private static func order(_ folder: FolderFacts) -> Int {
        folder.role.flatMap { FolderRole.allCases.firstIndex(of: $0) } ?? FolderRole.allCases.count
    }

    /// Names that mail programs and providers give these folders, for servers without SPECIAL-USE.
    private static let knownNames: [String: FolderRole] = {
        let names: [FolderRole: [String]] = [
            .sent: [
                "sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete elemente",
                "gesendete objekte", "envoyés", "éléments envoyés", "messages envoyés", "enviados",
                "elementos enviados", "itens enviados", "enviadas", "posta inviata", "inviati", "inviata",
                "verzonden", "verzonden items", "skickat", "skickade objekt", "sendt", "wysłane",
                "elementy wysłane", "отправленные", "送信済みアイテム", "送信済み", "已发送", "已发送邮件",
            ],
            .drafts: [
                "drafts", "draft", "entwürfe", "brouillons", "borradores", "rascunhos", "bozze", "concepten",
                "utkast", "kladder", "szkice", "wersje robocze", "черновики", "下書き", "草稿", "草稿箱",
            ],
            .trash: [
                "trash", "deleted items", "deleted messages", "deleted", "bin", "papierkorb",
                "gelöschte elemente",
                "gelöschte objekte", "corbeille", "éléments supprimés", "papelera", "elementos eliminados",
                "lixeira", "lixo", "itens excluídos", "cestino", "prullenbak", "verwijderde items",
                "papperskorgen",
                "slettet post", "kosz", "elementy usunięte", "корзина", "удаленные", "ゴミ箱", "削除済みアイテム",
                "已删除", "已删除邮件",
            ],
            .junk: [
                "junk", "junk e-mail", "junk email", "spam", "bulk mail", "junk-e-mail",
                "courrier indésirable",
                "indésirables", "correo no deseado", "lixo eletrônico", "posta indesiderata",
                "ongewenste e-mail",
                "skräppost", "uønsket e-post", "wiadomości-śmieci", "нежелательная почта", "спам",
                "迷惑メール", "垃圾邮件",
            ],
            .archive: [
                "archive", "archives", "all mail", "archiv", "archivio", "archivo", "arquivo", "arkiv",
                "archief",
                "archiwum", "архив", "アーカイブ", "存档", "归档",
            ],
        ]
        var table: [String: FolderRole] = [:]
        for (role, names) in names { for name in names { table[name] = role } }
        return table
    }()
}

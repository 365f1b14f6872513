import Platform

/// A fault of a theme file.
public struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The theme's name.
    public let theme: String
    /// Counts from 1.
    public let line: Int
    public let reason: String

    public init(theme: String, line: Int, reason: String) {
        self.theme = theme
        self.line = line
        self.reason = reason
    }

    public var description: String { "\(theme), line \(line): \(reason)" }
}

/// A theme file as it is written: its palette and its styles, before inheritance.
struct ThemeSource: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var key: String
        var text: String
        var line: Int
    }

    var name: String
    var summary = ""
    var isLight = false
    var inherits: Entry?
    var palette: [Entry] = []
    var styles: [Entry] = []

    /// Reads the file's structure.
    ///
    /// - Parameter problems: gets what is at fault; the rest is read all the same.
    init(name: String, toml: String, problems: inout [ThemeError]) {
        self.name = name
        let document: TOMLTable
        do {
            document = try TOMLDocument.parse(toml)
        } catch {
            problems.append(ThemeError(theme: name, line: error.line, reason: error.reason))
            return
        }
        for entry in document.entries { read(entry, &problems) }
    }

    private mutating func read(_ entry: TOMLTable.Entry, _ problems: inout [ThemeError]) {
        switch (entry.key, entry.value.content) {
        case ("inherits", .string(let text)):
            inherits = Entry(key: "inherits", text: text, line: entry.line)
        case ("summary", .string(let text)): summary = text
        case ("light", .boolean(let value)): isLight = value
        case ("palette", .table(let table)): palette = entries(of: table, &problems)
        case ("styles", .table(let table)): styles = entries(of: table, &problems)
        case ("inherits", _), ("summary", _), ("light", _), ("palette", _), ("styles", _):
            report("'\(entry.key)' cannot be \(entry.value.kind)", entry.line, &problems)
        default:
            let known = ["inherits", "summary", "light", "palette", "styles"]
            report("unknown key '\(entry.key)'" + Self.hint(entry.key, in: known), entry.line, &problems)
        }
    }

    private func entries(of table: TOMLTable, _ problems: inout [ThemeError]) -> [Entry] {
        table.leaves.compactMap { key, value in
            if let text = value.string { return Entry(key: key, text: text, line: value.line) }
            report("'\(key)' cannot be \(value.kind)", value.line, &problems)
            return nil
        }
    }

    func report(_ reason: String, _ line: Int, _ problems: inout [ThemeError]) {
        problems.append(ThemeError(theme: name, line: line, reason: reason))
    }

    static func hint(_ name: String, in known: some Sequence<String>) -> String {
        NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
    }
}

import Platform
import TUI

extension CommandSpec {
    static let configCommands = [configShow, configCheck, configSet]

    private static let configShow = CommandSpec(
        path: ["config", "show"], summary: "every setting with its value",
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            let configuration = try OpenWorkspace.configuration(invocation, directories)
            var members = ConfigurationKey.all.map { JSONValue.Member($0.name, $0.show(configuration)) }
            for (action, keys) in configuration.screen.keys.sorted(by: { $0.key < $1.key }) {
                members.append(.init("ui.keys.\(action)", .array(keys.map { .string($0) })))
            }
            let width = members.map(\.key.count).max() ?? 0
            Printer(invocation).result(
                .object(members),
                lines: ["# \(file(invocation, directories))"]
                    + members.map { member in
                        member.key + String(repeating: " ", count: width - member.key.count)
                            + " = \(member.value.serialized)"
                    })
        })

    private static let configCheck = CommandSpec(
        path: ["config", "check"], summary: "whether the configuration file is sound",
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            let path = file(invocation, directories)
            let configuration = try ConfigurationFile.load(path, isRequired: invocation.has("--config"))
            try check(configuration, path, directories)
            let exists = FileSystem.exists(path)
            Printer(invocation).result(
                ["file": .string(path), "exists": .bool(exists), "sound": .bool(true)],
                lines: [exists ? "\(path) is sound" : "there is no \(path): the defaults hold"])
        })

    private static let configSet = CommandSpec(
        path: ["config", "set"], summary: "write one setting into the configuration file",
        operands: [.required("KEY"), .required("VALUE")],
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            let (key, value) = (invocation.operands[0], invocation.operands[1])
            let path = try ConfigurationWriting(invocation, directories).set(key, to: value)
            Printer(invocation).result(
                ["file": .string(path), "key": .string(key), "value": .string(value)],
                lines: ["\(key) is set in \(path)"])
        })

    fileprivate static func file(_ invocation: Invocation, _ directories: Directories) -> String {
        FileSystem.absolute(invocation.value("--config") ?? "\(directories.configuration)/config.toml")
    }

    /// What parsing alone does not see: clashing keys, themes that do not exist.
    fileprivate static func check(
        _ configuration: Configuration, _ path: String, _ directories: Directories
    ) throws {
        _ = try ScreenConfiguration.keymap(configuration.screen.keys, file: path)
        let theme = configuration.screen.theme
        let shelf = try ThemeShelf(folder: "\(directories.configuration)/themes", file: theme)
        do { _ = try shelf.library.theme(named: shelf.name(of: theme)) } catch {
            throw ConfigurationError(
                file: shelf.path(of: error.theme) ?? path, line: error.line, reason: error.reason,
                recovery: "rapport theme list shows the themes")
        }
    }
}

/// Writes settings into the configuration file of a run.
struct ConfigurationWriting: Sendable {
    private let path: String
    private let directories: Directories

    init(_ invocation: Invocation, _ directories: Directories) {
        path = CommandSpec.file(invocation, directories)
        self.directories = directories
    }

    /// - Parameter value: as TOML, or as a bare word for a setting that is text; with commas for one that is a list.
    /// - Returns: the file.
    @discardableResult
    func set(_ key: String, to value: String) throws -> String {
        let before: String
        do throws(FileError) {
            before = String(
                decoding: try FileSystem.read(path, limit: TOMLDocument.sizeLimit), as: UTF8.self)
        } catch {
            guard error.isMissing else { throw error }
            before = ""
        }
        // What is there must be sound before it is written to.
        _ = try ConfigurationFile.parse(before, file: path)
        let after = try ConfigurationText.setting(key, to: value, in: before)
        do { try CommandSpec.check(try ConfigurationFile.parse(after, file: path), path, directories) } catch
        {
            // The file was sound before: what is wrong came from the command line.
            guard let fault = error as? ConfigurationError, fault.file == path else { throw error }
            throw ConfigurationError(
                file: "config set", line: 0, reason: "\(key) cannot be '\(value)', \(fault.reason)",
                recovery: fault.recovery)
        }
        try FileSystem.createDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        try FileSystem.replace(path, with: Array(after.utf8))
        return path
    }
}

/// Changes one setting in the text of a configuration file; everything else, comments too, stays as it is.
enum ConfigurationText {
    /// - Parameter value: as TOML, or as a bare word for a setting that is text; with commas for one that is a list.
    static func setting(
        _ key: String, to value: String, in text: String
    ) throws(ConfigurationError) -> String {
        let literal = try literal(value, for: key)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        let place = Place(key)
        var table = ""
        var end: Int?
        for (index, line) in lines.enumerated() {
            let trimmed = trim(line)
            if trimmed.hasPrefix("["), let close = trimmed.firstIndex(of: "]") {
                table = trim(trimmed[trimmed.index(after: trimmed.startIndex)..<close])
            } else if let equals = trimmed.firstIndex(of: "="), !trimmed.hasPrefix("#") {
                let name = trim(trimmed[..<equals]).filter { $0 != "\"" }
                let full = table.isEmpty ? name : "\(table).\(name)"
                if full == key {
                    lines[index] = "\(trim(trimmed[..<equals])) = \(literal)"
                    return lines.joined(separator: "\n") + "\n"
                }
            }
            if table == place.table, !trimmed.isEmpty { end = index }
        }
        if let end {
            lines.insert("\(place.quotedName) = \(literal)", at: end + 1)
        } else {
            lines += (lines.isEmpty ? [] : [""]) + ["[\(place.table)]", "\(place.quotedName) = \(literal)"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table of a dotted key and the name within it.
    private struct Place {
        var table: String
        var name: String

        init(_ key: String) {
            // The names of actions have dots themselves.
            let head = key.hasPrefix("ui.keys.") ? "ui.keys" : String(key.prefix { $0 != "." })
            table = head
            name = String(key.dropFirst(head.count + 1))
        }

        var quotedName: String { name.contains(".") ? "\"\(name)\"" : name }
    }

    /// The value as TOML: as it stands, as a string or as a list, whichever the setting takes.
    private static func literal(_ value: String, for key: String) throws(ConfigurationError) -> String {
        let known = ConfigurationKey.all.first { $0.name == key }
        guard known != nil || (key.hasPrefix("ui.keys.") && key.utf8.count > "ui.keys.".utf8.count) else {
            throw refusal(
                "unknown key \(key)", ConfigurationFile.recovery(forUnknown: key))
        }
        let place = Place(key)
        let list = value.split(separator: ",").map { quoted(trim($0)) }.joined(separator: ", ")
        var expected: String?
        for candidate in [value, quoted(value), "[\(list)]"] {
            let text = "[\(place.table)]\n\(place.quotedName) = \(candidate)\n"
            do throws(ConfigurationError) {
                _ = try ConfigurationFile.parse(text, file: "config set")
                return candidate
            } catch { expected = error.expected ?? expected }
        }
        throw refusal(
            expected.map { "\(key) must be \($0), not '\(value)'" } ?? "\(key) cannot be '\(value)'",
            "nothing was changed")
    }

    private static func refusal(_ reason: String, _ recovery: String) -> ConfigurationError {
        ConfigurationError(file: "config set", line: 0, reason: reason, recovery: recovery)
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: if scalar.value >= 0x20 { text.unicodeScalars.append(scalar) }
            }
        }
        return text + "\""
    }

    private static func trim(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

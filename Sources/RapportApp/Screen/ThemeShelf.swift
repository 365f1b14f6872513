import Platform
import TUI

/// The themes there are: built in, in the user's folder, and one named by its file.
struct ThemeShelf: Sendable {
    private(set) var library: ThemeLibrary
    private let folder: String
    /// A theme outside of the folder.
    private let file: String?
    private var stamps: [String: FileStamp] = [:]

    /// - Parameter file: a theme's name, or the path of its file when it has a slash.
    init(folder: String, file: String) throws {
        self.folder = folder
        self.file = file.contains("/") ? FileSystem.absolute(file) : nil
        library = ThemeLibrary()
        try read()
    }

    /// The name of what the configuration calls a theme.
    func name(of setting: String) -> String { setting.contains("/") ? Self.name(ofFile: setting) : setting }

    /// The file of a theme of the user; nil for a built-in one.
    func path(of name: String) -> String? {
        stamps.keys.first { Self.name(ofFile: $0) == name }
    }

    /// Reads the files again if one of them has changed, come or gone.
    ///
    /// - Returns: whether anything has changed.
    mutating func refresh() throws -> Bool {
        guard current() != stamps else { return false }
        try read()
        return true
    }

    private mutating func read() throws {
        stamps = current()
        var texts: [String: String] = [:]
        for path in stamps.keys {
            let bytes = try FileSystem.read(path, limit: 1 << 20)
            texts[Self.name(ofFile: path)] = String(decoding: bytes, as: UTF8.self)
        }
        library = ThemeLibrary(userThemes: texts)
    }

    private func current() -> [String: FileStamp] {
        var result: [String: FileStamp] = [:]
        // A folder that cannot be read has no themes.
        let names = (try? FileSystem.names(in: folder)) ?? []
        let paths = names.filter { $0.hasSuffix(".toml") && $0.count > 5 }.map { "\(folder)/\($0)" }
        for path in paths + (file.map { [$0] } ?? []) {
            result[path] = FileStamp(path)
        }
        return result
    }

    private static func name(ofFile path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.hasSuffix(".toml") ? String(last.dropLast(5)) : last
    }
}

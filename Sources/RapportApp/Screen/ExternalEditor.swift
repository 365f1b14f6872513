import Platform
import TUI

/// `$EDITOR` on a private temporary file, on our terminal.
@UIActor
enum ExternalEditor {
    /// - Returns: the text after editing, or nil when the editor ended with an error: nothing is taken then.
    static func edit(_ text: String, on terminal: Terminal) throws -> String? {
        let editor = Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi"
        let directory = Environment["XDG_RUNTIME_DIR"] ?? Environment["TMPDIR"] ?? "/tmp"
        let path = "\(directory)/rapport-\(Hex.encode(SecureRandom.bytes(8))).txt"
        defer { FileSystem.remove(path) }
        try FileSystem.replace(path, with: Array(text.utf8))
        guard try terminal.run("\(editor) '\(path)'") == 0 else { return nil }
        return String(decoding: try FileSystem.read(path, limit: 4 << 20), as: UTF8.self)
    }
}

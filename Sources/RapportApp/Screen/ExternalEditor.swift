import Platform
import TUI

/// `$EDITOR` on a private temporary file, on our terminal.
@UIActor
enum ExternalEditor {
    /// - Returns: the text after editing, or nil when the editor failed or the file cannot be used.
    static func edit(_ text: String, on terminal: Terminal) -> String? {
        let editor = Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi"
        let directory = Environment["XDG_RUNTIME_DIR"] ?? Environment["TMPDIR"] ?? "/tmp"
        let path = "\(directory)/rapport-\(Hex.encode(SecureRandom.bytes(8))).txt"
        defer { FileSystem.remove(path) }
        do {
            try FileSystem.replace(path, with: Array(text.utf8))
            guard try terminal.run("\(editor) \(path)") == 0 else { return nil }
            return String(decoding: try FileSystem.read(path), as: UTF8.self)
        } catch {
            // Nothing was changed then: the composer keeps its text and says that the editor failed.
            return nil
        }
    }
}

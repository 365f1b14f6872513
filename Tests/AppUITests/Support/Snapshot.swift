import Foundation
import TUI
import Testing

/// Pictures of the screen as text files that a person can read.
///
/// With `RAPPORT_SNAPSHOTS=record` in the environment they are written anew; with `RAPPORT_ANSI=DIR` the same
/// pictures are written there in colour besides.
enum Snapshot {
    static func check(
        _ buffer: Buffer, _ name: String, file: String = #filePath,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let environment = ProcessInfo.processInfo.environment
        let folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Snapshots")
        let path = folder.appending(path: name + ".txt")
        let text = buffer.snapshot + "\n"
        if let target = environment["RAPPORT_ANSI"] {
            try ansi(buffer).write(
                to: URL(filePath: target).appending(path: name + ".ans"), atomically: true, encoding: .utf8)
        }
        if environment["RAPPORT_SNAPSHOTS"] == "record" {
            try text.write(to: path, atomically: true, encoding: .utf8)
            return
        }
        let expected = try String(contentsOf: path, encoding: .utf8)
        let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
        let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
        for (row, (one, other)) in zip(shown, wanted).enumerated() where one != other {
            Issue.record(
                "row \(row) of \(name):\n  is     \(one)\n  wanted \(other)", sourceLocation: location)
            return
        }
        #expect(shown.count == wanted.count, sourceLocation: location)
    }

    /// The buffer as coloured text.
    static func ansi(_ buffer: Buffer) -> String {
        var text = ""
        for row in 0..<buffer.rows {
            for column in 0..<buffer.columns {
                let cell = buffer[column, row]
                if cell.isContinuation { continue }
                text += "\u{1B}[0" + code(cell.foreground, 38) + code(cell.background, 48)
                let names: [(Attributes, String)] = [
                    (.bold, ";1"), (.dim, ";2"), (.italic, ";3"), (.underline, ";4"), (.reverse, ";7"),
                ]
                for (attribute, number) in names where cell.attributes.contains(attribute) { text += number }
                text += "m" + cell.text
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }

    private static func code(_ color: Color, _ base: Int) -> String {
        switch color {
        case .default: ""
        case .ansi(let index): ";\(base);5;\(index)"
        case .indexed(let index): ";\(base);5;\(index)"
        case .rgb(let red, let green, let blue): ";\(base);2;\(red);\(green);\(blue)"
        }
    }
}

import Platform
import TUI

extension CommandSpec {
    static let themeCommands = [themeList, themeCheck]

    private static let themeList = CommandSpec(
        path: ["theme", "list"], summary: "the themes: built in and your own",
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            let configured = try OpenWorkspace.configuration(invocation, directories).screen.theme
            let shelf = try ThemeShelf(folder: "\(directories.configuration)/themes", file: configured)
            let entries = shelf.library.entries
            let chosen = shelf.name(of: configured)
            let items: [JSONValue] = entries.map { entry in
                [
                    "name": .string(entry.name), "summary": .string(entry.summary),
                    "light": .bool(entry.isLight), "chosen": .bool(entry.name == chosen),
                    "file": JSONValue(shelf.path(of: entry.name)),
                ]
            }
            let width = entries.map(\.name.count).max() ?? 0
            Printer(invocation).list(
                "themes", items,
                lines: entries.map { entry in
                    (entry.name == chosen ? "* " : "  ") + entry.name
                        + String(repeating: " ", count: width - entry.name.count + 2) + entry.summary
                })
        })

    private static let themeCheck = CommandSpec(
        path: ["theme", "check"], summary: "every fault of a theme file, and text that is hard to read",
        operands: [.required("FILE")],
        run: .background { invocation in
            let path = FileSystem.absolute(invocation.operands[0])
            let directories = try OpenWorkspace.directories(invocation)
            let shelf = try ThemeShelf(folder: "\(directories.configuration)/themes", file: path)
            let bytes = try FileSystem.read(path, limit: 1 << 20, waits: true)
            let name = shelf.name(of: path)
            let faults = shelf.library.check(name: name, toml: String(decoding: bytes, as: UTF8.self))
            let weak = faults.isEmpty ? ThemeContrast.weak(try shelf.library.theme(named: name)) : []
            Printer(invocation).result(
                [
                    "theme": .string(name),
                    "faults": .array(
                        faults.map { ["line": JSONValue($0.line), "reason": .string($0.reason)] }),
                    "low_contrast": .array(weak.map { .string($0) }),
                ],
                lines: faults.map { "line \($0.line): \($0.reason)" } + weak
                    + (faults.isEmpty && weak.isEmpty ? ["\(name) is sound"] : []))
            guard let first = faults.first else {
                guard !weak.isEmpty else { return }
                throw CommandError.badData(
                    path, weak.count == 1 ? "1 text is hard to read" : "\(weak.count) texts are hard to read",
                    "give them colours that differ more"
                ).afterResult
            }
            throw CommandError(
                code: .configuration, what: "\(path) line \(first.line)", why: first.reason,
                recovery: "correct the line"
            ).afterResult
        })
}

/// Text that is hard to read in a theme.
enum ThemeContrast {
    /// WCAG 2.1, level AA.
    static let least = 4.5

    /// A line for each role whose colours are too alike. Colours of the terminal's own cannot be judged.
    static func weak(_ theme: Theme) -> [String] {
        StyleRole.all.compactMap { role in
            let style = theme.style(role)
            guard let front = style.foreground, let back = style.background,
                let ratio = Contrast.ratio(front, back), ratio < least
            else { return nil }
            let tenths = Int(ratio * 10)
            return "\(role.name): contrast \(tenths / 10).\(tenths % 10), at least 4.5 is readable"
        }
    }
}

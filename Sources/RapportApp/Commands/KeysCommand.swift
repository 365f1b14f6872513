import AppUI
import Platform
import TUI

extension CommandSpec {
    static let keys = CommandSpec(
        path: ["keys"], summary: "every action of the screen with its keys, yours included",
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            let own = try OpenWorkspace.configuration(invocation, directories).screen.keys
            let file = invocation.value("--config") ?? "\(directories.configuration)/config.toml"
            // Says what clashes, with exit code 78.
            _ = try ScreenConfiguration.keymap(own, file: file)
            let summaries = KeyBindings.summaries
            Printer(invocation).list(
                "actions", summaries.map { JSONValue($0, own[$0.id.name]) }, lines: lines(summaries, own))
        })

    private static func lines(_ summaries: [ActionSummary], _ own: [String: [String]]) -> [String] {
        var lines: [String] = []
        var section = ""
        for summary in summaries {
            if summary.section != section {
                section = summary.section
                lines += (lines.isEmpty ? [] : [""]) + [section]
            }
            let keys = (own[summary.id.name] ?? summary.keyTexts).joined(separator: "  ")
            let name = summary.id.name + String(repeating: " ", count: max(1, 26 - summary.id.name.count))
            lines.append(
                "  \(name)\(keys)\(String(repeating: " ", count: max(2, 22 - keys.count)))\(summary.words)")
        }
        return lines
    }
}

extension ActionSummary {
    /// Its default keys, each once.
    fileprivate var keyTexts: [String] {
        var seen: Set<String> = []
        return keys.map(\.keys.description).filter { seen.insert($0).inserted }
    }
}

extension JSONValue {
    fileprivate init(_ summary: ActionSummary, _ own: [String]?) {
        self = [
            "id": .string(summary.id.name), "what": .string(summary.words),
            "section": .string(summary.section), "argument": JSONValue(summary.argument),
            "keys": .array((own ?? summary.keyTexts).map { .string($0) }),
            "contexts": .array(Set(summary.keys.map(\.context.name)).sorted().map { .string($0) }),
            "yours": .bool(own != nil),
        ]
    }
}

import TUI

/// The registry.
enum ScreenActions {
    static let all: [ScreenAction] = []

    private static let byID: [ActionID: ScreenAction] = Dictionary(
        all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    static subscript(id: ActionID) -> ScreenAction? { byID[id] }

    /// Whether a command that is typed by name takes what follows it.
    static func takesArgument(named name: String) -> Bool {
        all.contains {
            $0.argument != nil && $0.words.split(separator: " ").first?.lowercased() == name.lowercased()
        }
    }
}

/// Styles by role. Made by `ThemeParser` from TOML, or built in (`Theme.named`).
public struct Theme: Hashable, Sendable {
    public let name: String
    /// Styles by the dotted keys of the theme.
    let styles: [String: Style]
    /// The answer for every role of `StyleRole.all`.
    private let resolved: [String: Style]

    init(name: String, styles: [String: Style]) {
        self.name = name
        self.styles = styles
        var resolved: [String: Style] = [:]
        for role in StyleRole.all { resolved[role.name] = Self.longestMatch(role, in: styles) }
        self.resolved = resolved
    }

    /// The style of the longest key that is the role's name or a prefix of it in whole words; plain when
    /// there is none.
    public func style(_ role: StyleRole) -> Style {
        resolved[role.name] ?? Self.longestMatch(role, in: styles)
    }

    private static func longestMatch(_ role: StyleRole, in styles: [String: Style]) -> Style {
        for candidate in role.fallbacks {
            if let style = styles[candidate.name] { return style }
        }
        return .plain
    }
}

/// All themes that can be chosen: those that are built in and the user's own, which win by name.
public struct ThemeLibrary: Sendable {
    /// What a chooser shows.
    public struct Entry: Hashable, Sendable {
        public let name: String
        public let summary: String
        public let isLight: Bool
    }

    private let texts: [String: String]
    private let order: [String]

    /// - Parameter userThemes: TOML texts by theme name (the file's name without `.toml`).
    public init(userThemes: [String: String] = [:]) {
        var texts: [String: String] = [:]
        for theme in BuiltInThemes.all { texts[theme.name] = theme.toml }
        texts.merge(userThemes) { _, own in own }
        self.texts = texts
        let builtIn = BuiltInThemes.all.map(\.name)
        order = builtIn + userThemes.keys.filter { !builtIn.contains($0) }.sorted()
    }

    /// The built-in themes first, then the user's by name.
    public var names: [String] { order }

    public var entries: [Entry] {
        order.compactMap { name in
            var problems: [ThemeError] = []
            guard let text = texts[name] else { return nil }
            let source = ThemeSource(name: name, toml: text, problems: &problems)
            return Entry(name: name, summary: source.summary, isLight: source.isLight)
        }
    }

    /// The theme of that name.
    ///
    /// - Throws: the first fault, also when there is no such theme.
    public func theme(named name: String) throws(ThemeError) -> Theme {
        guard let text = texts[name] else {
            throw ThemeError(
                theme: name, line: 1, reason: "there is no such theme" + ThemeSource.hint(name, in: order))
        }
        let (theme, problems) = build(name: name, toml: text)
        if let first = problems.first { throw first }
        return theme
    }

    /// Every fault of a theme text, in line order; empty when it is sound.
    public func check(name: String, toml: String) -> [ThemeError] {
        build(name: name, toml: toml).problems.sorted { ($0.theme, $0.line) < ($1.theme, $1.line) }
    }

    private func build(name: String, toml: String) -> (theme: Theme, problems: [ThemeError]) {
        var problems: [ThemeError] = []
        var chain = [ThemeSource(name: name, toml: toml, problems: &problems)]
        while let parent = chain[chain.count - 1].inherits {
            let child = chain[chain.count - 1]
            if chain.contains(where: { $0.name == parent.text }) {
                child.report("'\(parent.text)' inherits from itself", parent.line, &problems)
                break
            }
            guard let text = texts[parent.text] else {
                child.report(
                    "no theme '\(parent.text)'" + ThemeSource.hint(parent.text, in: order), parent.line,
                    &problems)
                break
            }
            chain.append(ThemeSource(name: parent.text, toml: text, problems: &problems))
        }
        let palette = Self.palette(of: chain, &problems)
        return (Theme(name: name, styles: Self.styles(of: chain, palette, &problems)), problems)
    }

    /// The colours of the whole chain, the child's winning.
    private static func palette(of chain: [ThemeSource], _ problems: inout [ThemeError]) -> [String: Color] {
        var palette: [String: Color] = [:]
        for source in chain.reversed() {
            for entry in source.palette {
                if entry.key == "on" || Attributes.names.contains(where: { $0.0 == entry.key }) {
                    source.report(
                        "'\(entry.key)' has a meaning and cannot name a colour", entry.line, &problems)
                } else if let color = Color(parsing: entry.text) {
                    palette[entry.key] = color
                } else {
                    source.report(
                        "'\(entry.text)' is no colour (#rrggbb, a name, 0-255)", entry.line, &problems)
                }
            }
        }
        return palette
    }

    private static func styles(
        of chain: [ThemeSource], _ palette: [String: Color], _ problems: inout [ThemeError]
    ) -> [String: Style] {
        let known = Set(StyleRole.all.flatMap { $0.fallbacks.map(\.name) })
        var styles: [String: Style] = [:]
        for source in chain.reversed() {
            for entry in source.styles {
                if !known.contains(entry.key) {
                    let hint = ThemeSource.hint(entry.key, in: known.sorted())
                    source.report("nothing is called '\(entry.key)'" + hint, entry.line, &problems)
                }
                switch StyleText.parse(entry.text, palette: palette) {
                case .success(let style): styles[entry.key] = style
                case .failure(let problem): source.report(problem.reason, entry.line, &problems)
                }
            }
        }
        return styles
    }
}

extension Theme {
    /// The theme that is used when nothing is chosen: the terminal's own sixteen colours.
    public static let standardName = "default"

    /// A built-in theme; the standard one when the name is unknown. Built-in themes have no faults (a test
    /// holds that), so this cannot fail.
    public static func builtIn(_ name: String = standardName) -> Theme {
        let library = ThemeLibrary()
        do throws(ThemeError) {
            return try library.theme(named: name)
        } catch {
            return name == standardName ? Theme(name: name, styles: [:]) : builtIn()
        }
    }

    /// Which theme to take: `mono` when `NO_COLOR` is set and not empty, else the one asked for, else the
    /// standard one.
    public static func chosenName(_ wanted: String?, environment: [String: String]) -> String {
        if environment["NO_COLOR"]?.isEmpty == false { return "mono" }
        return wanted ?? standardName
    }
}

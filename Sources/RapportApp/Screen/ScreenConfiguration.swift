import AppUI
import Platform
import TUI

/// What the configuration and the environment say about the screen, checked before the terminal is taken.
struct ScreenConfiguration: Sendable {
    var environment: [String: String]
    var usesMouse: Bool
    var hasColors: Bool
    var glyphs: GlyphSet
    var keymap: Keymap
    /// Keys of the user's own that mean two things, in words.
    var shadowedKeys: [String]
    var themes: ThemeShelf
    var themeName: String
    var theme: Theme

    init(_ invocation: Invocation) throws {
        let directories = try OpenWorkspace.directories(invocation)
        let screen = try OpenWorkspace.configuration(invocation, directories).screen
        let file = invocation.value("--config") ?? "\(directories.configuration)/config.toml"
        environment = [:]
        for name in ["TERM", "COLORTERM", "TERMINFO", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG"] {
            environment[name] = Environment[name]
        }
        if invocation.has("--no-color") { environment["NO_COLOR"] = "1" }
        usesMouse = screen.mouse
        hasColors = environment["NO_COLOR"] == nil
        glyphs = GlyphSet.choose(wantsASCII: screen.ascii, environment: environment)
        keymap = try Self.keymap(screen.keys, file: file)
        shadowedKeys = KeyBindings.shadows(
            screen.keys.mapValues { $0.compactMap { KeySequence($0) } }, in: keymap)
        themes = try ThemeShelf(folder: "\(directories.configuration)/themes", file: screen.theme)
        themeName = Theme.chosenName(themes.name(of: screen.theme), environment: environment)
        do { theme = try themes.library.theme(named: themeName) } catch {
            throw ConfigurationError(
                file: themes.path(of: error.theme) ?? file, line: error.line, reason: error.reason,
                recovery: "rapport theme list shows the themes, rapport theme check FILE their faults")
        }
    }

    /// What the pure screen is told.
    var screenSettings: ScreenSettings {
        ScreenSettings(glyphs: glyphs, keymap: keymap, themes: themes.library.names, theme: themeName)
    }

    /// The action that somebody means who writes `archive`, `arhive` or `mesage.archive`.
    static func action(like name: String, in known: [String]) -> String? {
        let name = name.lowercased()
        func last(_ text: String) -> String { text.split(separator: ".").last.map(String.init) ?? text }
        // What is done to something before what only goes somewhere.
        let places = ["go", "pane", "move"]
        let ordered =
            known.filter { !places.contains(String($0.prefix { $0 != "." })) }
            + known.filter { places.contains(String($0.prefix { $0 != "." })) }
        if let same = ordered.first(where: { last($0).lowercased() == last(name) }) { return same }
        if let whole = NearestName.of(name, in: known) { return whole }
        return NearestName.of(last(name), in: ordered.map(last)).flatMap { part in
            ordered.first { last($0) == part }
        }
    }

    /// The default keys with the user's in their place.
    static func keymap(_ own: [String: [String]], file: String) throws -> Keymap {
        let known = KeyBindings.summaries.map(\.id.name)
        var sequences: [String: [KeySequence]] = [:]
        for (name, keys) in own.sorted(by: { $0.key < $1.key }) {
            guard known.contains(name) else {
                throw ConfigurationError(
                    file: file, line: 0, reason: "ui.keys: there is no action \(name)",
                    recovery: Self.action(like: name, in: known).map { "did you mean \($0)?" }
                        ?? "rapport keys lists them")
            }
            sequences[name] = try keys.map { text in
                guard let sequence = KeySequence(text) else {
                    throw ConfigurationError(
                        file: file, line: 0, reason: "ui.keys: '\(text)' for \(name) is no key sequence",
                        recovery: "write keys with blanks between them, such as \"g i\" or \"Ctrl-s\"")
                }
                return sequence
            }
        }
        do { return try KeyBindings.keymap(overriding: sequences) } catch {
            throw ConfigurationError(
                file: file, line: 0, reason: "ui.keys: \(error.description)",
                recovery: "give one of the two another key")
        }
    }
}

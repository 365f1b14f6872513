import CellText
import FoundationEssentials
import Testing

@testable import TUI

@Suite struct `Themes` {
    static let names = ThemeLibrary().names
    let library = ThemeLibrary()

    @Test func `are the files of the themes folder`() throws {
        let root = String(#filePath.dropLast("Tests/TUITests/ThemeTests.swift".count))
        let files = try FileManager.default.contentsOfDirectory(atPath: root + "themes").filter {
            $0.hasSuffix(".toml")
        }
        #expect(Set(files) == Set(Self.names.map { $0 + ".toml" }))
        for theme in BuiltInThemes.all {
            let file = try String(contentsOfFile: "\(root)themes/\(theme.name).toml", encoding: .utf8)
            #expect(theme.toml + "\n" == file, "run themes/embed.sh: \(theme.name) differs")
        }
    }

    @Test(arguments: names)
    func `have no fault`(name: String) throws {
        #expect(Self.names.count >= 8)
        let text = try #require(BuiltInThemes.all.first { $0.name == name }?.toml)
        #expect(library.check(name: name, toml: text) == [])
        #expect(try library.theme(named: name).style(.paneBorderFocused).foreground != nil)
    }

    /// What is drawn, not read: lines, dots, tracks.
    static func isGraphic(_ role: String) -> Bool {
        [
            "rule", "pane.border", "chart.track", "stage.line", "mail.quote.bar", "mail.rule", "scroll",
            "dot", "input.cursor",
        ]
        .contains { role == $0 || role.hasPrefix($0 + ".") }
    }

    @Test(arguments: names)
    func `can be read: 4.5 to 1 for every role of text`(name: String) throws {
        let theme = try library.theme(named: name)
        let ground = try #require(theme.style(.screen).background)
        for role in StyleRole.all where !Self.isGraphic(role.name) {
            let style = theme.style(role)
            guard let foreground = style.foreground else { continue }
            let ratio = Contrast.ratio(foreground, style.background ?? ground) ?? 21
            #expect(ratio >= 4.5, "\(role.name): \(ratio)")
        }
        let selected = theme.style(.listSelected)
        let neverSelected = ["list.separator", "list.legend", "list.header", "list.query"]
        for role in StyleRole.all
        where (role.name.hasPrefix("list.") || role.name.hasPrefix("sign."))
            && !neverSelected.contains(role.name)
        {
            guard let front = selected.foreground ?? theme.style(role).foreground,
                let back = selected.background
            else { continue }
            let ratio = Contrast.ratio(front, back) ?? 21
            #expect(ratio >= 4.5, "\(role.name) selected: \(ratio)")
        }
    }

    @Test func `tell apart good, warning and bad for the colour-blind by lightness too`() throws {
        for name in ["red-green", "blue-yellow"] {
            let theme = try library.theme(named: name)
            let colors = ["success", "warning", "danger"].compactMap { theme.style(StyleRole($0)).foreground }
            #expect(colors.count == 3)
            for pair in [(0, 1), (0, 2), (1, 2)] {
                #expect((Contrast.ratio(colors[pair.0], colors[pair.1]) ?? 0) > 1.1, "\(name) \(pair)")
            }
        }
    }

    @Test func `answer with the longest key that matches`() throws {
        let library = ThemeLibrary(userThemes: [
            "own": "[palette]\nsea = '#123456'\n[styles]\npane = 'sea'\n'pane.title' = 'red on sea bold'"
        ])
        let theme = try library.theme(named: "own")
        #expect(theme.style(.paneTitleFocused).text == "red on #123456 bold")
        #expect(theme.style(.paneBorder).text == "#123456")
        #expect(theme.style("list.row") == .plain)
    }

    @Test func `inherit and replace the palette`() throws {
        let library = ThemeLibrary(userThemes: ["own": "inherits = 'dark'\n[palette]\naccent = '#ffffff'"])
        let theme = try library.theme(named: "own")
        #expect(theme.style(.accent).foreground == .rgb(255, 255, 255))
        #expect(theme.style(.danger) == Theme.builtIn("dark").style(.danger))
        #expect(library.names.last == "own")
    }

    @Test(arguments: [
        ("inherits = 'drak'", 1, "no theme 'drak'; did you mean 'dark'?"),
        ("inherits = 'own'", 1, "'own' inherits from itself"),
        ("[styles]\ntext = 'rde'", 2, "'rde' is no colour; did you mean 'red'?"),
        ("[styles]\n'pane.tilte' = 'red'", 2, "nothing is called 'pane.tilte'; did you mean 'pane.title'?"),
        ("[styles]\ntext = 'red blod'", 2, "'blod' is no attribute: bold, dim, italic, underline, reverse"),
        ("[styles]\ntext = 'red on'", 2, "'on' needs a background colour"),
        ("\n[palette]\nsea = '#12345'", 3, "'#12345' is no colour (#rrggbb, a name, 0-255)"),
        ("[palette]\nbold = '#123456'", 2, "'bold' has a meaning and cannot name a colour"),
        ("[pallete]\nsea = '#123456'", 1, "unknown key 'pallete'; did you mean 'palette'?"),
        ("[styles]\ntext = 4", 2, "'text' cannot be a whole number"),
    ])
    func `name the line at fault`(toml: String, line: Int, reason: String) {
        let problems = library.check(name: "own", toml: toml)
        #expect(problems == [ThemeError(theme: "own", line: line, reason: reason)])
    }

    @Test func `name the line of broken TOML`() {
        let problems = library.check(name: "own", toml: "[palette]\nsea = \n")
        #expect(problems.map(\.line) == [2])
    }

    @Test func `obey NO_COLOR`() {
        #expect(Theme.chosenName("dark", environment: ["NO_COLOR": "1"]) == "mono")
        #expect(Theme.chosenName("dark", environment: ["NO_COLOR": ""]) == "dark")
        #expect(Theme.chosenName(nil, environment: [:]) == "default")
        let mono = Theme.builtIn("mono")
        for role in StyleRole.all {
            #expect((mono.style(role).foreground ?? .default) == .default)
            #expect((mono.style(role).background ?? .default) == .default)
        }
    }
}

@Suite struct `Colours` {
    @Test(arguments: ["default", "red", "bright-white", "#6ea8fe", "208"])
    func `are read as they are printed`(text: String) {
        #expect(Color(parsing: text)?.text == text)
    }

    @Test(arguments: ["", "#", "#12", "#gggggg", "#+12345", "256", "-1", "reddish"])
    func `are refused otherwise`(text: String) {
        #expect(Color(parsing: text) == nil)
    }

    @Test func `come down to what the terminal shows`() {
        let blue = Color.rgb(0x6E, 0xA8, 0xFE)
        #expect(blue.degraded(to: .direct) == blue)
        #expect(blue.degraded(to: .indexed256) == .indexed(75))
        #expect(Color.rgb(8, 8, 8).degraded(to: .indexed256) == .indexed(232))
        #expect(Color.rgb(250, 10, 10).degraded(to: .ansi16) == .ansi(9))
        #expect(Color.ansi(12).degraded(to: .ansi8) == .ansi(4))
        #expect(blue.degraded(to: .none) == .default)
        #expect(Color.default.degraded(to: .ansi16) == .default)
    }

    @Test func `contrast as WCAG counts it`() throws {
        #expect(abs(try #require(Contrast.ratio(.rgb(0, 0, 0), .rgb(255, 255, 255))) - 21) < 0.01)
        #expect(abs(try #require(Contrast.ratio(.rgb(0x77, 0x77, 0x77), .rgb(255, 255, 255))) - 4.48) < 0.01)
        #expect(Contrast.ratio(.default, .ansi(1)) == nil)
    }
}

@Suite struct `Glyphs` {
    @Test func `are one cell wide in both sets`() {
        for set in [GlyphSet.unicode, .ascii] {
            let mirror = Mirror(reflecting: set).children.flatMap { child in
                (child.value as? Character).map { [$0] } ?? child.value as? [Character] ?? []
            }
            #expect(mirror.count > 40)
            for glyph in mirror { #expect(Glyph(glyph).text.cellWidth == 1, "\(glyph)") }
        }
    }

    @Test(arguments: [
        (["LANG": "C.UTF-8"], false), (["LANG": "en_US.utf8"], false), (["LANG": "C"], true), ([:], true),
        (["LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"], true), (["LC_ALL": "", "LANG": "de_DE.UTF-8"], false),
    ])
    func `follow the locale`(environment: [String: String], isASCII: Bool) {
        #expect(GlyphSet.choose(wantsASCII: false, environment: environment).isASCII == isASCII)
        #expect(GlyphSet.choose(wantsASCII: true, environment: environment).isASCII)
    }
}

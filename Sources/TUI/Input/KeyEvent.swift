/// A key without its modifiers.
public enum Key: Hashable, Sendable {
    /// A typed character, with Shift already applied: `G`, never Shift and `g`.
    case character(Character)
    case enter, tab, escape, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    /// `F1` is 1.
    case function(Int)
}

/// A key press.
public struct KeyEvent: Hashable, Sendable {
    public var key: Key
    public var modifiers: Modifiers

    public init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }

    public init(_ character: Character, _ modifiers: Modifiers = []) {
        self.init(.character(character), modifiers)
    }

    /// The character to insert when this key is typed into text; nil with Ctrl, Alt or Super, and for
    /// special keys.
    public var insertedCharacter: Character? {
        guard modifiers.isEmpty, case .character(let character) = key else { return nil }
        return character
    }
}

extension KeyEvent: CustomStringConvertible, LosslessStringConvertible {
    private static let names: [(String, Key)] = [
        ("Enter", .enter), ("Tab", .tab), ("Esc", .escape), ("Backspace", .backspace), ("Delete", .delete),
        ("Insert", .insert), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right),
        ("Home", .home),
        ("End", .end), ("PageUp", .pageUp), ("PageDown", .pageDown), ("Space", .character(" ")),
    ]
    private static let otherNames: [String: Key] = [
        "return": .enter, "escape": .escape, "del": .delete, "ins": .insert, "pgup": .pageUp,
        "pgdn": .pageDown,
        "pgdown": .pageDown, "minus": .character("-"),
    ]
    private static let modifierNames: [(String, Modifiers)] = [
        ("Ctrl", .control), ("Alt", .alt), ("Shift", .shift), ("Super", .super),
    ]

    /// As keymaps and help write it: `Ctrl-k`, `Alt-Enter`, `Space`, `F5`, `G`.
    public var description: String {
        var text = ""
        for (name, modifier) in Self.modifierNames where modifiers.contains(modifier) { text += name + "-" }
        switch key {
        case .function(let number): return text + "F\(number)"
        case .character(let character) where character != " ": return text + String(character)
        default: return text + (Self.names.first { $0.1 == key }?.0 ?? "")
        }
    }

    /// As short as a footer wants it: `^K`, `⏎`, `Alt-x`, `PgDn`.
    ///
    /// - Parameter glyphs: gives the signs for Enter and the arrows.
    public func shortText(_ glyphs: GlyphSet) -> String {
        if modifiers == .control, case .character(let character) = key {
            return "^" + (character == " " ? "Space" : character.uppercased())
        }
        guard modifiers.isEmpty else { return description }
        switch key {
        case .pageUp: return "PgUp"
        case .pageDown: return "PgDn"
        default: break
        }
        guard !glyphs.isASCII else { return description }
        switch key {
        case .enter: return String(glyphs.enterKey)
        case .up: return "↑"
        case .down: return "↓"
        case .left: return "←"
        case .right: return "→"
        default: return description
        }
    }

    /// Reads what `description` prints; names and modifiers in any case, `^K` and `C-k`/`M-k`/`S-Tab` too.
    public init?(_ text: String) {
        var rest = Substring(text)
        var modifiers: Modifiers = []
        if rest.count == 2, rest.first == "^" {
            modifiers = .control
            rest = rest.dropFirst()
        }
        while let dash = rest.dropFirst().firstIndex(of: "-"), rest.index(after: dash) < rest.endIndex {
            guard let modifier = Self.modifier(named: rest[..<dash]) else { break }
            modifiers.insert(modifier)
            rest = rest[rest.index(after: dash)...]
        }
        guard let key = Self.key(named: rest) else { return nil }
        self = KeyEvent(key, modifiers).normalized
    }

    private static func modifier(named name: Substring) -> Modifiers? {
        switch name.lowercased() {
        case "ctrl", "control", "c": .control
        case "alt", "meta", "m", "a": .alt
        case "shift", "s": .shift
        case "super", "cmd": .super
        default: nil
        }
    }

    private static func key(named name: Substring) -> Key? {
        if name.count == 1, let character = name.first {
            return character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
                ? .character(character) : nil
        }
        let plain = name.lowercased()
        if let found = names.first(where: { $0.0.lowercased() == plain }) { return found.1 }
        if let found = otherNames[plain] { return found }
        if plain.first == "f", let number = Int(plain.dropFirst()), 1...35 ~= number {
            return .function(number)
        }
        return nil
    }

    /// The form that the decoder gives: Ctrl with a lower-case letter, Shift applied to characters.
    var normalized: KeyEvent {
        guard case .character(let character) = key else { return self }
        var modifiers = modifiers
        var text = String(character)
        if modifiers.contains(.control) {
            text = text.lowercased()
        } else if modifiers.contains(.shift), text.uppercased().count == 1 {
            text = text.uppercased()
            modifiers.remove(.shift)
        }
        return KeyEvent(.character(text.count == 1 ? text.first ?? character : character), modifiers)
    }
}

/// Keys pressed one after the other, such as `g g`.
public struct KeySequence: Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    public var keys: [KeyEvent]

    public init(_ keys: [KeyEvent]) { self.keys = keys }

    /// Reads keys with spaces between them: `g g`, `Space m a`. Nil when empty or one is no key.
    public init?(_ text: String) {
        var keys: [KeyEvent] = []
        for word in text.split(separator: " ") {
            guard let key = KeyEvent(String(word)) else { return nil }
            keys.append(key)
        }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    public var description: String { keys.map(\.description).joined(separator: " ") }

    /// As short as a footer wants it, such as `gg`, `^K` or `Space c`.
    public func shortText(_ glyphs: GlyphSet) -> String {
        let texts = keys.map { $0.shortText(glyphs) }
        return texts.joined(separator: texts.allSatisfy { $0.count == 1 || $0.hasPrefix("^") } ? "" : " ")
    }
}

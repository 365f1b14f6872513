/// What the style elements of a page hide by tag, class and id; newsletters keep their second copies for phones and
/// their preheaders out of sight this way.
///
/// Only rules that ask for nothing but one element count (`.mobile`, `td.only-phone`, `#pre.x`), and none inside of
/// `@media`, which is for other windows than ours.
struct HiddenRules {
    private struct Rule {
        var tag: String?
        var classes: [String]
        var id: String?
        var isHidden: Bool
        var isImportant: Bool
        /// Higher wins: ids before classes before tags, later before earlier.
        var weight: Int
    }

    /// By the first class, or by the id with `#`.
    private var rules: [String: [Rule]] = [:]
    private var count = 0

    static let sizeLimit = 256 << 10
    private static let ruleLimit = 2_000
    private static let rulesPerName = 32

    var isEmpty: Bool { rules.isEmpty }

    /// Reads one style element.
    mutating func add(_ css: String) {
        var scanner = StyleScanner(css.utf8.prefix(Self.sizeLimit))
        while count < Self.ruleLimit, let (selectors, declarations) = scanner.next() {
            guard let display = Self.display(declarations) else { continue }
            for selector in selectors.split(separator: 0x2C) { add(selector, display) }
        }
    }

    private mutating func add(_ selector: ArraySlice<UInt8>, _ display: (isHidden: Bool, isImportant: Bool)) {
        guard var rule = Self.rule(selector), count < Self.ruleLimit else { return }
        (rule.isHidden, rule.isImportant) = display
        count += 1
        rule.weight =
            ((rule.id == nil ? 0 : 100) + rule.classes.count * 10 + (rule.tag == nil ? 0 : 1)) * 10_000
        rule.weight += count
        let key = rule.classes.first ?? "#" + (rule.id ?? "")
        guard rules[key, default: []].count < Self.rulesPerName else { return }
        rules[key, default: []].append(rule)
    }

    /// Whether the page's styles hide an element that has these attributes. A style attribute that shows it wins, unless
    /// the rule is important.
    func hides(_ tag: String, _ attributes: [HTMLAttribute]) -> Bool {
        guard !rules.isEmpty else { return false }
        var classes: [String] = []
        var id: String?
        var style: String?
        for attribute in attributes {
            switch attribute.name {
            case "class":
                classes = attribute.value.split(whereSeparator: \.isWhitespace).prefix(32).map(String.init)
            case "id": id = attribute.value
            case "style": style = attribute.value
            default: break
            }
        }
        var best: Rule?
        for key in classes + (id.map { ["#" + $0] } ?? []) {
            for rule in rules[key] ?? [] {
                guard rule.tag == nil || rule.tag == tag, rule.id == nil || rule.id == id,
                    rule.classes.allSatisfy(classes.contains)
                else { continue }
                let isBetter = best.map {
                    (rule.isImportant ? 1 : 0, rule.weight) > ($0.isImportant ? 1 : 0, $0.weight)
                }
                if isBetter ?? true { best = rule }
            }
        }
        guard let best, best.isHidden else { return false }
        return best.isImportant || !InlineStyle(style).contains("display:")
    }

    /// A selector of one element that names a class or an id; nil for any other.
    private static func rule(_ selector: ArraySlice<UInt8>) -> Rule? {
        let text = String(decoding: selector, as: UTF8.self).trimmed
        guard !text.isEmpty, text.utf8.count < 200 else { return nil }
        var rule = Rule(tag: nil, classes: [], id: nil, isHidden: false, isImportant: false, weight: 0)
        var kind: UInt8 = 0
        var word: [UInt8] = []
        func finish() {
            let name = String(decoding: word, as: UTF8.self)
            switch kind {
            case 0x2E: rule.classes.append(name)
            case 0x23: rule.id = name
            default: if !name.isEmpty, name != "*" { rule.tag = name.asciiLowercased }
            }
        }
        for byte in text.utf8 {
            switch byte {
            case 0x2E, 0x23:
                finish()
                (kind, word) = (byte, [])
            case 0x2D, 0x5F, 0x2A, 0x80...: word.append(byte)
            case _ where ASCII.isLetter(byte) || ASCII.isDigit(byte): word.append(byte)
            default: return nil  // a combinator, an attribute, a pseudo-class
            }
        }
        finish()
        guard rule.id != nil || !rule.classes.isEmpty, !rule.classes.contains("") else { return nil }
        return rule
    }

    /// What declarations say of `display`; nil when nothing.
    private static func display(_ declarations: ArraySlice<UInt8>) -> (isHidden: Bool, isImportant: Bool)? {
        var result: (Bool, Bool)?
        for declaration in declarations.split(separator: 0x3B) {
            let plain = declaration.filter { $0 > 0x20 }.map(ASCII.lowered)
            guard plain.starts(with: Array("display:".utf8)) else { continue }
            let value = plain.dropFirst(8)
            result = (value.starts(with: Array("none".utf8)), value.contains(0x21))
        }
        return result
    }
}

/// Cuts a style sheet into rules; comments and blocks that begin with `@` are stepped over.
private struct StyleScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The next rule's selectors and declarations; nil at the end.
    mutating func next() -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        while true {
            skipBlanksAndComments()
            guard index < bytes.count else { return nil }
            if bytes[index] == 0x40 {
                skipAtRule()
                continue
            }
            let start = index
            guard let open = bytes[index...].firstIndex(of: 0x7B) else { return nil }
            let close = bytes[open...].firstIndex(of: 0x7D) ?? bytes.count
            index = min(close + 1, bytes.count)
            return (bytes[start..<open], bytes[(open + 1)..<max(open + 1, close)])
        }
    }

    private mutating func skipBlanksAndComments() {
        while index < bytes.count {
            if bytes[index] <= 0x20 || bytes[index] == 0x7D {
                index += 1
            } else if starts(with: "<!--") {
                index += 4
            } else if starts(with: "-->") {
                index += 3
            } else if starts(with: "/*") {
                index += 2
                while index < bytes.count, !starts(with: "*/") { index += 1 }
                index += 2
            } else {
                return
            }
        }
    }

    /// Steps over `@import …;` and over `@media … { … }` with all that is in it.
    private mutating func skipAtRule() {
        var depth = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case 0x3B where depth == 0: return
            case 0x7B: depth += 1
            case 0x7D:
                depth -= 1
                if depth <= 0 { return }
            default: break
            }
        }
    }

    private func starts(with text: StaticString) -> Bool {
        guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }
}

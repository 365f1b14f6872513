/// Numbers the links of a page; the same target has one number.
struct LinkRegistry {
    private(set) var links: [RenderedLink] = []
    private var numbers: [String: Int] = [:]

    /// Links beyond this get no number.
    static let limit = 2_000

    /// The number of a target; nil for schemes that are not followed.
    mutating func number(of target: String) -> Int? {
        let clean = String(
            String.UnicodeScalarView(
                target.unicodeScalars.filter {
                    $0.value > 0x20 && !(0x7F...0x9F).contains($0.value) && !InlineText.isFiller($0)
                }))
        let lowered = clean.prefix(10).lowercased()
        guard
            ["http://", "https://", "mailto:", "tel:", "ftp://"].contains(where: { lowered.hasPrefix($0) }),
            clean.utf8.count < 8_000
        else { return nil }
        if let known = numbers[clean] { return known }
        guard links.count < LinkRegistry.limit else { return nil }
        links.append(RenderedLink(number: links.count + 1, target: clean, label: ""))
        numbers[clean] = links.count
        return links.count
    }

    /// Remembers the words that a link was shown with.
    mutating func label(_ number: Int, with words: String) {
        guard links.indices.contains(number - 1), links[number - 1].label.isEmpty else { return }
        links[number - 1].label = String(words.collapsed.prefix(200))
        links[number - 1].isDeceptive = Self.isDeceptive(words.collapsed, target: links[number - 1].target)
    }

    /// Takes back the newest number when nothing was shown for it.
    mutating func drop(_ number: Int) {
        guard number == links.count, let last = links.last, last.label.isEmpty else { return }
        numbers[last.target] = nil
        links.removeLast()
    }

    /// Words such as `https://bank.example` over a link to another host.
    private static func isDeceptive(_ words: String, target: String) -> Bool {
        guard !words.contains(" "), let shown = host(of: words), let real = host(of: target) else {
            return false
        }
        func tail(_ host: String) -> String { host.split(separator: ".").suffix(2).joined(separator: ".") }
        return tail(shown) != tail(real)
    }

    private static func host(of text: String) -> String? {
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://", "www."].first(where: { lowered.hasPrefix($0) }) else {
            return nil
        }
        let rest = lowered.dropFirst(scheme == "www." ? 0 : scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = (authority.split(separator: "@").last ?? "").prefix { $0 != ":" }
        return host.contains(".") ? String(host) : nil
    }
}

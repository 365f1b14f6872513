public import CRMModel

/// What counts as an address and a domain when people type or import them.
public enum AddressRules {
    /// An address that could be written to: one `@`, something on both sides, no blanks, controls or brackets,
    /// at most 254 bytes (RFC 5321 §4.5.3.1).
    public static func address(_ text: String) -> EmailAddress? {
        guard text.utf8.count <= 254, let at = text.lastIndex(of: "@"), at != text.startIndex else {
            return nil
        }
        let local = text[..<at]
        let domain = text[text.index(after: at)...]
        guard local.utf8.count <= 64, self.domain(String(domain)) != nil else { return nil }
        let isQuoted = local.hasPrefix("\"") && local.hasSuffix("\"") && local.count > 2
        let isPlain = local.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !($0.value >= 0x80 && $0.value < 0xA0)
                && !$0.properties.isWhitespace && !"<>()[],;:\\\"@".unicodeScalars.contains($0)
        }
        guard isQuoted || isPlain else { return nil }
        return EmailAddress(text)
    }

    /// A domain in the form that is compared: labels of letters, digits and inner hyphens between dots; takes a web address too.
    public static func domain(_ text: String) -> String? {
        var rest = Substring(text.lowercased())
        if let end = AddressRules.schemeEnd(rest) { rest = rest[end...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let port = rest.lastIndex(of: ":") { rest = rest[..<port] }
        if rest.hasSuffix(".") { rest.removeLast() }
        guard rest.utf8.count <= 253, !rest.isEmpty else { return nil }
        let labels = rest.split(separator: ".", omittingEmptySubsequences: false)
        let isDomain = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        }
        return isDomain ? DomainName.normalize(rest) : nil
    }

    /// The domain of a company's web site: `https://www.acme.example/about` is `acme.example`. Nil for freemail
    /// providers and for what has no dot.
    public static func companyDomain(_ text: String) -> String? {
        guard var domain = domain(text) else { return nil }
        if domain.hasPrefix("www.") { domain.removeFirst(4) }
        return domain.contains(".") && !FreemailDomains.contains(domain) ? domain : nil
    }
}

extension AddressRules {
    /// Behind `://`, where there is one.
    private static func schemeEnd(_ text: Substring) -> Substring.Index? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: colon)...]
        return rest.hasPrefix("//") ? rest.index(rest.startIndex, offsetBy: 2) : nil
    }
}

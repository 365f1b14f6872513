/// An addr-spec (RFC 5322 §3.4.1) as it was written, compared by its normalised form.
public struct EmailAddress: Hashable, Sendable {
    /// As written; use it to send and to show.
    public let text: String
    /// Lower case, the domain in its ASCII form. Dots and plus tags are kept: they belong to the address.
    public let normalized: String

    public init(_ text: String) {
        self.text = text
        let lower = text.lowercased()
        if lower.utf8.contains(where: { $0 >= 0x80 }), let at = lower.lastIndex(of: "@") {
            normalized = lower[...at] + DomainName.normalize(lower[lower.index(after: at)...])
        } else {
            normalized = lower
        }
    }

    /// What stands behind the last `@`, normalised; empty when there is none.
    public var domain: String {
        guard let at = normalized.lastIndex(of: "@") else { return "" }
        return String(normalized[normalized.index(after: at)...])
    }

    /// What stands before the last `@`, as written.
    public var localPart: String {
        guard let at = text.lastIndex(of: "@") else { return text }
        return String(text[..<at])
    }

    public static func == (a: Self, b: Self) -> Bool { a.normalized == b.normalized }
    public func hash(into hasher: inout Hasher) { hasher.combine(normalized) }
}

/// A person or thing that mail comes from or goes to: a mailbox of RFC 5322 §3.4.
public struct Correspondent: Hashable, Sendable {
    /// The display name, decoded; nil when there was none.
    public var name: String?
    public var address: EmailAddress

    public init(name: String?, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// The name, or the address where there is no name.
    public var displayName: String {
        if let name, !name.isEmpty { name } else { address.text }
    }
}

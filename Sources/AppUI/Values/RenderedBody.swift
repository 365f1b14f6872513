/// A mail's text, laid out for a width.
public struct RenderedBody: Hashable, Sendable {
    public var lines: [BodyLine]
    /// The targets of `BodyRole.link`, the first has number 1.
    public var links: [String]
    /// Notes above the text, such as `3 remote images not loaded`.
    public var notes: [String]

    public init(lines: [BodyLine], links: [String] = [], notes: [String] = []) {
        self.lines = lines
        self.links = links
        self.notes = notes
    }
}

/// One row of a mail's text, without its quote bars.
public struct BodyLine: Hashable, Sendable {
    public var spans: [BodySpan]
    /// How deeply it is quoted; 0 for the mail's own words.
    public var quoteLevel: Int

    public init(_ spans: [BodySpan], quoteLevel: Int = 0) {
        self.spans = spans
        self.quoteLevel = quoteLevel
    }

    public init(_ text: String, _ role: BodyRole = .body, quoteLevel: Int = 0) {
        self.init([BodySpan(text, role)], quoteLevel: quoteLevel)
    }

    public var text: String { spans.map(\.text).joined() }
}

/// A piece of a line in one look.
public struct BodySpan: Hashable, Sendable {
    public var text: String
    public var role: BodyRole

    public init(_ text: String, _ role: BodyRole = .body) {
        self.text = text
        self.role = role
    }
}

/// What a piece of a mail's text is.
public enum BodyRole: Hashable, Sendable {
    case body, heading, bold, italic, code, dim, signature, rule, table
    /// The words of a link; its target is `RenderedBody.links[number - 1]`. The number itself is not in the text.
    case link(Int)
    /// The number behind the words, such as `[1]`.
    case linkNumber(Int)
}

/// A mail body laid out for a terminal: lines of styled spans, and the links in it. Safe to draw as it is.
public struct RenderedText: Hashable, Sendable {
    public var lines: [RenderedLine]
    /// In the order of their numbers, which begin at 1.
    public var links: [RenderedLink]

    public init(lines: [RenderedLine] = [], links: [RenderedLink] = []) {
        self.lines = lines
        self.links = links
    }

    /// The text alone, LF between lines.
    public var plain: String { lines.map(\.text).joined(separator: "\n") }
}

/// One line, never wider than the width it was rendered for.
public struct RenderedLine: Hashable, Sendable {
    public var spans: [RenderedSpan]
    /// 0 for the writer's own words.
    public var quoteLevel: Int
    /// How many lines this one stands for when quoted text was folded, else 0.
    public var folded: Int

    public init(spans: [RenderedSpan] = [], quoteLevel: Int = 0, folded: Int = 0) {
        self.spans = spans
        self.quoteLevel = quoteLevel
        self.folded = folded
    }

    public var text: String { spans.count == 1 ? spans[0].text : spans.map(\.text).joined() }
}

/// Neighbouring characters of one look.
public struct RenderedSpan: Hashable, Sendable {
    public var text: String
    public var role: TextRole
    public var emphasis: TextEmphasis
    /// The number of the link that these words belong to.
    public var link: Int?

    public init(_ text: String, role: TextRole = .body, emphasis: TextEmphasis = [], link: Int? = nil) {
        self.text = text
        self.role = role
        self.emphasis = emphasis
        self.link = link
    }
}

/// What a span is; a theme says how that looks.
public enum TextRole: Hashable, Sendable {
    case body
    /// 1 to 6.
    case heading(Int)
    /// Words quoted from an earlier mail, by depth from 1.
    case quote(Int)
    /// The bar in front of quoted lines.
    case quoteBar(Int)
    case code
    case dim
    /// Bullets and numbers of lists.
    case marker
    /// Rules and the lines of tables.
    case rule
    /// `[1]` behind a link.
    case linkNumber
    /// The description of a picture.
    case image
    case signature
    /// `… 12 more lines`, in place of folded quotations.
    case fold
}

/// Emphasis on top of a role.
public struct TextEmphasis: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = TextEmphasis(rawValue: 1)
    public static let italic = TextEmphasis(rawValue: 2)
    public static let underline = TextEmphasis(rawValue: 4)
    public static let strikethrough = TextEmphasis(rawValue: 8)
}

/// One link of a rendered text.
public struct RenderedLink: Hashable, Sendable {
    public var number: Int
    /// Where it really leads: http, https, mailto, tel or ftp.
    public var target: String
    /// The words it was shown with, at most 200 characters.
    public var label: String
    /// True when the words look like an address of another host than the target's.
    public var isDeceptive: Bool

    public init(number: Int, target: String, label: String, isDeceptive: Bool = false) {
        self.number = number
        self.target = target
        self.label = label
        self.isDeceptive = isDeceptive
    }
}

/// How a body is laid out.
public struct RenderOptions: Hashable, Sendable {
    /// Quotations deeper than this become one fold line; nil shows everything.
    public var foldsQuotesBeyond: Int? = 2
    /// Quotations longer than this many lines are folded behind them; nil shows everything.
    public var quotePreviewLines: Int?
    /// `[1]` behind the words of links.
    public var showsLinkNumbers = true
    /// In front of quoted lines, once for each level.
    public var quotePrefix = "│ "
    /// ASCII bullets and rules only.
    public var isASCII = false
    /// For sending as plain text: no fold lines, no number behind a link whose words are its target.
    var isPlain = false
    /// Keep one empty line at most between blocks (always true on a screen).
    var marginLines = true

    public init() {}
}

/// How much a server may say before it counts as hostile. Sizes in bytes.
public struct IMAPLimits: Hashable, Sendable {
    /// The text of one response without its literals. A SEARCH over a million messages takes 7 MB.
    public var line = 16 << 20
    /// One literal, so one message.
    public var literal = 128 << 20
    /// All literals of one response.
    public var response = 160 << 20
    /// How many literals one response may have.
    public var literals = 4_096
    /// Parentheses within parentheses.
    public var depth = 64
    /// Elements of one list: flags, capabilities, sections, ranges.
    public var elements = 4_000_000

    public init() {}
}

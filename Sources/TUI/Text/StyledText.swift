/// How a span looks: a role that the theme resolves when it is drawn, or a style that is fixed.
public enum Paint: Hashable, Sendable {
    case role(StyleRole)
    case style(Style)

    public func style(in theme: Theme) -> Style {
        switch self {
        case .role(let role): theme.style(role)
        case .style(let style): style
        }
    }
}

/// A piece of text in one look.
public struct StyledSpan: Hashable, Sendable {
    public var text: String
    public var paint: Paint
    /// Attributes in addition to the paint's.
    public var attributes: Attributes

    public init(_ text: String, _ role: StyleRole = .text, adding attributes: Attributes = []) {
        self.text = text
        paint = .role(role)
        self.attributes = attributes
    }

    public init(_ text: String, style: Style) {
        self.text = text
        paint = .style(style)
        attributes = []
    }

    public func style(in theme: Theme) -> Style { paint.style(in: theme).adding(attributes) }
}

/// One line of spans.
public struct StyledLine: Hashable, Sendable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    public var spans: [StyledSpan]

    public init(_ spans: [StyledSpan] = []) { self.spans = spans }
    public init(_ text: String, _ role: StyleRole = .text) { spans = [StyledSpan(text, role)] }
    public init(arrayLiteral elements: StyledSpan...) { spans = elements }
    public init(stringLiteral value: String) { self.init(value) }

    /// The text without its looks.
    public var text: String { spans.map(\.text).joined() }
    public var isEmpty: Bool { spans.allSatisfy(\.text.isEmpty) }
}

/// Lines of spans, such as a rendered mail.
public struct StyledText: Hashable, Sendable, ExpressibleByArrayLiteral {
    public var lines: [StyledLine]

    public init(_ lines: [StyledLine] = []) { self.lines = lines }
    public init(arrayLiteral elements: StyledLine...) { lines = elements }

    public var text: String { lines.map(\.text).joined(separator: "\n") }
}

extension Buffer {
    /// Writes the spans one after the other; returns the column after the last.
    @discardableResult
    public mutating func write(
        _ line: StyledLine, column: Int, row: Int, theme: Theme, maxCells: Int = .max
    ) -> Int {
        var at = column
        for span in line.spans {
            let room = maxCells == .max ? Int.max : maxCells - (at - column)
            guard room > 0 else { break }
            at = write(span.text, column: at, row: row, style: span.style(in: theme), maxCells: room)
        }
        return at
    }

    /// Writes lines from `firstLine` on into the region `rect`, one per row, without wrapping.
    public mutating func write(_ text: StyledText, in rect: Rect, firstLine: Int = 0, theme: Theme) {
        for (offset, index) in (max(0, firstLine)..<max(0, firstLine) + rect.height).enumerated() {
            guard index < text.lines.count else { return }
            write(
                text.lines[index], column: rect.column, row: rect.row + offset, theme: theme,
                maxCells: rect.width)
        }
    }
}

/// The scroll place of a text.
public struct ScrollState: Hashable, Sendable {
    public private(set) var count: Int
    public private(set) var height: Int
    /// The first visible line.
    public private(set) var offset = 0

    public init(count: Int = 0, height: Int = 1) {
        self.count = max(0, count)
        self.height = max(1, height)
    }

    /// The scroll place of a list.
    public init(_ list: ListState) {
        self.init(count: list.count, height: list.height)
        scroll(to: list.offset)
    }

    public var visible: Range<Int> { offset..<min(count, offset + height) }
    public var isAtEnd: Bool { offset + height >= count }
    public var isScrollable: Bool { count > height }

    public mutating func scroll(by lines: Int) { scroll(to: offset.addingClamped(lines)) }
    public mutating func scroll(to line: Int) { offset = max(0, min(line, count - height)) }
    public mutating func page(by pages: Int) { scroll(by: pages * max(1, height - 2)) }
    public mutating func halfPage(by halves: Int) { scroll(by: halves * max(1, height / 2)) }
    public mutating func scrollToEnd() { scroll(to: count) }

    /// Takes a new size and stays as near as it can.
    public mutating func resize(count: Int, height: Int) {
        self.count = max(0, count)
        self.height = max(1, height)
        scroll(to: offset)
    }

    /// Scrolls as little as it must to show `line`.
    public mutating func reveal(_ line: Int) {
        if line < offset {
            scroll(to: line)
        } else if line >= offset + height {
            scroll(to: line - height + 1)
        }
    }

    /// Which cells of a scroll bar of `length` cells the thumb covers; nil when everything is visible.
    public func thumb(length: Int) -> Range<Int>? {
        guard isScrollable, length > 0 else { return nil }
        let size = max(1, length * height / count)
        let start = (length - size) * offset / max(1, count - height)
        return start..<start + size
    }
}

extension Buffer {
    /// Draws a scroll bar into a rectangle one cell wide; nothing when everything is visible.
    public mutating func scrollBar(_ rect: Rect, _ state: ScrollState, glyphs: GlyphSet, theme: Theme) {
        guard let thumb = state.thumb(length: rect.height) else { return }
        fill(rect, repeating: glyphs.scrollTrack, theme.style("scroll.track"))
        fill(
            Rect(column: rect.column, row: rect.row + thumb.lowerBound, width: 1, height: thumb.count),
            repeating: glyphs.scrollThumb, theme.style("scroll.thumb"))
    }
}

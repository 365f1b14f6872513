/// Where popups go.
public enum PopupPlacement {
    /// A place of at most this size beside `anchor`: below it where there is room, else above, else where
    /// there is more of it; moved left as far as it must to stay inside.
    ///
    /// - Parameter bounds: what the popup must stay in; the result never leaves it.
    public static func beside(_ anchor: Rect, width: Int, height: Int, in bounds: Rect) -> Rect {
        let below = max(0, bounds.endRow - anchor.endRow)
        let above = max(0, anchor.row - bounds.row)
        let goesBelow = below >= height || below >= above
        let high = min(height, goesBelow ? below : above)
        let wide = min(width, bounds.width)
        let column = max(bounds.column, min(anchor.column, bounds.endColumn - wide))
        return Rect(
            column: column, row: goesBelow ? anchor.endRow : anchor.row - high, width: wide, height: high
        ).intersection(bounds)
    }

    /// A place at the bottom right, for help that must not hide what is being done.
    public static func corner(width: Int, height: Int, in bounds: Rect) -> Rect {
        let wide = min(width, bounds.width)
        let high = min(height, bounds.height)
        return Rect(column: bounds.endColumn - wide, row: bounds.endRow - high, width: wide, height: high)
    }

    /// How many columns of `cellWidth` cells hold `count` entries in at most `height` rows; at least 1.
    public static func columns(for count: Int, cellWidth: Int, in bounds: Rect, height: Int) -> Int {
        let fitting = max(1, bounds.width / max(1, cellWidth))
        return min(fitting, max(1, (count + max(1, height) - 1) / max(1, height)))
    }
}

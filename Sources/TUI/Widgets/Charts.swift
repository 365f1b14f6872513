/// A row of small columns.
public enum Sparkline {
    /// The columns for the last `cells` values; shorter when there are fewer.
    ///
    /// - Parameter ceiling: the value of a full column; the greatest shown when nil. Zero and less is the
    ///   lowest column, in ASCII a dot.
    public static func text(_ values: [Double], cells: Int, ceiling: Double? = nil, glyphs: GlyphSet)
        -> String
    {
        let shown = values.suffix(max(0, cells)).map { $0.isFinite ? $0 : 0 }
        let top = ceiling ?? shown.max() ?? 0
        let steps = glyphs.columns.count
        return String(
            shown.map { value in
                guard top > 0, value > 0 else { return glyphs.columns[0] }
                return glyphs.columns[min(steps - 1, Int(min(1, value / top) * Double(steps - 1) + 0.5))]
            })
    }
}

/// How much of something is done.
public enum ProgressBar {
    /// The filled part and the rest, together exactly `cells` cells.
    ///
    /// - Parameter fraction: 0...1, held to it. More than nothing shows at least a sliver, less than all is
    ///   never shown as full.
    public static func text(_ fraction: Double, cells: Int, glyphs: GlyphSet) -> (
        filled: String, rest: String
    ) {
        guard cells > 0 else { return ("", "") }
        let steps = glyphs.bars.count
        let held = fraction.isFinite ? min(1, max(0, fraction)) : 0
        var units = Int(held * Double(cells * steps))
        if held > 0 { units = max(1, units) }
        if held < 1 { units = min(cells * steps - 1, units) }
        var filled = String(repeating: String(glyphs.bars[steps - 1]), count: units / steps)
        if units % steps > 0 { filled.append(glyphs.bars[units % steps - 1]) }
        let rest = cells - filled.count
        return (filled, String(repeating: String(glyphs.barTrack), count: rest))
    }
}

extension Buffer {
    /// Draws a progress bar with the roles `chart.bar` and `chart.track`.
    public mutating func progressBar(
        _ fraction: Double, column: Int, row: Int, cells: Int, glyphs: GlyphSet, theme: Theme
    ) {
        let bar = ProgressBar.text(fraction, cells: cells, glyphs: glyphs)
        let end = write(bar.filled, column: column, row: row, style: theme.style("chart.bar"))
        write(bar.rest, column: end, row: row, style: theme.style("chart.track"))
    }
}

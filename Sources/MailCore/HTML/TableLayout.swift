import CellText

/// Puts data tables into aligned columns, wrapping the widest where they do not fit.
enum TableLayout {
    private static let gap = 2
    private static let narrowest = 6

    static func lines(of table: LayoutTable, width: Int, options: RenderOptions) -> [[RenderedSpan]] {
        guard let widths = widths(of: table, width: width) else { return stacked(table, width: width) }
        let trailing = (0..<table.columns).map { isTrailing(column: $0, of: table) }
        var result: [[RenderedSpan]] = []
        for (index, row) in table.rows.enumerated() {
            let cells = LayoutTable.placed(row).map { column, cell in
                let columns = column..<min(column + cell.span, widths.count)
                let width = widths[columns].reduce(0, +) + gap * (columns.count - 1)
                let isRight = cell.span == 1 ? trailing[column] : cell.isTrailing
                return (columns, width, isRight, lines: LineBreaker.lines(of: cell.runs, width: width))
            }
            for line in 0..<max(1, cells.map(\.lines.count).max() ?? 1) {
                var spans: [RenderedSpan] = []
                for (columns, width, isRight, lines) in cells {
                    let words = line < lines.count ? lines[line] : []
                    let isLast = columns.upperBound == widths.count
                    let used = words.reduce(0) { $0 + $1.text.cellWidth }
                    let space = String(repeating: " ", count: max(0, width - used))
                    if isRight {
                        spans += [RenderedSpan(space)] + words
                    } else {
                        spans += words + (isLast ? [] : [RenderedSpan(space)])
                    }
                    if !isLast { spans.append(RenderedSpan(String(repeating: " ", count: gap))) }
                }
                result.append(merged(spans))
            }
            if index == 0, row.contains(where: \.isHeader), table.rows.count > 1 {
                let total = widths.reduce(0, +) + gap * (widths.count - 1)
                let dash = options.isASCII || options.isPlain ? "-" : "─"
                result.append([RenderedSpan(String(repeating: dash, count: min(total, width)), role: .rule)])
            }
        }
        return result
    }

    /// Cells for each column; nil when even the narrowest columns do not fit.
    private static func widths(of table: LayoutTable, width: Int) -> [Int]? {
        let count = table.columns
        var widths = [Int](repeating: 1, count: count)
        var wide: [(columns: Range<Int>, width: Int)] = []
        for row in table.rows {
            for (column, cell) in LayoutTable.placed(row) where column < count {
                if cell.span == 1 {
                    widths[column] = max(widths[column], cell.width)
                } else {
                    wide.append((column..<min(column + cell.span, count), cell.width))
                }
            }
        }
        // What lies over several columns and needs more than they have widens the last of them.
        for (columns, width) in wide {
            let has = widths[columns].reduce(0, +) + gap * (columns.count - 1)
            if width > has { widths[columns.upperBound - 1] += width - has }
        }
        let room = width - gap * (count - 1)
        guard room >= count * narrowest || widths.reduce(0, +) <= room else { return nil }
        var excess = widths.reduce(0, +) - room
        while excess > 0 {
            guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > narrowest
            else { return nil }
            let second = widths.indices.filter { $0 != widest }.map { widths[$0] }.max() ?? narrowest
            let cut = min(excess, max(1, widths[widest] - max(second, narrowest)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }

    /// Numbers and amounts go to the right.
    private static func isTrailing(column: Int, of table: LayoutTable) -> Bool {
        let cells = table.rows.filter { !$0.allSatisfy(\.isHeader) }.compactMap { row in
            LayoutTable.placed(row).first { $0.column == column && $0.cell.span == 1 }?.cell
        }
        let filled = cells.filter { !$0.runs.isEmpty }
        if filled.isEmpty { return false }
        return filled.allSatisfy { cell in
            let text = cell.runs.map(\.text).joined()
            let isNumber =
                text.unicodeScalars.contains { $0.properties.numericType != nil }
                && text.count <= 18 && text.unicodeScalars.count(where: { $0.properties.isAlphabetic }) <= 3
            return cell.isTrailing || isNumber
        }
    }

    /// One line for each cell, with its heading in front: for tables that are too wide.
    private static func stacked(_ table: LayoutTable, width: Int) -> [[RenderedSpan]] {
        let header = table.rows.first.flatMap { $0.allSatisfy(\.isHeader) ? $0 : nil }
        var result: [[RenderedSpan]] = []
        for row in header == nil ? table.rows : Array(table.rows.dropFirst()) {
            for (column, cell) in LayoutTable.placed(row) where !cell.runs.isEmpty {
                var runs = cell.runs
                let above = header.flatMap { LayoutTable.placed($0).first { $0.column == column }?.cell }
                if let above, !above.runs.isEmpty {
                    let name = above.runs.map(\.text).joined()
                    runs.insert(InlineRun(text: name + ": ", role: .dim, emphasis: [], link: nil), at: 0)
                }
                result += LineBreaker.lines(of: runs, width: width)
            }
            result.append([])
        }
        if result.last?.isEmpty == true { result.removeLast() }
        return result
    }

    private static func merged(_ spans: [RenderedSpan]) -> [RenderedSpan] {
        var result: [RenderedSpan] = []
        for span in spans where !span.text.isEmpty {
            if let last = result.last, last.role == span.role, last.emphasis == span.emphasis,
                last.link == span.link
            {
                result[result.count - 1].text += span.text
            } else {
                result.append(span)
            }
        }
        return result
    }
}

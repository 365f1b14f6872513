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
            let cells = row.enumerated().map {
                LineBreaker.lines(of: $0.element.runs, width: widths[$0.offset])
            }
            for line in 0..<max(1, cells.map(\.count).max() ?? 1) {
                var spans: [RenderedSpan] = []
                for column in widths.indices {
                    let words = column < cells.count && line < cells[column].count ? cells[column][line] : []
                    let isLast = column == widths.count - 1
                    let used = words.reduce(0) { $0 + $1.text.cellWidth }
                    let space = String(repeating: " ", count: max(0, widths[column] - used))
                    if trailing[column] {
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
        var widths = (0..<count).map { column in
            max(1, table.rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 1)
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
        let cells = table.rows.filter { !$0.allSatisfy(\.isHeader) }.compactMap {
            column < $0.count ? $0[column] : nil
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
            for (column, cell) in row.enumerated() where !cell.runs.isEmpty {
                var runs = cell.runs
                if let header, column < header.count, !header[column].runs.isEmpty {
                    let name = header[column].runs.map(\.text).joined()
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

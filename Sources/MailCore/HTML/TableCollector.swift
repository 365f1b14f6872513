import CellText

/// Tells tables of data from tables that only place things, and makes blocks of both.
struct TableCollector {
    private struct Cell {
        var blocks: [LayoutBlock]
        var isHeader: Bool
        var isTrailing: Bool
        var span = 1
        /// Stands where a cell of a row above reaches down.
        var isFiller = false

        /// The words when the cell is one plain paragraph.
        var runs: [InlineRun]? {
            if blocks.isEmpty { return [] }
            guard blocks.count == 1, blocks[0].marker.isEmpty, blocks[0].quote == 0 else { return nil }
            return blocks[0].runs
        }
    }

    private let table: HTMLElement
    private var rows: [[Cell]] = []
    private(set) var isData = false

    private static let rowLimit = 3_000
    private static let columnLimit = 30

    init(_ table: HTMLElement) { self.table = table }

    /// Reads rows and cells; `content` makes the blocks of one cell.
    mutating func collect(_ content: (HTMLElement) -> [LayoutBlock]) {
        var reaching = [Int](repeating: 0, count: Self.columnLimit)
        for row in Self.rows(of: table) {
            guard rows.count < Self.rowLimit else { return }
            var cells: [Cell] = []
            var column = 0
            func fill() {
                while column < Self.columnLimit, reaching[column] > 0 {
                    reaching[column] -= 1
                    cells.append(Cell(blocks: [], isHeader: false, isTrailing: false, isFiller: true))
                    column += 1
                }
            }
            for case .element(let cell) in row.children where cell.tag == "td" || cell.tag == "th" {
                fill()
                if cell.isHidden || column >= Self.columnLimit { continue }
                let style = cell.inlineStyle
                let span = min(Self.count(cell, "colspan"), Self.columnLimit - column)
                let depth = Self.count(cell, "rowspan")
                for taken in column..<(column + span) where depth > 1 { reaching[taken] = depth - 1 }
                column += span
                cells.append(
                    Cell(
                        blocks: content(cell), isHeader: cell.tag == "th",
                        isTrailing: cell.attribute("align")?.lowercased() == "right"
                            || style.contains("text-align:right"), span: span))
            }
            fill()
            rows.append(cells)
        }
    }

    private static func count(_ cell: HTMLElement, _ name: String) -> Int {
        min(max(cell.attribute(name).flatMap { Int($0.trimmed) } ?? 1, 1), rowLimit)
    }

    private static func rows(of table: HTMLElement) -> [HTMLElement] {
        table.children.flatMap { child -> [HTMLElement] in
            guard case .element(let element) = child, !element.isHidden else { return [] }
            switch element.tag {
            case "tr": return [element]
            case "thead", "tbody", "tfoot": return rows(of: element)
            case "caption":
                return [
                    HTMLElement(
                        tag: "tr", attributes: [],
                        children: [
                            .element(HTMLElement(tag: "td", attributes: [], children: element.children))
                        ])
                ]
            default: return []
            }
        }
    }

    /// The blocks of the whole table.
    mutating func finished(width: Int, isPlain: Bool) -> [LayoutBlock] {
        if table.isHidden { return [] }
        let filled = rows.filter { $0.contains { !$0.blocks.isEmpty } }
        isData = looksLikeData(filled)
        if isData {
            let rows = filled.map { row in
                row.map {
                    LayoutTable.Cell(
                        runs: Self.bold($0.runs ?? [], $0.isHeader), isHeader: $0.isHeader,
                        isTrailing: $0.isTrailing, span: $0.span)
                }
            }
            return [LayoutBlock(content: .table(LayoutTable(rows: rows)), margin: 1)]
        }
        return filled.flatMap { Self.linear($0, width: width) }
    }

    private static func bold(_ runs: [InlineRun], _ isHeader: Bool) -> [InlineRun] {
        isHeader
            ? runs.map {
                InlineRun(text: $0.text, role: $0.role, emphasis: $0.emphasis.union(.bold), link: $0.link)
            } : runs
    }

    private func looksLikeData(_ rows: [[Cell]]) -> Bool {
        let role = table.attribute("role")?.lowercased()
        guard rows.count >= 2, role != "presentation", role != "none" else { return false }
        let counts = rows.map { $0.reduce(0) { $0 + $1.span } }
        let columns = counts.max() ?? 0
        guard columns >= 2, counts.filter({ $0 == columns }).count * 2 >= rows.count else { return false }
        // Cells that all lie over the same columns are one column.
        guard rows.contains(where: { $0.count >= 2 }) else { return false }
        var filled = 0
        var cells = 0
        for row in rows {
            for cell in row where !cell.isFiller {
                guard let runs = cell.runs else { return false }
                if runs.contains(where: { $0.text.contains("\n") && $0.text.utf8.count > 120 }) {
                    return false
                }
                let width = runs.reduce(0) { $0 + $1.text.utf8.count }
                if width > 240 { return false }
                cells += 1
                if width > 0 { filled += 1 }
            }
        }
        guard filled * 2 >= cells else { return false }
        if rows.contains(where: { $0.contains(where: \.isHeader) }) { return true }
        let border = table.attribute("border").map { !$0.trimmed.hasPrefix("0") } ?? false
        let isFull =
            rows.filter { $0.filter { !$0.blocks.isEmpty || $0.isFiller }.count >= 2 }.count * 4 >= rows.count
            * 3
        return border || isFull
    }

    /// Cells of a layout row: side by side when all are a few words, else one below the other.
    private static func linear(_ row: [Cell], width: Int) -> [LayoutBlock] {
        let filled = row.filter { !$0.blocks.isEmpty }
        if filled.count > 1 {
            let words = filled.compactMap(\.runs)
            let total =
                words.reduce(0) { $0 + $1.reduce(0) { $0 + $1.text.cellWidth } } + 3 * (words.count - 1)
            let isShort =
                words.count == filled.count && total <= width
                && !words.joined().contains(where: { $0.text.contains("\n") })
            if isShort {
                let joined = words.enumerated().flatMap { index, runs in
                    (index == 0 ? [] : [InlineRun(text: " · ", role: .dim, emphasis: [], link: nil)]) + runs
                }
                return [LayoutBlock(content: .paragraph(joined), margin: filled[0].blocks[0].margin)]
            }
        }
        return filled.flatMap(\.blocks)
    }
}

import CellText

/// Lays out HTML and plain text for a terminal.
public enum HTMLRenderer {
    /// Lines beyond this are cut off.
    public static let lineLimit = 20_000

    /// A page as styled lines.
    ///
    /// Lists, quotations with their level, headings, data tables in columns, layout tables one cell after the
    /// other, links numbered in order; pixels, spacers, hidden text and scripts are left out. Takes a time that
    /// grows with the length of the page, which is cut at 2 MB.
    ///
    /// - Parameter width: cells a line may take; less than 20 is treated as 20.
    public static func render(_ html: String, width: Int, options: RenderOptions = RenderOptions())
        -> RenderedText
    {
        let width = max(20, width)
        var builder = BlockBuilder(width: width, options: options)
        builder.build(HTMLTree.body(of: html))
        return Layout.text(of: builder.blocks, links: builder.links, width: width, options: options)
    }

    /// A plain body as styled lines: quotations with their level, links found, flowed paragraphs refilled, the
    /// signature dim.
    ///
    /// - Parameter text: LF line ends.
    public static func render(
        plain text: String, flow: TextFlow = .fixed, width: Int, options: RenderOptions = RenderOptions()
    ) -> RenderedText {
        let width = max(20, width)
        var builder = PlainBuilder(options: options)
        builder.build(text, flow: flow)
        return Layout.text(of: builder.blocks, links: builder.links, width: width, options: options)
    }

    /// The body to read: the HTML when `prefersHTML` and there is one, or when there is no text.
    public static func render(
        _ message: ParsedMessage, width: Int, options: RenderOptions = RenderOptions(),
        prefersHTML: Bool = true
    ) -> RenderedText {
        let hasText = message.text.utf8.contains { $0 > 0x20 }
        if let html = message.html, prefersHTML || !hasText {
            return render(html, width: width, options: options)
        }
        return render(plain: message.text, flow: message.flow, width: width, options: options)
    }
}

/// Blocks to lines.
enum Layout {
    static func text(
        of blocks: [LayoutBlock], links: [RenderedLink], width: Int, options: RenderOptions
    ) -> RenderedText {
        var lines: [RenderedLine] = []
        for block in blocks {
            if lines.count > HTMLRenderer.lineLimit { break }
            if block.margin > 0, !lines.isEmpty {
                let level = min(lines[lines.count - 1].quoteLevel, block.quote)
                lines.append(RenderedLine(spans: bar(level, options), quoteLevel: level))
            }
            append(block, to: &lines, width: width, options: options)
        }
        if lines.count > HTMLRenderer.lineLimit { lines.removeLast(lines.count - HTMLRenderer.lineLimit) }
        return RenderedText(lines: QuoteFolding.folded(lines, options: options), links: links)
    }

    static func bar(_ level: Int, _ options: RenderOptions) -> [RenderedSpan] {
        guard level > 0 else { return [] }
        let prefix = options.quotePrefix.first == "│" && options.isASCII ? "| " : options.quotePrefix
        return (1...min(level, 12)).map { RenderedSpan(prefix, role: .quoteBar($0)) }
    }

    private static func append(
        _ block: LayoutBlock, to lines: inout [RenderedLine], width: Int, options: RenderOptions
    ) {
        let bar = bar(block.quote, options)
        let barWidth = bar.reduce(0) { $0 + $1.text.cellWidth }
        let indent = min(block.indent, max(0, width / 2 - barWidth))
        let room = max(8, width - barWidth - indent)
        let content: [[RenderedSpan]]
        switch block.content {
        case .paragraph(let runs), .preformatted(let runs):
            if case .preformatted = block.content {
                content = Preformatted.lines(of: runs, width: room)
            } else {
                content = LineBreaker.lines(of: runs, width: room)
            }
        case .rule:
            content = [
                [
                    RenderedSpan(
                        String(
                            repeating: options.isASCII || options.isPlain ? "-" : "─", count: min(room, 60)),
                        role: .rule)
                ]
            ]
        case .table(let table): content = TableLayout.lines(of: table, width: room, options: options)
        }
        for (index, spans) in content.enumerated() {
            var line = bar
            if index == 0, !block.marker.isEmpty {
                let marker = block.marker.fitted(toCells: indent, alignment: .trailing)
                line.append(RenderedSpan(marker, role: .marker))
            } else if indent > 0 {
                line.append(RenderedSpan(String(repeating: " ", count: indent)))
            }
            lines.append(RenderedLine(spans: line + spans, quoteLevel: block.quote))
        }
    }
}

/// Text whose blanks and line breaks count.
enum Preformatted {
    static func lines(of runs: [InlineRun], width: Int) -> [[RenderedSpan]] {
        var lines: [[RenderedSpan]] = [[]]
        var used = 0
        for run in runs {
            for (index, piece) in run.text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                if index > 0 {
                    lines.append([])
                    used = 0
                }
                var rest = String(piece)
                while !rest.isEmpty {
                    let fitting = rest.clipped(toCells: max(0, width - used), ellipsis: "")
                    if fitting.isEmpty, used > 0 {
                        lines.append([])
                        used = 0
                        continue
                    }
                    let taken = fitting.isEmpty ? String(rest.prefix(1)) : fitting
                    lines[lines.count - 1].append(
                        RenderedSpan(taken, role: run.role, emphasis: run.emphasis, link: run.link))
                    used += taken.cellWidth
                    rest.removeFirst(min(rest.count, taken.count))
                    if lines.count > HTMLRenderer.lineLimit { return lines }
                }
            }
        }
        return lines
    }
}

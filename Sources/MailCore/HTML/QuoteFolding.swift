/// Puts one line in the place of quotations that nobody reads again.
enum QuoteFolding {
    static func folded(_ lines: [RenderedLine], options: RenderOptions) -> [RenderedLine] {
        guard options.foldsQuotesBeyond != nil || options.quotePreviewLines != nil else { return lines }
        var result: [RenderedLine] = []
        result.reserveCapacity(lines.count)
        var index = 0
        while index < lines.count {
            guard lines[index].quoteLevel > 0 else {
                result.append(lines[index])
                index += 1
                continue
            }
            var end = index
            while end < lines.count, lines[end].quoteLevel > 0 { end += 1 }
            result += quotation(Array(lines[index..<end]), options: options)
            index = end
        }
        return result
    }

    private static func quotation(_ lines: [RenderedLine], options: RenderOptions) -> [RenderedLine] {
        var shallow = lines
        if let limit = options.foldsQuotesBeyond {
            shallow = deepFolded(lines, beyond: limit, options: options)
        }
        guard let preview = options.quotePreviewLines, shallow.count > preview + 2 else { return shallow }
        let hidden = shallow[preview...].reduce(0) { $0 + max(1, $1.folded) }
        return shallow[..<preview] + [fold(hidden, level: 1, options: options)]
    }

    private static func deepFolded(
        _ lines: [RenderedLine], beyond limit: Int, options: RenderOptions
    ) -> [RenderedLine] {
        var result: [RenderedLine] = []
        var index = 0
        while index < lines.count {
            var end = index
            while end < lines.count, lines[end].quoteLevel > limit { end += 1 }
            if end - index > 1 {
                result.append(fold(end - index, level: limit + 1, options: options))
                index = end
            } else {
                result.append(lines[index])
                index += 1
            }
        }
        return result
    }

    private static func fold(_ count: Int, level: Int, options: RenderOptions) -> RenderedLine {
        let words = options.isASCII ? "... \(count) more lines" : "… \(count) more lines"
        return RenderedLine(
            spans: Layout.bar(level, options) + [RenderedSpan(words, role: .fold)], quoteLevel: level,
            folded: count)
    }
}

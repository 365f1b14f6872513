import CellText

/// Breaks one line into rows of a width.
public enum LineWrap {
    /// The rows as ranges of UTF-8 offsets into `line`, in order and without gaps; at least one.
    ///
    /// Breaks after white space where it can, which may hang over the edge, else between grapheme clusters.
    /// A cluster wider than the width gets a row of its own.
    ///
    /// - Parameter width: in cells; below 1 counts as 1.
    public static func rows(of line: some StringProtocol, width: Int) -> [Range<Int>] {
        let width = max(1, width)
        if line.utf8.count <= width { return [0..<line.utf8.count] }
        var breaker = Breaker(width: width)
        // In place where the text's bytes lie together, as they do but for a slice of something foreign.
        let isDone: ()? = line.utf8.withContiguousStorageIfAvailable { bytes in
            if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
                for byte in bytes { breaker.take(isSpace: byte == 0x20, bytes: 1, cells: 1) }
            } else {
                takeMixed(line, bytes, &breaker)
            }
        }
        if isDone == nil { takeClusters(line, from: line.startIndex, to: line.endIndex, &breaker) }
        return breaker.finished
    }

    /// An ASCII character before another one is a cluster by itself; only what is around others is looked at in full.
    private static func takeMixed<Text: StringProtocol>(
        _ line: Text, _ bytes: UnsafeBufferPointer<UInt8>, _ breaker: inout Breaker
    ) {
        func isPlain(_ at: Int) -> Bool { at >= bytes.count || (bytes[at] < 0x80 && bytes[at] != 0x0A) }
        var at = 0
        while at < bytes.count {
            if bytes[at] < 0x80, isPlain(at + 1) {
                breaker.take(isSpace: bytes[at] == 0x20 || bytes[at] == 0x09, bytes: 1, cells: 1)
                at += 1
                continue
            }
            var end = at + 1
            while end < bytes.count, !(bytes[end] < 0x80 && isPlain(end + 1)) { end += 1 }
            let utf8 = line.utf8
            let start = utf8.index(utf8.startIndex, offsetBy: at)
            takeClusters(line, from: start, to: utf8.index(start, offsetBy: end - at), &breaker)
            at = end
        }
    }

    private static func takeClusters<Text: StringProtocol>(
        _ line: Text, from start: Text.Index, to end: Text.Index, _ breaker: inout Breaker
    ) {
        for character in line[start..<end] {
            breaker.take(
                isSpace: character == " " || character == "\t", bytes: character.utf8.count,
                cells: CellWidth.of(character))
        }
    }

    private struct Breaker {
        let width: Int
        var rows: [Range<Int>] = []
        var rowStart = 0
        var at = 0
        var cells = 0
        /// The place after the last white space of the row, and the cells from there on.
        var wordStart: Int?
        var wordCells = 0

        init(width: Int) { self.width = width }

        mutating func take(isSpace: Bool, bytes: Int, cells count: Int) {
            if !isSpace, cells + count > width, at > rowStart {
                if let wordStart, wordStart > rowStart {
                    rows.append(rowStart..<wordStart)
                    rowStart = wordStart
                    cells = wordCells
                } else {
                    rows.append(rowStart..<at)
                    rowStart = at
                    cells = 0
                }
                wordStart = nil
                // A word that is itself too long goes on in the new row and breaks there.
                if cells + count > width, at > rowStart {
                    rows.append(rowStart..<at)
                    rowStart = at
                    cells = 0
                }
                wordCells = cells
            }
            at += bytes
            cells += count
            if isSpace {
                wordStart = at
                wordCells = 0
            } else {
                wordCells += count
            }
        }

        var finished: [Range<Int>] { rows + [rowStart..<at] }
    }
}

extension StyledLine {
    /// The line in rows of at most `width` cells, broken between words where possible; white space at a
    /// break is dropped.
    ///
    /// - Parameter indent: put before every row but the first, for quotes and list items.
    ///
    /// - Parameter limit: no more rows than this are wanted; the rest of a long line costs nothing then.
    public func wrapped(to width: Int, indent: [StyledSpan] = [], limit: Int = .max) -> [StyledLine] {
        if limit < 1 << 16 {
            // No row holds more bytes, but for letters with many marks.
            let most = (limit + 1) * max(8, width) * 8
            if spans.reduce(0, { $0 + $1.text.utf8.count }) > most {
                return Array(beginning(bytes: most).wrapped(to: width, indent: indent).prefix(limit))
            }
        }
        let whole = text
        if whole.utf8.count <= width || whole.cellWidth <= width { return [self] }
        let indentCells = indent.reduce(0) { $0 + $1.text.cellWidth }
        let rows = LineWrap.rows(of: whole, width: indent.isEmpty ? width : max(1, width - indentCells))
        return rows.enumerated().map { number, range in
            var row = slice(range)
            row.dropTrailingSpaces()
            return number == 0 ? row : StyledLine(indent + row.spans)
        }
    }

    /// About this many bytes of the line, cut between clusters.
    private func beginning(bytes: Int) -> StyledLine {
        var left = bytes
        var result: [StyledSpan] = []
        for span in spans where left > 0 {
            var piece = span
            let utf8 = span.text.utf8
            if utf8.count > left {
                piece.text = String(span.text[..<utf8.index(utf8.startIndex, offsetBy: left)])
            }
            left -= utf8.count
            result.append(piece)
        }
        return StyledLine(result)
    }

    /// The spans between two UTF-8 offsets of the text.
    func slice(_ range: Range<Int>) -> StyledLine {
        var result: [StyledSpan] = []
        var start = 0
        for span in spans {
            let count = span.text.utf8.count
            let first = max(range.lowerBound - start, 0)
            let last = min(range.upperBound - start, count)
            if first < last {
                var piece = span
                let utf8 = span.text.utf8
                let from = utf8.index(utf8.startIndex, offsetBy: first)
                piece.text = String(span.text[from..<utf8.index(from, offsetBy: last - first)])
                result.append(piece)
            }
            start += count
            if start >= range.upperBound { break }
        }
        return StyledLine(result)
    }

    private mutating func dropTrailingSpaces() {
        while let last = spans.indices.last {
            while spans[last].text.last == " " { spans[last].text.removeLast() }
            if !spans[last].text.isEmpty { return }
            spans.removeLast()
        }
    }
}

extension StyledText {
    /// All lines wrapped to `width` cells.
    public func wrapped(to width: Int) -> StyledText {
        StyledText(lines.flatMap { $0.wrapped(to: width) })
    }
}

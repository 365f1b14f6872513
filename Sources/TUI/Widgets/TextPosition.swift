/// A place in a text of lines. Offsets are bytes of UTF-8, always between grapheme clusters, so that a move
/// costs nothing in long lines.
public struct TextPosition: Hashable, Sendable, Comparable {
    public var line: Int
    public var offset: Int

    public init(line: Int, offset: Int) {
        self.line = line
        self.offset = offset
    }

    public static func < (one: TextPosition, other: TextPosition) -> Bool {
        (one.line, one.offset) < (other.line, other.offset)
    }
}

/// The lines of a text, and replacing a part of it.
struct TextLines: Hashable, Sendable {
    /// Never empty; without line ends.
    private(set) var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: "\n") }
    var byteCount: Int { lines.reduce(lines.count - 1) { $0 + $1.utf8.count } }
    var end: TextPosition { TextPosition(line: lines.count - 1, offset: lines[lines.count - 1].utf8.count) }

    func clamped(_ position: TextPosition) -> TextPosition {
        let line = max(0, min(position.line, lines.count - 1))
        let utf8 = lines[line].utf8
        let offset = max(0, min(position.offset, utf8.count))
        // Down to the start of the grapheme cluster.
        let index = utf8.index(utf8.startIndex, offsetBy: offset)
        if offset == utf8.count { return TextPosition(line: line, offset: offset) }
        let start = lines[line].startOfCluster(around: index)
        return TextPosition(line: line, offset: utf8.distance(from: utf8.startIndex, to: start))
    }

    func text(in range: Range<TextPosition>) -> String {
        let (from, to) = (range.lowerBound, range.upperBound)
        if from.line == to.line { return lines[from.line].slice(from.offset, to.offset) }
        var parts = [lines[from.line].slice(from.offset, nil)]
        parts += lines[from.line + 1..<to.line]
        parts.append(lines[to.line].slice(0, to.offset))
        return parts.joined(separator: "\n")
    }

    /// Puts text in place of a range; returns where the new text ends.
    mutating func replace(_ range: Range<TextPosition>, with text: String) -> TextPosition {
        let (from, to) = (range.lowerBound, range.upperBound)
        let isOneLine = !text.utf8.contains(0x0A)
        if isOneLine, from.line == to.line {
            lines[from.line].replaceUTF8(from.offset..<to.offset, with: text)
            return TextPosition(line: from.line, offset: from.offset + text.utf8.count)
        }
        var added = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let last = added.count - 1
        let endOffset = (last == 0 ? from.offset : 0) + added[last].utf8.count
        added[0] = lines[from.line].slice(0, from.offset) + added[0]
        added[last] += lines[to.line].slice(to.offset, nil)
        lines.replaceSubrange(from.line...to.line, with: added)
        return TextPosition(line: from.line + last, offset: endOffset)
    }

    func before(_ position: TextPosition) -> TextPosition {
        if position.offset > 0 {
            let line = lines[position.line]
            let index = line.utf8.index(line.utf8.startIndex, offsetBy: position.offset)
            return TextPosition(line: position.line, offset: line.offset(of: line.index(before: index)))
        }
        guard position.line > 0 else { return position }
        return TextPosition(line: position.line - 1, offset: lines[position.line - 1].utf8.count)
    }

    func after(_ position: TextPosition) -> TextPosition {
        let line = lines[position.line]
        if position.offset < line.utf8.count {
            let index = line.utf8.index(line.utf8.startIndex, offsetBy: position.offset)
            return TextPosition(line: position.line, offset: line.offset(of: line.index(after: index)))
        }
        guard position.line + 1 < lines.count else { return position }
        return TextPosition(line: position.line + 1, offset: 0)
    }

    /// The cluster that begins at the position; a line feed at the end of a line, nil at the very end.
    func character(at position: TextPosition) -> Character? {
        let line = lines[position.line]
        if position.offset < line.utf8.count {
            return line[line.utf8.index(line.utf8.startIndex, offsetBy: position.offset)]
        }
        return position.line + 1 < lines.count ? "\n" : nil
    }
}

extension String {
    func offset(of index: Index) -> Int { utf8.distance(from: utf8.startIndex, to: index) }

    func slice(_ from: Int, _ to: Int?) -> String {
        let start = utf8.index(utf8.startIndex, offsetBy: from)
        let end = to.map { utf8.index(utf8.startIndex, offsetBy: $0) } ?? endIndex
        return String(self[start..<end])
    }

    mutating func replaceUTF8(_ range: Range<Int>, with text: String) {
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        let end = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
        replaceSubrange(start..<end, with: text)
    }

    /// The start of the cluster that `index` lies in.
    fileprivate func startOfCluster(around index: Index) -> Index {
        // Index arithmetic rounds down to clusters by itself: one step forth and back does it.
        index < endIndex ? self.index(before: self.index(after: index)) : endIndex
    }
}

/// Paragraphs that a sender wrapped for the wire (RFC 3676), put together again.
public enum FlowedText {
    /// One logical line: its quote depth and its words.
    public struct Line: Hashable, Sendable {
        /// How many `>` stood in front.
        public var depth: Int
        public var text: String
    }

    /// The logical lines of a body: quote marks counted and taken off, soft breaks joined when `flow` says so.
    ///
    /// - Parameter text: LF line ends.
    public static func lines(of text: String, flow: TextFlow) -> [Line] {
        var result: [Line] = []
        var isOpen = false
        for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var (depth, rest) = unquoted(raw, isFlowed: flow != .fixed)
            guard case .flowed(let deletesSpace) = flow else {
                result.append(Line(depth: depth, text: String(rest)))
                continue
            }
            if rest.hasPrefix(" ") { rest = rest.dropFirst() }
            let isSignature = rest == "-- "
            let isSoft = rest.hasSuffix(" ") && !isSignature
            if isSoft, deletesSpace { rest = rest.dropLast() }
            if isOpen, !isSignature, let last = result.last, last.depth == depth {
                result[result.count - 1].text += rest
            } else {
                result.append(Line(depth: depth, text: String(rest)))
            }
            isOpen = isSoft
            depth = 0
        }
        return result
    }

    /// The quote marks in front of a line: `>>` and `> >` alike.
    static func unquoted(_ line: Substring, isFlowed: Bool) -> (depth: Int, rest: Substring) {
        var depth = 0
        var rest = line
        while rest.hasPrefix(">") {
            depth += 1
            rest = rest.dropFirst()
            if !isFlowed, rest.hasPrefix(" >") { rest = rest.dropFirst() }
        }
        if !isFlowed, depth > 0, rest.hasPrefix(" ") { rest = rest.dropFirst() }
        return (depth, rest)
    }
}

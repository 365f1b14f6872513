import TUI

/// Finds merge tags in a template's source, for colours and completion. What they mean is Outreach's.
enum MergeSource {
    enum Kind: Hashable, Sendable { case text, field, block, open }

    struct Piece: Hashable, Sendable {
        var text: String
        var kind: Kind
    }

    /// A line in pieces: text, `{{field}}`, `{{#if …}}` and an open `{{` that is not closed.
    static func pieces(_ line: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(line)
        while let open = rest.range(of: "{{") {
            if open.lowerBound > rest.startIndex {
                pieces.append(Piece(text: String(rest[..<open.lowerBound]), kind: .text))
            }
            guard let close = rest[open.upperBound...].range(of: "}}") else {
                pieces.append(Piece(text: String(rest[open.lowerBound...]), kind: .open))
                return pieces
            }
            let tag = String(rest[open.lowerBound..<close.upperBound])
            let inner = rest[open.upperBound..<close.lowerBound].drop { $0 == " " }
            let isBlock = inner.hasPrefix("#") || inner.hasPrefix("/") || inner.hasPrefix("else")
            pieces.append(Piece(text: tag, kind: isBlock ? .block : .field))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(Piece(text: String(rest), kind: .text)) }
        return pieces
    }

    /// What was typed of a field after the last `{{` that is still open; nil outside of one.
    static func openTag(_ before: String) -> String? {
        // No field's name is longer.
        let before =
            before.utf8.count > 512 ? String(decoding: before.utf8.suffix(512), as: UTF8.self) : before
        guard let open = before.lastRange(of: "{{") else { return nil }
        let inner = before[open.upperBound...]
        guard !inner.contains("}"), !inner.contains("|"), !inner.hasPrefix("#"), !inner.hasPrefix("/") else {
            return nil
        }
        let stem = inner.drop { $0 == " " }
        return stem.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" } ? String(stem) : nil
    }

    static func styled(_ line: String) -> StyledLine {
        StyledLine(
            pieces(line).map { piece in
                switch piece.kind {
                case .text: StyledSpan(piece.text, "text")
                case .field: StyledSpan(piece.text, "template.field")
                case .block: StyledSpan(piece.text, "template.block")
                case .open: StyledSpan(piece.text, "template.field")
                }
            })
    }
}

extension StringProtocol {
    /// The first place of two or more ASCII characters.
    fileprivate func range(of mark: String) -> Range<Index>? {
        let (bytes, mark) = (utf8, Array(mark.utf8))
        var at = bytes.startIndex
        while let first = bytes[at...].firstIndex(of: mark[0]) {
            if bytes[first...].starts(with: mark) {
                return first..<bytes.index(first, offsetBy: mark.count)
            }
            at = bytes.index(after: first)
        }
        return nil
    }
}

extension String {
    fileprivate func lastRange(of mark: String) -> Range<Index>? {
        let (bytes, mark) = (utf8, Array(mark.utf8))
        var end = bytes.endIndex
        while let first = bytes[..<end].lastIndex(of: mark[0]) {
            if bytes[first...].starts(with: mark) {
                return first..<bytes.index(first, offsetBy: mark.count)
            }
            end = first
        }
        return nil
    }
}

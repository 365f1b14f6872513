import MailCore

/// A draft as its recipient will see it, for the screen: lines with the places of merged values.
public struct DraftPreview: Hashable, Sendable {
    /// A line with what in it came from tags.
    public struct Line: Hashable, Sendable {
        public struct Mark: Hashable, Sendable {
            public var kind: MergeSpan.Kind
            /// In characters of the line.
            public var range: Range<Int>

            public init(kind: MergeSpan.Kind, range: Range<Int>) {
                self.kind = kind
                self.range = range
            }
        }

        public var text: String
        public var marks: [Mark]
    }

    public var to: String
    public var subject: Line
    public var body: [Line]
    public var missing: [String]
    public var problems: [ComposeProblem]
    public var warnings: [TemplateDiagnostic]

    /// Nothing keeps it from being sent.
    public var isSendable: Bool { problems.isEmpty }

    /// Fills the draft of `request` for its contact.
    public init(_ request: ComposeRequest) {
        let merged = MergedDraft(request)
        to = merged.to.map(\.formatted).joined(separator: ", ")
        subject = Self.lines(merged.subject).first ?? Line(text: "", marks: [])
        body = Self.lines(merged.body)
        if request.form != .html {
            let signed = MailBodies.signed(merged.body.text, request)
            // The signature is added behind or between: lines of the merged text keep their marks.
            if signed != merged.body.text { body = Self.withSignature(body, signed) }
        }
        missing = merged.missing
        problems = merged.problems
        warnings = merged.warnings
    }

    private static func withSignature(_ lines: [Line], _ signed: String) -> [Line] {
        var rest = lines[...]
        return signed.split(separator: "\n", omittingEmptySubsequences: false).map { text in
            if let first = rest.first, first.text == text { return rest.removeFirst() }
            return Line(text: String(text), marks: [])
        }
    }

    static func lines(_ rendered: Rendered) -> [Line] {
        let bytes = Array(rendered.text.utf8)
        var result: [Line] = []
        var start = 0
        var spans = rendered.spans[...]
        while start <= bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            var marks: [Line.Mark] = []
            while let span = spans.first, span.output.lowerBound <= end {
                let low = max(span.output.lowerBound, start)
                let high = min(span.output.upperBound, end)
                if high > low || (span.output.isEmpty && span.output.lowerBound >= start) {
                    let before = String(decoding: bytes[start..<min(low, bytes.count)], as: UTF8.self).count
                    let count = high > low ? String(decoding: bytes[low..<high], as: UTF8.self).count : 0
                    marks.append(Line.Mark(kind: span.kind, range: before..<(before + count)))
                }
                if span.output.upperBound > end { break }
                spans.removeFirst()
            }
            result.append(Line(text: String(decoding: bytes[start..<end], as: UTF8.self), marks: marks))
            start = end + 1
        }
        return result
    }
}

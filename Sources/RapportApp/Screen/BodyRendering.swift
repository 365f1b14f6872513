import AppUI
import MailCore
import Outreach

/// Mails laid out for the reader of the screen.
enum BodyRendering {
    /// - Parameters:
    ///   - message: nil when the bytes are not here: `text` stands in.
    ///   - width: in cells, the bars of quotations among them.
    ///   - hub: the address of the user's own hub: links to it are tracked ones, of which nobody is warned.
    static func body(
        _ message: ParsedMessage?, text: String, width: Int, isASCII: Bool, hub: String? = nil
    ) -> RenderedBody {
        var options = RenderOptions()
        // The reader folds by itself, and draws the bars in its own colours.
        options.foldsQuotesBeyond = nil
        options.isASCII = isASCII
        guard let message else {
            let rendered = HTMLRenderer.render(plain: text, width: width, options: options)
            return body(rendered, notes: ["only the text is here; the rest comes with the next sync"])
        }
        let rendered = HTMLRenderer.render(message, width: width, options: options)
        return body(rendered, notes: notes(message, rendered, hub))
    }

    private static func body(_ rendered: RenderedText, notes: [String]) -> RenderedBody {
        RenderedBody(
            lines: rendered.lines.map(line), links: rendered.links.map(\.target), notes: notes)
    }

    private static func line(_ line: RenderedLine) -> BodyLine {
        var spans: [BodySpan] = []
        for span in line.spans {
            if case .quoteBar = span.role { continue }
            spans.append(BodySpan(span.text, role(span)))
        }
        return BodyLine(spans, quoteLevel: line.quoteLevel)
    }

    private static func role(_ span: RenderedSpan) -> BodyRole {
        if span.role == .linkNumber { return .linkNumber(span.link ?? 0) }
        if let link = span.link { return .link(link) }
        switch span.role {
        case .heading: return .heading
        case .code: return .code
        case .dim, .image, .fold: return .dim
        case .rule: return .rule
        case .signature: return .signature
        case .body, .quote, .quoteBar, .marker, .linkNumber: break
        }
        if span.emphasis.contains(.bold) { return .bold }
        return span.emphasis.contains(.italic) ? .italic : .body
    }

    private static func notes(_ message: ParsedMessage, _ rendered: RenderedText, _ hub: String?) -> [String]
    {
        var notes: [String] = []
        let pictures = message.html.map(remotePictures) ?? 0
        if pictures > 0 { notes.append("\(pictures) remote image\(pictures == 1 ? "" : "s") not loaded") }
        notes += words(message.problems)
        let deceptive = rendered.links.filter { $0.isDeceptive && !isOwn($0.target, hub) }.map {
            "[\($0.number)]"
        }
        if !deceptive.isEmpty {
            notes.append("\(deceptive.joined(separator: " ")) leads elsewhere than it says")
        }
        return notes
    }

    /// It leads to the user's own hub, which redirects to nothing but what the user wrote.
    static func isOwn(_ target: String, _ hub: String?) -> Bool {
        guard var base = hub?.lowercased(), base.hasPrefix("http") else { return false }
        while let last = base.last, last == "/" || last == " " { base.removeLast() }
        return target.lowercased().hasPrefix(base + "/")
    }

    /// What could not be read of a broken mail, each once.
    static func words(_ problems: [MIMEProblem]) -> [String] {
        var words: [String] = []
        for problem in problems {
            let note =
                switch problem {
                case .noBoundary, .unparsable: "this mail is broken: here is its text as it came"
                case .textCutOff: "the text is longer than what is shown"
                case .noHeaders: "this mail came without a head"
                case .junkInHeaders: "some lines of its head make no sense and are left out"
                case .tooManyParts: "it has more parts than are shown"
                case .nestedTooDeep: "its parts are nested too deep: the innermost are not shown"
                case .unreadableDate: "its date cannot be read: the time of arrival stands for it"
                case .messageTooLarge: "it is too large: only its beginning was read"
                }
            if !words.contains(note) { words.append(note) }
        }
        return words
    }

    /// How many pictures the page would fetch.
    static func remotePictures(_ html: String) -> Int {
        let bytes = Array(html.utf8)
        var count = 0
        var index = 0
        while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = open + 1
            let tag = bytes[open...].prefix(4).map { $0 | 0x20 }
            guard tag.elementsEqual("<img".utf8.map { $0 | 0x20 }) else { continue }
            let end =
                bytes[open...].prefix(4096).firstIndex(of: UInt8(ascii: ">")) ?? min(bytes.count, open + 4096)
            let text = String(decoding: bytes[open..<end], as: UTF8.self).lowercased()
            if text.contains("http://") || text.contains("https://") { count += 1 }
            index = end
        }
        return count
    }
}

/// The words of Authentication-Results (RFC 8601).
enum AuthenticationWords {
    /// - Parameter headers: as they stand in the message, the newest first. Only the first counts: it is the one that
    ///   the user's own server wrote.
    static func marks(_ headers: [String]) -> [AuthenticationMark] {
        guard let header = headers.first?.lowercased() else { return [] }
        var marks: [AuthenticationMark] = []
        for clause in header.split(separator: ";") {
            let word = clause.drop { $0.isWhitespace }.prefix { !$0.isWhitespace && $0 != "(" }
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let name = names[String(parts[0])], parts[1] != "none" else { continue }
            if !marks.contains(where: { $0.method == name }) {
                marks.append(AuthenticationMark(method: name, passed: parts[1] == "pass"))
            }
        }
        return marks
    }

    private static let names = ["dkim": "DKIM", "spf": "SPF", "dmarc": "DMARC"]
}

extension MergePreview {
    /// A filled draft as the composer shows it.
    init(_ preview: DraftPreview) {
        var errors: [MergeError] = []
        for case .template(let part, let fault) in preview.problems {
            errors.append(
                MergeError(
                    line: part == .subject ? 0 : fault.line, column: fault.column, message: fault.message))
        }
        self.init(
            subject: Self.spans(preview.subject), body: preview.body.map(Self.spans),
            missing: preview.missing, errors: errors)
    }

    private static func spans(_ line: DraftPreview.Line) -> [PreviewSpan] {
        let text = Array(line.text)
        var spans: [PreviewSpan] = []
        var place = 0
        for mark in line.marks where mark.range.lowerBound >= place && mark.range.upperBound <= text.count {
            if mark.range.lowerBound > place {
                spans += words(text[place..<mark.range.lowerBound])
            }
            let kind: PreviewSpan.Kind =
                switch mark.kind {
                case .value: .filled
                case .fallback: .fallback
                case .missing, .broken: .missing
                }
            if !mark.range.isEmpty { spans.append(PreviewSpan(String(text[mark.range]), kind)) }
            place = mark.range.upperBound
        }
        if place < text.count { spans += words(text[place...]) }
        return spans
    }

    /// Text between merge values: `[words](address)` shows as the words, as in the mail.
    private static func words(_ text: ArraySlice<Character>) -> [PreviewSpan] {
        var spans: [PreviewSpan] = []
        var plain = text.startIndex
        var index = text.startIndex
        while let open = text[index...].firstIndex(of: "["), let close = text[open...].firstIndex(of: "]"),
            let end = text[close...].firstIndex(of: ")")
        {
            index = text.index(after: open)
            let target = String(text[close..<end].dropFirst(2)).lowercased()
            let isLink =
                text[close...].dropFirst().first == "(" && close > index
                && ["http://", "https://", "mailto:", "tel:"].contains { target.hasPrefix($0) }
            guard isLink else { continue }
            if plain < open { spans.append(PreviewSpan(String(text[plain..<open]))) }
            spans.append(PreviewSpan(String(text[index..<close]), .link))
            plain = text.index(after: end)
            index = plain
        }
        if plain < text.endIndex { spans.append(PreviewSpan(String(text[plain...]))) }
        return spans
    }
}

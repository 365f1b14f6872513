import CellText

/// Breaks runs into lines by cells: at blanks, around wide characters, and inside words that fit no line.
struct LineBreaker {
    private let width: Int
    private var lines: [[RenderedSpan]] = []
    private var line: [RenderedSpan] = []
    private var used = 0
    private var word: [RenderedSpan] = []
    private var wordWidth = 0
    private var gap: InlineRun?

    /// - Parameter width: cells a line may take, at least 1.
    init(width: Int) { self.width = max(1, width) }

    /// The lines of a paragraph; an LF in a run forces a break.
    static func lines(of runs: [InlineRun], width: Int) -> [[RenderedSpan]] {
        var breaker = LineBreaker(width: width)
        for run in runs { breaker.add(run) }
        return breaker.finish()
    }

    private mutating func add(_ run: InlineRun) {
        var text = run.text
        let isASCII = text.withUTF8 { $0.allSatisfy { $0 < 0x80 } }
        if isASCII { addASCII(text, run) } else { addCharacters(text, run) }
    }

    private mutating func addASCII(_ text: String, _ run: InlineRun) {
        let utf8 = text.utf8
        var start = utf8.startIndex
        var index = start
        while index < utf8.endIndex {
            let byte = utf8[index]
            if byte == 0x20 || byte == 0x0A {
                if start < index { append(text[start..<index], utf8.distance(from: start, to: index), run) }
                endWord()
                if byte == 0x0A { endLine() } else { gap = run }
                start = utf8.index(after: index)
            }
            index = utf8.index(after: index)
        }
        if start < utf8.endIndex {
            append(text[start...], utf8.distance(from: start, to: utf8.endIndex), run)
        }
    }

    private mutating func addCharacters(_ text: String, _ run: InlineRun) {
        var start = text.startIndex
        var pending = 0
        var index = start
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            let lead = text.utf8[index]
            if lead == 0x20 || lead == 0x0A {
                if start < index { append(text[start..<index], pending, run) }
                endWord()
                if lead == 0x20 { gap = run } else { endLine() }
                start = next
                pending = 0
            } else {
                let cells = lead < 0x80 ? CellWidth.of(character) : Self.width(of: character)
                if cells == 2, Self.breaksAround(character) {
                    if start < index { append(text[start..<index], pending, run) }
                    if !Self.clings(character) { endWord() }
                    append(text[index..<next], cells, run)
                    start = next
                    pending = 0
                } else {
                    pending += cells
                }
            }
            index = next
        }
        if start < text.endIndex { append(text[start...], pending, run) }
    }

    private mutating func append(_ text: Substring, _ cells: Int, _ run: InlineRun) {
        if wordWidth + cells > width { return split(text, run) }
        if var last = word.last, last.role == run.role, last.emphasis == run.emphasis, last.link == run.link {
            last.text += text
            word[word.count - 1] = last
        } else {
            word.append(RenderedSpan(String(text), role: run.role, emphasis: run.emphasis, link: run.link))
        }
        wordWidth += cells
    }

    /// A word that is wider than a line goes on over several, without a gap.
    private mutating func split(_ text: Substring, _ run: InlineRun) {
        endWord()
        var piece = ""
        var cells = 0
        for character in text {
            let width = CellWidth.of(character)
            if used + (gap == nil || line.isEmpty ? 0 : 1) + cells + width > self.width,
                !(piece.isEmpty && line.isEmpty)
            {
                if !piece.isEmpty { place(piece, cells, run) }
                piece = ""
                cells = 0
                endLine()
            }
            piece.append(character)
            cells += width
        }
        if !piece.isEmpty { place(piece, cells, run) }
    }

    private mutating func place(_ text: String, _ cells: Int, _ run: InlineRun) {
        word = [RenderedSpan(text, role: run.role, emphasis: run.emphasis, link: run.link)]
        wordWidth = cells
        endWord()
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        let space = gap != nil && !line.isEmpty ? 1 : 0
        if used + space + wordWidth > width, !line.isEmpty {
            breakLine()
        } else if space == 1, let gap {
            appendSpan(RenderedSpan(" ", role: gap.role, emphasis: gap.emphasis, link: gap.link))
            used += 1
        }
        for span in word { appendSpan(span) }
        used += wordWidth
        word = []
        wordWidth = 0
        gap = nil
    }

    private mutating func appendSpan(_ span: RenderedSpan) {
        if let last = line.last, last.role == span.role, last.link == span.link,
            last.emphasis == span.emphasis || span.text == " "
        {
            line[line.count - 1].text += span.text
        } else {
            line.append(span)
        }
    }

    private mutating func endLine() {
        endWord()
        breakLine()
    }

    private mutating func breakLine() {
        lines.append(line)
        line = []
        used = 0
        gap = nil
    }

    private mutating func finish() -> [[RenderedSpan]] {
        endWord()
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// Wide characters of scripts without blanks; emoji stay with their word.
    private static func breaksAround(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first?.value else { return false }
        return (0x2E80...0xA4CF).contains(scalar) || (0xF900...0xFAFF).contains(scalar)
            || (0xFE30...0xFE4F).contains(scalar) || (0xFF01...0xFF60).contains(scalar)
            || (0x20000...0x3FFFF).contains(scalar)
    }

    /// Han, kana and hangul syllables standing alone are two cells, without a look-up.
    private static func width(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        if let first = scalars.first?.value, scalars.index(after: scalars.startIndex) == scalars.endIndex,
            (0x3041...0x3096).contains(first) || (0x30A1...0x30FA).contains(first)
                || (0x4E00...0x9FFF).contains(first) || (0xAC00...0xD7A3).contains(first)
        {
            return 2
        }
        return CellWidth.of(character)
    }

    /// Characters that must not begin a line.
    private static func clings(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first?.value, scalar >= 0x3001 else { return false }
        return closing.contains(scalar)
    }

    private static let closing = Set(
        "、。，．・：；？！）］｝〉》」』】〕〗ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ".unicodeScalars.map(\.value))
}

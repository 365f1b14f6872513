import CellText

/// Turns a plain body into blocks: quotations, links, the signature.
struct PlainBuilder {
    private let options: RenderOptions
    private var registry = LinkRegistry()
    private(set) var blocks: [LayoutBlock] = []

    init(options: RenderOptions) { self.options = options }

    var links: [RenderedLink] { registry.links }

    mutating func build(_ text: String, flow: TextFlow) {
        var isSignature = false
        var blanks = 0
        let lines = FlowedText.lines(of: String(text.prefix(2 << 20)), flow: flow)
        for line in lines.prefix(HTMLRenderer.lineLimit) {
            let words = InlineText.preserved(line.text)
            let isBlank = words.utf8.allSatisfy { $0 <= 0x20 }
            if isBlank {
                blanks += 1
                if blanks > 2 || blocks.isEmpty { continue }
            } else {
                blanks = 0
            }
            if line.depth > 0 { isSignature = false }
            if line.depth == 0, words == "-- " || words == "--" { isSignature = true }
            add(isBlank ? "" : words, depth: min(line.depth, 12), isSignature: isSignature)
        }
        while let last = blocks.last, last.runs?.allSatisfy({ $0.text == "\n" }) == true {
            blocks.removeLast()
        }
    }

    private mutating func add(_ line: String, depth: Int, isSignature: Bool) {
        let role: TextRole = isSignature ? .signature : depth > 0 ? .quote(depth) : .body
        guard !line.isEmpty else {
            blocks.append(
                LayoutBlock(
                    content: .paragraph([InlineRun(text: "\n", role: role, emphasis: [], link: nil)]),
                    quote: depth))
            return
        }
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        let indent = line.prefix { $0 == " " }.count
        let runs = runs(of: String(line.dropFirst(indent)), role: role)
        // Tables and pictures drawn with blanks only survive when blanks are kept.
        let keepsBlanks = line.dropFirst(indent).contains("  ")
        let content: LayoutBlock.Content = keepsBlanks ? .preformatted(runs) : .paragraph(runs)
        blocks.append(LayoutBlock(content: content, quote: depth, indent: indent))
    }

    private mutating func runs(of line: String, role: TextRole) -> [InlineRun] {
        var result: [InlineRun] = []
        var position = line.startIndex
        for link in LinkScanner.links(in: line) {
            guard let number = registry.number(of: link.target) else { continue }
            let words = String(line[link.range])
            if position < link.range.lowerBound {
                result.append(
                    InlineRun(
                        text: String(line[position..<link.range.lowerBound]), role: role, emphasis: [],
                        link: nil))
            }
            registry.label(number, with: words)
            result.append(InlineRun(text: words, role: role, emphasis: [], link: number))
            if options.showsLinkNumbers {
                result.append(InlineRun(text: " [\(number)]", role: .linkNumber, emphasis: [], link: nil))
            }
            position = link.range.upperBound
        }
        if position < line.endIndex {
            result.append(InlineRun(text: String(line[position...]), role: role, emphasis: [], link: nil))
        }
        return result
    }
}

import CellText

/// Walks a page and collects its blocks: the part of a browser's layout that a terminal can show.
struct BlockBuilder {
    private struct Look {
        var role: TextRole = .body
        var emphasis: TextEmphasis = []
        var link: Int?
        var isPreformatted = false
        var quote = 0
        var indent = 0
        var listDepth = 0
    }

    private let width: Int
    private let options: RenderOptions
    private var registry = LinkRegistry()
    private(set) var blocks: [LayoutBlock] = []
    private var runs: [InlineRun] = []
    private var endsInSpace = true
    private var marker = ""
    private var margin = 0
    private var textLimit = 1 << 20

    init(width: Int, options: RenderOptions) {
        self.width = width
        self.options = options
    }

    var links: [RenderedLink] { registry.links }

    mutating func build(_ body: HTMLElement) {
        let look = Look()
        children(body, look)
        flush(look)
    }

    // MARK: - Inline

    private mutating func children(_ element: HTMLElement, _ look: Look) {
        for child in element.children {
            switch child {
            case .text(let text): add(text, look)
            case .element(let element): visit(element, look)
            }
        }
    }

    private mutating func add(_ text: String, _ look: Look) {
        guard textLimit > 0 else { return }
        textLimit -= text.utf8.count
        if look.isPreformatted {
            let clean = InlineText.preserved(text)
            if !clean.isEmpty { append(clean, look) }
            return
        }
        let clean = InlineText.collapsed(text, startsAfterSpace: endsInSpace)
        guard !clean.isEmpty else { return }
        endsInSpace = clean.hasSuffix(" ")
        append(clean, look)
    }

    private mutating func append(_ text: String, _ look: Look) {
        let role = look.quote > 0 && look.role == .body ? TextRole.quote(look.quote) : look.role
        if let last = runs.last, last.role == role, last.emphasis == look.emphasis, last.link == look.link {
            runs[runs.count - 1].text += text
        } else {
            runs.append(InlineRun(text: text, role: role, emphasis: look.emphasis, link: look.link))
        }
    }

    /// Ends the current block.
    private mutating func flush(_ look: Look) {
        defer {
            runs = []
            endsInSpace = true
        }
        if !look.isPreformatted {
            while let last = runs.last, last.text.hasSuffix(" ") || last.text.hasSuffix("\n") {
                runs[runs.count - 1].text.removeLast()
                if runs[runs.count - 1].text.isEmpty { runs.removeLast() }
            }
        }
        let hasWords = runs.contains { $0.text.utf8.contains { $0 > 0x20 } }
        guard hasWords else { return }
        push(look.isPreformatted ? .preformatted(runs) : .paragraph(runs), look)
    }

    private mutating func push(_ content: LayoutBlock.Content, _ look: Look) {
        blocks.append(
            LayoutBlock(
                content: content, quote: look.quote, indent: look.indent, marker: marker, margin: margin))
        marker = ""
        margin = 0
    }

    // MARK: - Elements

    private mutating func visit(_ element: HTMLElement, _ look: Look) {
        if element.isHidden { return }
        var look = look
        switch element.tag {
        case "br":
            if endsInSpace, let last = runs.last, last.text.hasSuffix(" ") {
                runs[runs.count - 1].text.removeLast()
            }
            append("\n", look)
            endsInSpace = true
        case "b", "strong": inline(element, look, adding: .bold)
        case "i", "em", "cite", "var", "dfn": inline(element, look, adding: .italic)
        case "u", "ins": inline(element, look, adding: .underline)
        case "s", "strike", "del": inline(element, look, adding: .strikethrough)
        case "code", "tt", "kbd", "samp":
            look.role = .code
            children(element, look)
        case "a": anchor(element, look)
        case "img": picture(element, look)
        case "span", "font", "small", "big", "sub", "sup", "label", "abbr", "q", "mark", "time", "bdi", "bdo",
            "center":
            styled(element, look)
        case "hr":
            flush(look)
            push(.rule, look)
        case "table": table(element, look)
        case "input", "button", "select", "textarea", "col", "colgroup", "caption": form(element, look)
        default: block(element, look)
        }
    }

    private mutating func inline(_ element: HTMLElement, _ look: Look, adding emphasis: TextEmphasis) {
        var look = look
        look.emphasis.insert(emphasis)
        children(element, look)
    }

    private mutating func styled(_ element: HTMLElement, _ look: Look) {
        let look = looked(element, look)
        if element.tag == "center" || element.inlineStyle.contains("display:block") {
            flush(look)
            children(element, look)
            flush(look)
        } else {
            children(element, look)
        }
    }

    private func looked(_ element: HTMLElement, _ look: Look) -> Look {
        var look = look
        let style = element.inlineStyle
        if style.isEmpty { return look }
        if style.contains("font-weight:bold") || style.contains("font-weight:700")
            || style.contains("font-weight:600")
        {
            look.emphasis.insert(.bold)
        }
        if style.contains("font-weight:normal") || style.contains("font-weight:400") {
            look.emphasis.remove(.bold)
        }
        if style.contains("font-style:italic") { look.emphasis.insert(.italic) }
        if style.contains("line-through") { look.emphasis.insert(.strikethrough) }
        return look
    }

    private mutating func form(_ element: HTMLElement, _ look: Look) {
        if element.tag == "button" || element.tag == "caption" { children(element, look) }
    }

    private mutating func anchor(_ element: HTMLElement, _ look: Look) {
        var inner = looked(element, look)
        guard look.link == nil, let target = element.attribute("href"),
            let number = registry.number(of: target)
        else {
            return children(element, inner)
        }
        inner.link = number
        let isBlock = element.inlineStyle.contains("display:block")
        if isBlock { flush(look) }
        let blocksBefore = blocks.count
        let runsBefore = runs.count
        let lengthBefore = runs.last?.text.utf8.count ?? 0
        children(element, inner)
        var words = blocks[min(blocksBefore, blocks.count)...].compactMap(\.runs).joined()
            .filter { $0.link == number }.map(\.text).joined(separator: " ")
        words += runs.filter { $0.link == number }.map(\.text).joined()
        let isUnchanged =
            blocks.count == blocksBefore && runs.count == runsBefore
            && (runs.last?.text.utf8.count ?? 0) == lengthBefore
        if isUnchanged || words.trimmed.isEmpty {
            registry.drop(number)
        } else {
            registry.label(number, with: words)
            mark(number, words: words, look)
        }
        if isBlock { flush(look) }
    }

    /// Puts `[1]` behind the words of a link, in front of the blank that ends them.
    private mutating func mark(_ number: Int, words: String, _ look: Look) {
        guard options.showsLinkNumbers else { return }
        if options.isPlain, let target = registry.links.first(where: { $0.number == number })?.target {
            let plain = words.collapsed
            if plain == target || "mailto:" + plain == target { return }
        }
        var tail = ""
        if let last = runs.last, last.link == number, last.text.hasSuffix(" ") {
            runs[runs.count - 1].text.removeLast()
            tail = " "
        }
        let label = InlineRun(text: " [\(number)]" + tail, role: .linkNumber, emphasis: [], link: nil)
        if runs.isEmpty, let last = blocks.indices.last, let before = blocks[last].runs {
            blocks[last].content = .paragraph(before + [label])
        } else {
            runs.append(label)
        }
    }

    private mutating func picture(_ element: HTMLElement, _ look: Look) {
        if element.isTracker { return }
        let alt = (element.attribute("alt") ?? "").collapsed
        guard !alt.isEmpty, alt.utf8.count < 400 else { return }
        var look = look
        look.role = .image
        add(alt, look)
    }

    // MARK: - Blocks

    private mutating func block(_ element: HTMLElement, _ look: Look) {
        var inner = looked(element, look)
        let isLoose = Self.loose.contains(element.tag)
        flush(look)
        if isLoose { margin = 1 }
        switch element.tag {
        case "h1", "h2", "h3", "h4", "h5", "h6":
            inner.role = .heading(Int(element.tag.dropFirst()) ?? 1)
            inner.emphasis.remove(.bold)
        case "pre", "listing", "xmp", "plaintext":
            inner.isPreformatted = true
            inner.role = .code
        case "blockquote":
            inner.quote = min(look.quote + 1, 12)
        case "ul", "ol", "menu", "dir":
            if look.listDepth > 0 { margin = 0 }
            list(element, inner)
            flush(inner)
            margin = look.listDepth > 0 ? 0 : 1
            return
        case "dd": inner.indent += 4
        case "fieldset", "address": break
        default: break
        }
        if isDivider(element) {
            push(.rule, look)
            margin = 0
        }
        children(element, inner)
        flush(inner)
        if isLoose { margin = 1 }
    }

    private static let loose: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "dl", "hr", "fieldset",
        "figure", "menu", "dir",
    ]

    /// The line that Outlook draws over a quoted mail.
    private func isDivider(_ element: HTMLElement) -> Bool {
        guard element.tag == "div" else { return false }
        let style = element.inlineStyle
        return style.contains("border-top:solid#") && style.contains("border:none")
    }

    private mutating func list(_ element: HTMLElement, _ look: Look) {
        var number = element.attribute("start").flatMap { Int($0.trimmed) } ?? 1
        number = min(max(number, -9_999), 999_999)
        let bullets = options.isASCII || options.isPlain ? ["-", "*", "+"] : ["•", "◦", "▪"]
        var inner = look
        inner.listDepth += 1
        let isOrdered = element.tag == "ol"
        let count = element.children.count
        let markerWidth = isOrdered ? String(number + count).utf8.count + 2 : 2
        inner.indent += markerWidth + (look.listDepth == 0 ? 2 : 1)
        for child in element.children {
            guard case .element(let item) = child, !item.isHidden else { continue }
            flush(inner)
            if item.tag == "li" {
                let sign = isOrdered ? "\(number). " : bullets[min(look.listDepth, 2)] + " "
                marker = sign
                number += 1
                children(item, looked(item, inner))
                flush(inner)
                marker = ""
                margin = 0
            } else {
                visit(item, inner)
            }
        }
    }

    // MARK: - Tables

    private mutating func table(_ element: HTMLElement, _ look: Look) {
        flush(look)
        let outer = (blocks: blocks, marker: marker, margin: margin)
        (blocks, marker, margin) = ([], "", 0)
        var collector = TableCollector(element)
        collector.collect { cell in
            var inner = Look()
            inner.link = look.link
            inner.role = look.role
            inner.emphasis = look.emphasis
            blocks = []
            margin = 0
            children(cell, looked(cell, inner))
            flush(inner)
            return blocks
        }
        (blocks, marker, margin) = outer
        for var block in collector.finished(
            width: max(8, width - look.indent - look.quote * 2), isPlain: options.isPlain)
        {
            block.quote = min(block.quote + look.quote, 12)
            block.indent += look.indent
            block.margin = max(block.margin, margin)
            if block.marker.isEmpty, !marker.isEmpty { block.marker = marker }
            marker = ""
            margin = 0
            if look.quote > 0 { block.quoteBody(look.quote) }
            blocks.append(block)
        }
        margin = collector.isData ? 1 : margin
    }
}

extension LayoutBlock {
    /// Plain words of a cell inside a quotation are quoted words.
    fileprivate mutating func quoteBody(_ level: Int) {
        guard case .paragraph(let runs) = content else { return }
        content = .paragraph(
            runs.map { run in
                var run = run
                if run.role == .body { run.role = .quote(level) }
                return run
            })
    }
}

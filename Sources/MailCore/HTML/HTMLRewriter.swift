import CGumbo

/// Changes a page in place by its parse tree: link targets and a picture at the end; every other byte stays.
public enum HTMLRewriter {
    /// One link of a page that may be tracked.
    public struct Link: Hashable, Sendable {
        /// Counted from 0 over the links that are handed out, in document order.
        public var index: Int
        /// The target as the browser would read it (entities resolved), http or https.
        public var url: String
        /// The words of the link, white space collapsed.
        public var text: String
    }

    /// Hands every http and https link to `target` and puts the answer in its place; nil leaves the link.
    ///
    /// Never handed out: `mailto:`, `tel:`, fragments and other schemes, and links marked as unsubscribing
    /// (`data-rapport="keep"`, `data-unsubscribe`, a `rel` or `class` with `unsubscribe`).
    ///
    /// - Parameters:
    ///   - pixel: the URL of a picture to show at the end of the body, one cell wide and invisible.
    ///   - trap: the URL of a link at the end of the body that no person can see, hear or reach with a key.
    public static func rewrite(
        _ html: String, pixel: String? = nil, trap: String? = nil, target: (Link) -> String?
    ) -> String {
        let ending = (trap.map(hiddenLink) ?? "") + (pixel.map(image) ?? "")
        let bytes = Array(html.utf8)
        // What is too large or too deep for the tree goes out as it was written: a mail is never cut short.
        guard HTMLGuard.bounded(bytes) == bytes else { return html + ending }
        var edits: [Edit] = []
        _ = HTMLTree.withRoot(of: bytes) { root in
            bytes.withUnsafeBytes { source in
                var collector = LinkCollector(source: source)
                collector.walk(root, depth: 0)
                for link in collector.links {
                    if let replacement = target(link.link) {
                        edits.append(
                            Edit(range: link.range, bytes: Array("\"\(HTMLText.escaped(replacement))\"".utf8))
                        )
                    }
                }
                if !ending.isEmpty {
                    let end = collector.bodyEnd ?? bytes.count
                    edits.append(Edit(range: end..<end, bytes: Array(ending.utf8)))
                }
            }
        }
        return String(decoding: Edit.applied(edits, to: bytes), as: UTF8.self)
    }

    private static func hiddenLink(_ url: String) -> String {
        "<a href=\"\(HTMLText.escaped(url))\" style=\"display:none\" tabindex=\"-1\" aria-hidden=\"true\"></a>"
    }

    private static func image(_ url: String) -> String {
        "<img src=\"\(HTMLText.escaped(url))\" width=\"1\" height=\"1\" alt=\"\" "
            + "style=\"display:block;width:1px;height:1px;border:0\">"
    }

    struct Edit {
        var range: Range<Int>
        var bytes: [UInt8]

        /// All edits made; of edits that overlap the first wins.
        static func applied(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count + edits.reduce(0) { $0 + $1.bytes.count })
            var position = 0
            for edit in edits.sorted(by: {
                ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
            })
            where edit.range.lowerBound >= position && edit.range.upperBound <= bytes.count {
                output += bytes[position..<edit.range.lowerBound]
                output += edit.bytes
                position = edit.range.upperBound
            }
            return output + bytes[position...]
        }
    }
}

/// Finds links and where they stand in the source.
private struct LinkCollector {
    struct Found {
        var link: HTMLRewriter.Link
        var range: Range<Int>
    }

    let source: UnsafeRawBufferPointer
    var links: [Found] = []
    var bodyEnd: Int?
    private var seen: Set<Int> = []

    init(source: UnsafeRawBufferPointer) { self.source = source }

    mutating func walk(_ node: UnsafeMutablePointer<GumboNode>, depth: Int) {
        guard depth < 500, HTMLTree.isElement(node) else { return }
        let tag = HTMLTree.tag(node)
        if tag == "a" || tag == "area" { collect(node) }
        if tag == "body" { bodyEnd = range(node.pointee.v.element.original_end_tag)?.lowerBound }
        for child in HTMLTree.children(node) { walk(child, depth: depth + 1) }
    }

    private mutating func collect(_ node: UnsafeMutablePointer<GumboNode>) {
        var href: (value: String, range: Range<Int>)?
        for attribute in HTMLTree.attributes(node) {
            let name = String(cString: attribute.pointee.name)
            let value = String(cString: attribute.pointee.value)
            switch name {
            case "href":
                if let range = range(attribute.pointee.original_value) { href = (value, range) }
            case "data-unsubscribe": return
            case "data-rapport" where value == "keep": return
            case "rel" where value.lowercased().contains("unsubscribe"): return
            case "class" where value.lowercased().contains("unsubscribe"): return
            default: break
            }
        }
        // Elements that the parser cloned to repair nesting share their source.
        guard let (value, range) = href, seen.insert(range.lowerBound).inserted else { return }
        let url = value.trimmed
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else { return }
        let text = words(node, depth: 0).collapsed
        links.append(Found(link: HTMLRewriter.Link(index: links.count, url: url, text: text), range: range))
    }

    private func words(_ node: UnsafeMutablePointer<GumboNode>, depth: Int) -> String {
        guard depth < 60 else { return "" }
        switch node.pointee.type {
        case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE: return String(cString: node.pointee.v.text.text)
        case GUMBO_NODE_ELEMENT:
            return HTMLTree.children(node).map { words($0, depth: depth + 1) }.joined()
        default: return ""
        }
    }

    private func range(_ piece: GumboStringPiece) -> Range<Int>? {
        guard let data = piece.data, let base = source.baseAddress, piece.length > 0 else { return nil }
        let start = UnsafeRawPointer(data) - base
        guard start >= 0, start + piece.length <= source.count else { return nil }
        return start..<(start + piece.length)
    }
}

import CGumbo

/// A parsed page as values.
indirect enum HTMLNode {
    case text(String)
    case element(HTMLElement)
}

/// One element: lower-case tag, attributes in order, children.
struct HTMLElement {
    var tag: String
    var attributes: [HTMLAttribute]
    var children: [HTMLNode]

    func attribute(_ name: String) -> String? {
        for attribute in attributes where attribute.name == name { return attribute.value }
        return nil
    }
}

struct HTMLAttribute {
    var name: String
    var value: String
}

/// Markup as a tree by gumbo (HTML5 tree construction), bounded in size and depth.
enum HTMLTree {
    /// Elements deeper than this in the finished tree are left out.
    static let depthLimit = 400

    /// The `body` element; an empty one when there is nothing.
    static func body(of html: String) -> HTMLElement {
        let bytes = HTMLGuard.bounded(Array(html.utf8))
        return withRoot(of: bytes) { root -> HTMLElement in
            let hidden = hiddenRules(root)
            for child in children(root) where tag(child) == "body" {
                if case .element(let element) = node(child, depth: 0, hidden) { return element }
            }
            return HTMLElement(tag: "body", attributes: [], children: [])
        } ?? HTMLElement(tag: "body", attributes: [], children: [])
    }

    /// Parses and hands out the `html` element; its strings point into `bytes`.
    static func withRoot<Value>(of bytes: [UInt8], _ body: (UnsafeMutablePointer<GumboNode>) -> Value)
        -> Value?
    {
        bytes.withUnsafeBytes { raw -> Value? in
            guard let base = raw.baseAddress else { return nil }
            var options = kGumboDefaultOptions
            options.max_errors = 0
            guard
                let output = gumbo_parse_with_options(
                    &options, base.assumingMemoryBound(to: CChar.self), raw.count)
            else { return nil }
            defer { gumbo_destroy_output(&options, output) }
            guard let root = output.pointee.root else { return nil }
            return body(root)
        }
    }

    static func children(_ node: UnsafeMutablePointer<GumboNode>) -> [UnsafeMutablePointer<GumboNode>] {
        guard isElement(node) else { return [] }
        let vector = node.pointee.v.element.children
        return (0..<Int(vector.length)).compactMap {
            vector.data[$0]?.assumingMemoryBound(to: GumboNode.self)
        }
    }

    static func isElement(_ node: UnsafeMutablePointer<GumboNode>) -> Bool {
        node.pointee.type == GUMBO_NODE_ELEMENT || node.pointee.type == GUMBO_NODE_TEMPLATE
    }

    static func tag(_ node: UnsafeMutablePointer<GumboNode>) -> String {
        guard isElement(node) else { return "" }
        let element = node.pointee.v.element
        if element.tag != GUMBO_TAG_UNKNOWN { return String(cString: gumbo_normalized_tagname(element.tag)) }
        var piece = element.original_tag
        gumbo_tag_from_original_text(&piece)
        guard let data = piece.data, piece.length > 0, piece.length < 100 else { return "unknown" }
        let bytes = UnsafeRawBufferPointer(start: data, count: piece.length)
        return String(decoding: bytes, as: UTF8.self).asciiLowercased
    }

    static func attributes(_ node: UnsafeMutablePointer<GumboNode>) -> [UnsafeMutablePointer<GumboAttribute>]
    {
        guard isElement(node) else { return [] }
        let vector = node.pointee.v.element.attributes
        return (0..<Int(vector.length)).compactMap {
            vector.data[$0]?.assumingMemoryBound(to: GumboAttribute.self)
        }
    }

    /// The rules of all style elements, wherever they stand.
    private static func hiddenRules(_ root: UnsafeMutablePointer<GumboNode>) -> HiddenRules {
        var rules = HiddenRules()
        var rest = [root]
        while let node = rest.popLast() {
            if isElement(node), node.pointee.v.element.tag == GUMBO_TAG_STYLE {
                let vector = node.pointee.v.element.children
                for index in 0..<Int(vector.length) {
                    guard let child = vector.data[index]?.assumingMemoryBound(to: GumboNode.self),
                        child.pointee.type == GUMBO_NODE_TEXT
                    else { continue }
                    rules.add(String(cString: child.pointee.v.text.text))
                }
            } else {
                rest += children(node).reversed()
            }
        }
        return rules
    }

    private static func node(
        _ node: UnsafeMutablePointer<GumboNode>, depth: Int, _ hidden: HiddenRules
    ) -> HTMLNode? {
        switch node.pointee.type {
        case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
            return .text(String(cString: node.pointee.v.text.text))
        case GUMBO_NODE_ELEMENT:
            guard depth < depthLimit else { return nil }
            let tag = tag(node)
            if HTMLElement.invisible.contains(tag) { return nil }
            let attributes = attributes(node).map { attribute in
                HTMLAttribute(
                    name: String(cString: attribute.pointee.name),
                    value: String(cString: attribute.pointee.value))
            }
            if depth > 0, hidden.hides(tag, attributes) { return nil }
            var children: [HTMLNode] = []
            let vector = node.pointee.v.element.children
            children.reserveCapacity(Int(vector.length))
            for index in 0..<Int(vector.length) {
                guard let child = vector.data[index]?.assumingMemoryBound(to: GumboNode.self) else {
                    continue
                }
                if let value = HTMLTree.node(child, depth: depth + 1, hidden) { children.append(value) }
            }
            return .element(HTMLElement(tag: tag, attributes: attributes, children: children))
        default: return nil
        }
    }
}

extension HTMLElement {
    /// Elements that never show text of their own.
    static let invisible: Set<String> = [
        "script", "style", "head", "title", "meta", "link", "template", "noscript", "iframe", "object",
        "applet",
        "audio", "video", "canvas", "svg", "math", "map", "datalist", "noframes",
    ]

    var inlineStyle: InlineStyle { InlineStyle(attribute("style")) }

    /// True for what a browser would not show: display:none, hidden, zero sizes, preheader tricks.
    var isHidden: Bool {
        if attributes.isEmpty { return false }
        if attribute("hidden") != nil { return true }
        let style = inlineStyle
        if style.isEmpty { return false }
        if style.contains("display:none") || style.contains("visibility:hidden")
            || style.contains("mso-hide:all")
        {
            return true
        }
        if style.number(of: "opacity") == 0 || style.number(of: "font-size") == 0 { return true }
        guard style.contains("overflow:hidden") else { return false }
        return style.number(of: "max-height") == 0 || style.number(of: "height") == 0
            || style.number(of: "max-width") == 0
    }
}

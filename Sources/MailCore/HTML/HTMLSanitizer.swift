/// Foreign markup made fit to be put into a mail of ours.
public enum HTMLSanitizer {
    /// Elements that pass; others lose their tags and keep their content.
    private static let allowed: Set<String> = [
        "a", "abbr", "b", "big", "blockquote", "br", "center", "code", "col", "colgroup", "dd", "del", "div",
        "dl", "dt",
        "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre",
        "q", "s", "small",
        "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt",
        "u", "ul",
    ]
    private static let allowedAttributes: Set<String> = [
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "cite", "class", "color",
        "colspan", "dir",
        "face", "height", "href", "hspace", "lang", "name", "rowspan", "size", "src", "start", "style",
        "title", "type",
        "valign", "vspace", "width",
    ]
    private static let void: Set<String> = ["br", "hr", "img", "col"]

    /// The content of a page's body: no scripts, handlers, forms or frames, links only to http, https, mailto and
    /// tel, pictures only from http, https and cid, styles without url() or expressions; well-formed.
    public static func fragment(of html: String) -> String {
        var output = ""
        write(HTMLTree.body(of: html).children, to: &output)
        return output
    }

    private static func write(_ nodes: [HTMLNode], to output: inout String) {
        for node in nodes {
            switch node {
            case .text(let text): output += HTMLText.escaped(text)
            case .element(let element):
                let isTracker = element.tag == "img" && element.isTracker
                guard allowed.contains(element.tag), !isTracker else {
                    if !isTracker { write(element.children, to: &output) }
                    continue
                }
                output += "<" + element.tag
                for attribute in element.attributes {
                    guard let value = safe(attribute) else { continue }
                    output += " \(attribute.name)=\"\(HTMLText.escaped(value))\""
                }
                output += ">"
                if void.contains(element.tag) { continue }
                write(element.children, to: &output)
                output += "</\(element.tag)>"
            }
        }
    }

    private static func safe(_ attribute: HTMLAttribute) -> String? {
        guard allowedAttributes.contains(attribute.name) else { return nil }
        let plain = attribute.value.unicodeScalars.filter { $0.value > 0x20 }.map(String.init).joined()
            .lowercased()
        switch attribute.name {
        case "href":
            return ["http://", "https://", "mailto:", "tel:", "#"].contains { plain.hasPrefix($0) }
                ? attribute.value : nil
        case "src":
            return ["http://", "https://", "cid:"].contains { plain.hasPrefix($0) } ? attribute.value : nil
        case "style":
            let isRisky = ["url(", "expression(", "javascript:", "@import", "behavior:", "position:", "\\"]
                .contains { plain.contains($0) }
            return isRisky ? nil : attribute.value
        default: return attribute.value
        }
    }
}

extension HTMLElement {
    /// True for a picture that is not there to be seen: a pixel or a spacer.
    var isTracker: Bool {
        func isTiny(_ name: String) -> Bool {
            guard let value = attribute(name) else { return false }
            return Int(value.trimmed.prefix { $0.isNumber }).map { $0 <= 2 } ?? false
        }
        if isTiny("width") || isTiny("height") { return true }
        let style = inlineStyle
        if style.isEmpty { return false }
        return style.number(of: "width").map { $0 <= 2 } ?? false
            || style.number(of: "height").map { $0 <= 2 } ?? false
            || isHidden
    }
}

extension HTMLText {
    /// The plain text alternative of a page for sending: 76 columns, lists and tables as text, links as numbered
    /// footnotes at the end; LF line ends.
    ///
    /// - Parameter footnotes: false leaves the targets of links out.
    public static func plainText(of html: String, footnotes: Bool = true) -> String {
        var options = RenderOptions()
        options.foldsQuotesBeyond = nil
        options.showsLinkNumbers = footnotes
        options.quotePrefix = "> "
        options.marginLines = false
        options.isPlain = true
        let rendered = HTMLRenderer.render(html, width: 76, options: options)
        var lines = rendered.lines.map { line -> String in
            var text = line.text
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }
        while lines.last == "" { lines.removeLast() }
        if footnotes, !rendered.links.isEmpty {
            lines.append("")
            lines += rendered.links.map { "[\($0.number)] \($0.target)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `&`, `<`, `>`, quotes escaped; controls dropped.
    public static func escaped(_ text: String) -> String {
        let needs = text.utf8.contains {
            $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 || $0 < 0x20
        }
        guard needs else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Plain text as simple HTML that mail programs show well: paragraphs, line breaks, bulleted and numbered
    /// lists, `>` quotations, `**bold**`, `[words](https://…)` and bare links; inline styles only.
    public static func html(fromPlain text: String) -> String {
        var writer = PlainToHTML()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            writer.add(line.hasSuffix("\r") ? String(line.dropLast()) : String(line))
        }
        return writer.finish()
    }

    /// `html(fromPlain:)` as a whole page.
    public static func page(fromPlain text: String) -> String {
        page(wrapping: html(fromPlain: text))
    }

    /// A fragment as a whole page with the type and size that mail programs use for written mail.
    public static func page(wrapping fragment: String) -> String {
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"></head>\n"
            + "<body style=\"margin:0;padding:0\"><div style=\"font-family:Arial,Helvetica,sans-serif;"
            + "font-size:14px;line-height:1.5;color:#222\">\n\(fragment)</div></body></html>\n"
    }
}

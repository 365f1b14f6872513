import MailCore

/// A message as plain lines, for the command line.
enum MessageRendering {
    /// - Parameter width: cells a line may take.
    static func lines(of message: ParsedMessage, width: Int) -> [String] {
        var options = RenderOptions()
        options.foldsQuotesBeyond = nil
        let body = HTMLRenderer.render(message, width: width, options: options)
        var lines = body.lines.map(\.text)
        if !body.links.isEmpty {
            lines.append("")
            lines += body.links.map { "[\($0.number)] \($0.target)" }
        }
        return lines
    }
}

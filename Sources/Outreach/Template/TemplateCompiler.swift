/// Turns a template's source into something that can be filled.
///
/// The grammar: `{{field|filter:argument|fallback}}`, `{{#if field op value and …}}…{{else}}…{{/if}}`,
/// `{{#unless …}}`, `{{#each field}}{{this}}{{/each}}`, `{{spin|one|other}}`, `{{! a comment}}`.
public enum TemplateCompiler {
    /// Never fails: errors are in the result's diagnostics, all of them at once.
    ///
    /// - Parameter skipsQuotations: leaves lines that begin with `>` as they are, for mails that quote others.
    public static func compile(
        _ source: String, catalogue: FieldCatalogue = FieldCatalogue(), skipsQuotations: Bool = false
    ) -> CompiledTemplate {
        let bytes = Array(source.utf8)
        if bytes.count > TemplateLimit.sourceBytes {
            // Without a tag it is no template: its length is the business of whoever sends it.
            guard TemplateScanner.hasTags(bytes, skipsQuotations: skipsQuotations) else {
                return CompiledTemplate(diagnostics: [], fields: [], nodes: [.text(bytes)])
            }
            let lines = SourceLines([])
            let message =
                "a text with {{fields}} may have \(TemplateLimit.sourceBytes >> 10) kB: take them out, or attach the long part"
            return CompiledTemplate(
                diagnostics: [lines.diagnostic(.error, message, 0..<0)], fields: [], nodes: [])
        }
        var builder = TemplateBuilder(bytes: bytes, catalogue: catalogue)
        return builder.build(skipsQuotations: skipsQuotations)
    }
}

/// Puts nodes together while walking the tokens once.
private struct TemplateBuilder {
    /// A block that is not closed yet.
    struct Open {
        enum Kind { case root, condition(name: String), each(field: String) }
        var kind: Kind
        var source: Range<Int>
        var branches: [TemplateBranch]
        var hasElse = false
    }

    let bytes: [UInt8]
    let lines: SourceLines
    var parser: TagParser
    var places = HTMLPlaceScanner()
    var open = [Open(kind: .root, source: 0..<0, branches: [TemplateBranch(body: [])])]
    var diagnostics: [TemplateDiagnostic] = []
    var spins = 0

    init(bytes: [UInt8], catalogue: FieldCatalogue) {
        self.bytes = bytes
        lines = SourceLines(bytes)
        parser = TagParser(bytes: bytes, catalogue: catalogue)
    }

    mutating func build(skipsQuotations: Bool) -> CompiledTemplate {
        let tokens = TemplateScanner.trimmed(
            TemplateScanner.tokens(bytes, skipsQuotations: skipsQuotations), bytes)
        if tokens.count > TemplateLimit.tags {
            report("more than \(TemplateLimit.tags) tags", 0..<0)
            return CompiledTemplate(diagnostics: diagnostics, fields: [], nodes: [])
        }
        var followsTag = false
        for token in tokens {
            defer { if case .tag = token { followsTag = true } else { followsTag = false } }
            switch token {
            case .text(let range):
                let braces = bytes[range].prefix { $0 == UInt8(ascii: "}") }.count
                if followsTag, braces > 1 {
                    let place = range.lowerBound..<(range.lowerBound + braces)
                    report("'\(String(repeating: "}", count: braces))' without its '{{'", place)
                }
                places.pass(bytes[range])
                append(.text(Array(bytes[range])))
            case .comment: break
            case .unclosed(let range): fail("unclosed field: '}}' is missing", range, at: range)
            case .tag(let source, let inner): tag(source, inner)
            }
        }
        while open.count > 1 {
            let block = open[open.count - 1]
            report("\(name(of: block)) is never closed", block.source)
            close()
        }
        for warning in parser.warnings {
            diagnostics.append(lines.diagnostic(.warning, warning.message, warning.range))
        }
        diagnostics.sort { $0.range.lowerBound < $1.range.lowerBound }
        return CompiledTemplate(
            diagnostics: diagnostics, fields: parser.usedFields, nodes: open[0].branches[0].body)
    }

    private mutating func tag(_ source: Range<Int>, _ inner: Range<Int>) {
        let (text, range) = parser.trimmed(inner)
        do throws(TagError) {
            if text.hasPrefix("{") || text.hasPrefix("&") {
                throw TagError(message: "values are always escaped: two braces are enough", range: source)
            } else if let rest = argument(of: "#if", text, range) {
                try openBlock(.condition(name: "#if"), source) { (self) throws(TagError) in
                    try self.parser.condition(rest)
                }
            } else if let rest = argument(of: "#unless", text, range) {
                try openBlock(.condition(name: "#unless"), source) { (self) throws(TagError) in
                    var condition = try self.parser.condition(rest)
                    condition.isNegated = true
                    return condition
                }
            } else if let rest = argument(of: "#each", text, range) {
                try openEach(rest, source)
            } else if text.hasPrefix("#") {
                throw TagError(
                    message: "unknown block '\(text.prefix(40))': #if, #unless or #each", range: range)
            } else if text.hasPrefix("/") {
                try closeBlock(String(text.dropFirst()).trimmingBlanks, source)
            } else if text == "else" || text.hasPrefix("else if ") {
                try alternative(text, range, source)
            } else if text.hasPrefix("spin"), text.dropFirst(4).trimmingBlanks.hasPrefix("|") {
                try spin(range, source)
            } else {
                let place = places.place
                append(.value(try parser.expression(inner, source: source, place: place)))
                places.passValue()
            }
        } catch {
            fail(error.message, source, at: error.range)
        }
    }

    private func argument(of name: String, _ text: String, _ range: Range<Int>) -> Range<Int>? {
        guard text == name || text.hasPrefix(name + " ") || text.hasPrefix(name + "\t") else { return nil }
        return (range.lowerBound + name.utf8.count)..<range.upperBound
    }

    private mutating func openBlock(
        _ kind: Open.Kind, _ source: Range<Int>,
        condition: (inout Self) throws(TagError) -> MergeCondition
    ) throws(TagError) {
        try checkDepth(source)
        var parsed: MergeCondition?
        var failure: TagError?
        do throws(TagError) { parsed = try condition(&self) } catch { failure = error }
        // Opened in any case, so that its end tag is not a second error.
        open.append(Open(kind: kind, source: source, branches: [TemplateBranch(condition: parsed, body: [])]))
        if let failure { report(failure.message, failure.range) }
    }

    private mutating func openEach(_ rest: Range<Int>, _ source: Range<Int>) throws(TagError) {
        try checkDepth(source)
        var field = ""
        var failure: TagError?
        do throws(TagError) { field = try parser.field(in: rest) } catch { failure = error }
        open.append(Open(kind: .each(field: field), source: source, branches: [TemplateBranch(body: [])]))
        parser.isInLoop = true
        if let failure { report(failure.message, failure.range) }
    }

    private func checkDepth(_ source: Range<Int>) throws(TagError) {
        guard open.count <= TemplateLimit.depth else {
            throw TagError(message: "blocks are nested deeper than \(TemplateLimit.depth)", range: source)
        }
    }

    private mutating func alternative(_ text: String, _ range: Range<Int>, _ source: Range<Int>)
        throws(TagError)
    {
        let last = open.count - 1
        guard case .condition = open[last].kind else {
            throw TagError(message: "{{else}} belongs inside {{#if}} or {{#unless}}", range: source)
        }
        guard !open[last].hasElse else { throw TagError(message: "a second {{else}}", range: source) }
        if text == "else" {
            open[last].hasElse = true
            open[last].branches.append(TemplateBranch(body: []))
        } else {
            guard open[last].branches.count < TemplateLimit.options else {
                throw TagError(message: "too many branches", range: source)
            }
            let condition = try parser.condition((range.lowerBound + 8)..<range.upperBound)
            open[last].branches.append(TemplateBranch(condition: condition, body: []))
        }
    }

    private mutating func closeBlock(_ name: String, _ source: Range<Int>) throws(TagError) {
        let expected = open[open.count - 1]
        guard open.count > 1 else {
            throw TagError(message: "{{/\(name.prefix(40))}} closes nothing", range: source)
        }
        guard name == self.name(of: expected).dropFirst(3).dropLast(2) else {
            throw TagError(
                message: "{{/\(name.prefix(40))}} stands where \(self.name(of: expected)) has to be closed",
                range: source)
        }
        close()
    }

    private mutating func close() {
        let block = open.removeLast()
        switch block.kind {
        case .root: break
        case .condition: append(.conditional(block.branches))
        case .each(let field):
            parser.isInLoop = open.contains { if case .each = $0.kind { true } else { false } }
            append(.each(field: field, body: block.branches[0].body))
        }
    }

    private func name(of block: Open) -> String {
        switch block.kind {
        case .root: "the template"
        case .condition(let name): "{{\(name)}}"
        case .each: "{{#each}}"
        }
    }

    private mutating func spin(_ range: Range<Int>, _ source: Range<Int>) throws(TagError) {
        let pieces = parser.split(range, at: UInt8(ascii: "|")).dropFirst()
        guard pieces.count <= TemplateLimit.options else {
            throw TagError(message: "more than \(TemplateLimit.options) choices", range: source)
        }
        let options = pieces.map { piece -> [UInt8] in
            let text = parser.trimmed(piece).text
            return Array((TagParser.unquoted(text) ?? text).utf8)
        }
        append(.spin(options: options, slot: spins, source: source))
        spins += 1
    }

    private mutating func append(_ node: TemplateNode) {
        let block = open.count - 1
        open[block].branches[open[block].branches.count - 1].body.append(node)
    }

    private mutating func report(_ message: String, _ range: Range<Int>) {
        guard diagnostics.count < 100 else { return }
        diagnostics.append(lines.diagnostic(.error, message, range))
    }

    private mutating func fail(_ message: String, _ source: Range<Int>, at range: Range<Int>) {
        report(message, range)
        append(.broken(Array(bytes[source]), source: source))
    }
}

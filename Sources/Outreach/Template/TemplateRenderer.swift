import CRMModel

/// What to do about a field that has neither a value nor a fallback.
public enum MissingPolicy: String, Hashable, Sendable {
    /// The mail may not go out; the field's name stands in brackets.
    case block
    /// Nothing stands there.
    case empty
    /// The recipient is left out.
    case skip
}

/// A filled template.
public struct Rendered: Hashable, Sendable {
    public var text: String
    /// Canonical names of fields without a value, in order of appearance, each once.
    public var missing: [String]
    /// Where values, fallbacks and holes stand, in order of the output.
    public var spans: [MergeSpan]
    /// Something was cut off because the result grew beyond 2 MB or 50,000 pieces.
    public var isTruncated: Bool

    /// Whether it may be sent under `policy`.
    public func isComplete(under policy: MissingPolicy) -> Bool {
        !isTruncated && (policy == .empty || missing.isEmpty)
    }
}

/// A piece of the output that came from a tag.
public struct MergeSpan: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case value
        case fallback
        /// A hole, as `[field]`.
        case missing
        /// A tag with an error, as written.
        case broken
    }

    public var kind: Kind
    /// In UTF-8 bytes of the output.
    public var output: Range<Int>
    /// The tag, in UTF-8 bytes of the source.
    public var source: Range<Int>

    public init(kind: Kind, output: Range<Int>, source: Range<Int>) {
        self.kind = kind
        self.output = output
        self.source = source
    }
}

/// Fills templates.
public enum TemplateRenderer {
    /// - Parameters:
    ///   - escaping: what the result will be part of.
    ///   - policy: for fields without a value; they are listed in `missing` under each.
    public static func render(
        _ template: CompiledTemplate, with context: MergeContext, escaping: MergeEscaping = .text,
        policy: MissingPolicy = .block
    ) -> Rendered {
        var writer = MergeWriter(context: context, escaping: escaping, policy: policy)
        writer.write(template.nodes)
        return Rendered(
            text: String(decoding: writer.output, as: UTF8.self), missing: writer.missing,
            spans: writer.spans, isTruncated: writer.isTruncated)
    }
}

private struct MergeWriter {
    let context: MergeContext
    let escaping: MergeEscaping
    let policy: MissingPolicy
    var output: [UInt8] = []
    var missing: [String] = []
    var spans: [MergeSpan] = []
    var isTruncated = false
    private var written = 0
    private var item: (text: String, number: Int)?

    init(context: MergeContext, escaping: MergeEscaping, policy: MissingPolicy) {
        self.context = context
        self.escaping = escaping
        self.policy = policy
        output.reserveCapacity(2048)
    }

    mutating func write(_ nodes: [TemplateNode]) {
        for node in nodes {
            written += 1
            guard written <= TemplateLimit.nodesRendered, output.count <= TemplateLimit.outputBytes else {
                isTruncated = true
                return
            }
            switch node {
            case .text(let bytes): output.append(contentsOf: bytes)
            case .value(let expression): write(expression)
            case .conditional(let branches):
                let branch = branches.first { $0.condition.map(holds) ?? true }
                if let branch { write(branch.body) }
            case .each(let field, let body): repeatBody(body, over: field)
            case .spin(let options, let slot, let source):
                let chosen = options[Int(Self.mix(context.seed, slot) % UInt64(max(1, options.count)))]
                put(chosen, .value, source)
            case .broken(let bytes, let source): put(bytes, .broken, source)
            }
        }
    }

    private mutating func put(_ bytes: some Collection<UInt8>, _ kind: MergeSpan.Kind, _ source: Range<Int>) {
        let start = output.count
        output.append(contentsOf: bytes)
        spans.append(MergeSpan(kind: kind, output: start..<output.count, source: source))
    }

    private mutating func write(_ expression: MergeExpression) {
        written += expression.pipes.count
        var value = value(of: expression.field)
        var kind = MergeSpan.Kind.value
        for pipe in expression.pipes {
            switch pipe {
            case .filter(let filter): value = value.map(filter.apply)
            case .fallback(let text) where value == nil:
                value = .text(text)
                kind = .fallback
            case .fallback: break
            }
        }
        guard let value else { return hole(expression) }
        var text = value.text
        if text.utf8.count > TemplateLimit.valueBytes {
            text = String(text.prefix(TemplateLimit.valueBytes / 4))
        }
        put(MergeEscape.apply(escaping, text, place: expression.place).utf8, kind, expression.source)
    }

    private mutating func hole(_ expression: MergeExpression) {
        if !missing.contains(expression.field) { missing.append(expression.field) }
        put(policy == .empty ? [] : Array("[\(expression.field)]".utf8), .missing, expression.source)
    }

    private func value(of field: String) -> MergeValue? {
        if let item {
            if field == "this" { return item.text.isEmpty ? nil : .text(item.text) }
            if field == "index" { return .text(String(item.number)) }
        }
        return context[field]
    }

    private mutating func repeatBody(_ body: [TemplateNode], over field: String) {
        let items = value(of: field)?.items.prefix(TemplateLimit.items) ?? []
        let outer = item
        for (index, text) in items.enumerated() where !isTruncated {
            item = (text, index + 1)
            write(body)
        }
        item = outer
    }

    private func holds(_ condition: MergeCondition) -> Bool {
        let isTrue = condition.alternatives.contains { $0.allSatisfy { holds($0) } }
        return isTrue != condition.isNegated
    }

    private func holds(_ comparison: MergeCondition.Comparison) -> Bool {
        let value = value(of: comparison.field)
        guard let test = comparison.test else {
            let isSet = value.map { !["false", "no", "0"].contains($0.text.lowercased()) } ?? false
            return isSet != comparison.isNegated
        }
        let result = comparison.values.contains { MergeComparison.holds(value, test, $0) }
        let isTrue =
            test == .different
            ? comparison.values.allSatisfy { MergeComparison.holds(value, test, $0) } : result
        return isTrue != comparison.isNegated
    }

    private static func mix(_ seed: UInt64, _ slot: Int) -> UInt64 {
        var value = seed &+ 0x9E37_79B9_7F4A_7C15 &* (UInt64(truncatingIfNeeded: slot) &+ 1)
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// Compares a field's value with what a condition says: as dates or numbers when both are, else as text
/// without regard to case.
enum MergeComparison {
    static func holds(_ value: MergeValue?, _ test: MergeCondition.Operator, _ wanted: String) -> Bool {
        switch test {
        case .equal, .within: return order(value, wanted) == .some(0) || isListed(value, wanted)
        case .different: return !(order(value, wanted) == .some(0) || isListed(value, wanted))
        case .contains:
            guard let value else { return false }
            if case .list = value { return isListed(value, wanted) }
            return value.text.lowercased().contains(wanted.lowercased())
        case .greater: return value != nil && order(value, wanted).map { $0 > 0 } ?? false
        case .less: return value != nil && order(value, wanted).map { $0 < 0 } ?? false
        case .atLeast: return value != nil && order(value, wanted).map { $0 >= 0 } ?? false
        case .atMost: return value != nil && order(value, wanted).map { $0 <= 0 } ?? false
        }
    }

    private static func isListed(_ value: MergeValue?, _ wanted: String) -> Bool {
        guard case .list(let items) = value else { return false }
        return items.contains { $0.lowercased() == wanted.lowercased() }
    }

    private static func order(_ value: MergeValue?, _ wanted: String) -> Int? {
        let text = value?.text ?? ""
        if case .date(let date) = value, let other = DateFormat.parse(wanted) {
            return (date.daysSince1970 - other.daysSince1970).signum().asInt
        }
        if let one = number(text), let other = number(wanted) {
            return one == other ? 0 : one < other ? -1 : 1
        }
        let (one, other) = (text.lowercased(), wanted.lowercased())
        return one == other ? 0 : one < other ? -1 : 1
    }

    private static func number(_ text: String) -> Double? {
        guard text.utf8.count < 40 else { return nil }
        return Double(text.filter { $0 != "," && !$0.isWhitespace })
    }
}

extension Int64 {
    fileprivate var asInt: Int { Int(self) }
}

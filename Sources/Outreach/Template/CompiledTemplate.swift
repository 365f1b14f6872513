/// A template ready to be filled: checked fields, filters and blocks.
///
/// One with errors can still be rendered, for the preview while typing: what is broken stands there as written.
public struct CompiledTemplate: Hashable, Sendable {
    /// Problems in the order of the source.
    public let diagnostics: [TemplateDiagnostic]
    /// The canonical names of all fields used, in the order of first use.
    public let fields: [String]
    let nodes: [TemplateNode]

    /// No errors: it may be saved and sent.
    public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
    public var errors: [TemplateDiagnostic] { diagnostics.filter { $0.severity == .error } }
    /// Whether anything in it depends on the recipient.
    public var hasFields: Bool { !fields.isEmpty }
}

/// A piece of a template.
indirect enum TemplateNode: Hashable, Sendable {
    case text([UInt8])
    case value(MergeExpression)
    case conditional([TemplateBranch])
    case each(field: String, body: [TemplateNode])
    case spin(options: [[UInt8]], slot: Int, source: Range<Int>)
    /// A tag with an error, as written.
    case broken([UInt8], source: Range<Int>)
}

/// A branch of `#if`; without a condition it is the `else`.
struct TemplateBranch: Hashable, Sendable {
    var condition: MergeCondition?
    var body: [TemplateNode]
}

/// `{{field|filter|fallback}}`.
struct MergeExpression: Hashable, Sendable {
    enum Pipe: Hashable, Sendable {
        case filter(MergeFilter)
        case fallback(String)
    }

    var field: String
    var pipes: [Pipe]
    var source: Range<Int>
    /// Where it stands when the source is HTML.
    var place: HTMLPlace
}

/// A condition: alternatives, each a list of comparisons that must all hold.
struct MergeCondition: Hashable, Sendable {
    enum Operator: String, Hashable, Sendable, CaseIterable {
        case equal = "=="
        case different = "!="
        case atLeast = ">="
        case atMost = "<="
        case greater = ">"
        case less = "<"
        case contains
        case within = "in"
    }

    struct Comparison: Hashable, Sendable {
        var field: String
        var isNegated: Bool
        var test: Operator?
        var values: [String]
    }

    var alternatives: [[Comparison]]
    var isNegated = false
}

/// Bounds that keep a hostile template from costing time or memory.
enum TemplateLimit {
    static let sourceBytes = 256 << 10
    static let tags = 4000
    static let depth = 16
    static let conditionTerms = 32
    static let options = 64
    /// Behind one field.
    static let pipes = 16
    /// Of one `#each`.
    static let items = 200
    static let outputBytes = 2 << 20
    static let nodesRendered = 50_000
    static let valueBytes = 64 << 10
}

/// Why a mail cannot go out as it is.
public enum ComposeProblem: Hashable, Sendable, CustomStringConvertible {
    public enum Part: String, Hashable, Sendable { case subject, body }

    case noRecipient
    /// - field: `to`, `cc` or `bcc`.
    case badAddress(field: String, explanation: String)
    case template(Part, TemplateDiagnostic)
    /// Fields without a value and without a fallback, by canonical name.
    case missing([String])
    case attachment(path: String, reason: String)
    case tooLarge(megabytes: Int)
    /// The template asks for more text than a mail may have.
    case tooLong

    public var description: String {
        switch self {
        case .noRecipient: "nobody is in To"
        case .badAddress(let field, let explanation): "\(field): \(explanation)"
        case .template(let part, let diagnostic): "\(part.rawValue), \(diagnostic)"
        case .missing(let fields): "no value for \(fields.joined(separator: ", "))"
        case .attachment(let path, let reason): "cannot attach \(path): \(reason)"
        case .tooLarge(let megabytes): "the mail would have \(megabytes) MB: most servers take 25"
        case .tooLong: "the text grows too long"
        }
    }
}

/// All the reasons at once.
public struct ComposeError: Error, Hashable, Sendable, CustomStringConvertible {
    public var problems: [ComposeProblem]

    public init(_ problems: [ComposeProblem]) { self.problems = problems }

    public var description: String { problems.map(\.description).joined(separator: "; ") }

    /// The missing fields when nothing else is wrong: the recipient needs data, the mail is fine.
    public var missingFields: [String]? {
        guard problems.count == 1, case .missing(let fields) = problems[0] else { return nil }
        return fields
    }
}

import CRMModel
public import MailCore

/// A draft filled for one recipient: what sending and preview have in common.
public struct MergedDraft: Hashable, Sendable {
    public var subject: Rendered
    public var body: Rendered
    public var to: [Mailbox]
    public var cc: [Mailbox]
    public var bcc: [Mailbox]
    /// Everything that keeps it from being sent.
    public var problems: [ComposeProblem]
    /// Advice from the compiler.
    public var warnings: [TemplateDiagnostic]

    /// Fields without a value, each once.
    public var missing: [String] {
        subject.missing + body.missing.filter { !subject.missing.contains($0) }
    }

    /// Merges subject and body and reads the recipients.
    public init(_ request: ComposeRequest) {
        let context = request.context
        let draft = request.draft
        let subject = TemplateCompiler.compile(draft.subject, catalogue: request.catalogue)
        let isHTML = request.form == .html
        let body = TemplateCompiler.compile(
            draft.body, catalogue: request.catalogue, skipsQuotations: !isHTML)
        self.subject = TemplateRenderer.render(
            subject, with: context, escaping: .header, policy: request.policy)
        self.subject.text = MergeEscape.oneLine(self.subject.text)
        self.body = TemplateRenderer.render(
            body, with: context, escaping: isHTML ? .html : .text, policy: request.policy)
        warnings = (subject.diagnostics + body.diagnostics).filter { $0.severity == .warning }
        problems = subject.errors.map { .template(.subject, $0) } + body.errors.map { .template(.body, $0) }
        to = []
        cc = []
        bcc = []
        to = recipients("to", draft.to)
        cc = recipients("cc", draft.cc)
        bcc = recipients("bcc", draft.bcc)
        if to.isEmpty && cc.isEmpty && bcc.isEmpty && !problems.contains(where: \.isAboutAddresses) {
            problems.append(.noRecipient)
        }
        if self.subject.isTruncated || self.body.isTruncated { problems.append(.tooLong) }
        if request.policy != .empty && !missing.isEmpty { problems.append(.missing(missing)) }
    }

    private mutating func recipients(_ field: String, _ text: String) -> [Mailbox] {
        let result = AddressParser.parse(userInput: text)
        problems += result.problems.map { .badAddress(field: field, explanation: $0.explanation) }
        return result.mailboxes
    }
}

extension ComposeProblem {
    fileprivate var isAboutAddresses: Bool { if case .badAddress = self { true } else { false } }
}

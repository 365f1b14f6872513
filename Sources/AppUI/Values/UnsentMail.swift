public import CRMModel

/// A mail of the outbox or a draft as the reader shows it: as it will go out, or as it stands.
public struct UnsentMail: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        case job(ID<OutboxJob>)
        case draft(ID<Draft>)
    }

    public var source: Source
    public var from: String
    /// The recipients, as one line; empty when nobody is named yet.
    public var to: String
    public var subject: String
    public var body: RenderedBody
    /// How often it was tried; 0 for a draft.
    public var attempts: Int
    /// The stored mail that it became, once that is here.
    public var message: RowID<Message>?

    public init(
        source: Source, from: String, to: String, subject: String, body: RenderedBody, attempts: Int = 0,
        message: RowID<Message>? = nil
    ) {
        self.source = source
        self.from = from
        self.to = to
        self.subject = subject
        self.body = body
        self.attempts = attempts
        self.message = message
    }
}

/// What wrote a message, when it was not a person answering.
public enum AutoKind: Hashable, Sendable {
    /// A person, as far as can be told.
    case none
    /// An absence note; the day of return when it names one.
    case outOfOffice(returns: CalendarDay?)
    /// Any other automatic answer or notification.
    case autoReply
    /// A delivery report (RFC 3464) or a bounce in a form of its own.
    case dsn(DeliveryReport)
    /// An abuse complaint (RFC 5965).
    case complaint(FeedbackReport)
    /// A discussion list.
    case list
    /// A newsletter or other mass mail.
    case bulk

    /// True when the message must not count as an answer of a person.
    public var isAutomatic: Bool {
        switch self {
        case .none, .list: false
        default: true
        }
    }
}

/// A day without time or zone.
public struct CalendarDay: Hashable, Sendable, Codable, Comparable {
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Days since 1970-01-01.
    public var daysSince1970: Int { CivilTime.days(year: year, month: month, day: day) }

    /// `2026-11-24`.
    public var iso8601: String { "\(padded(year, 4))-\(padded(month))-\(padded(day))" }
}

/// A verdict and why.
public struct Classification: Hashable, Sendable {
    public var kind: AutoKind
    /// The evidence, in words for the log and the screen; no addresses, no text of the mail.
    public var reasons: [String]

    public init(kind: AutoKind, reasons: [String]) {
        self.kind = kind
        self.reasons = reasons
    }
}

/// How bad a bounce is.
public enum BounceClass: String, Hashable, Sendable, Codable {
    /// The address does not exist or never takes mail: suppress it.
    case hard
    /// Full, away, slow: may work later.
    case soft
    /// The sender, its reputation or the content was refused: says nothing about the address.
    case block
    /// This message is too large.
    case size
}

/// What a delivery report says.
public struct DeliveryReport: Hashable, Sendable {
    /// What became of a recipient (RFC 3464 §2.3.3).
    public enum Action: String, Hashable, Sendable { case failed, delayed, delivered, relayed, expanded }

    /// One recipient of the original message.
    public struct Recipient: Hashable, Sendable {
        /// Normalised.
        public var address: String
        public var action: Action
        /// Enhanced status code (RFC 3463) such as `5.1.1`; nil when the report has none.
        public var status: String?
        /// The server's words, one line, at most 500 characters.
        public var diagnostic: String
        /// nil when the action is not a failure or a delay.
        public var bounce: BounceClass?
    }

    public var recipients: [Recipient]
    /// The Message-ID of the mail that the report is about, without angle brackets.
    public var originalMessageID: String?
    /// The envelope id that the sender gave (RFC 3464 §2.2.1).
    public var envelopeID: String?

    /// True when at least one recipient was not reached for good.
    public var isFailure: Bool { recipients.contains { $0.action == .failed } }
}

/// What a complaint says.
public struct FeedbackReport: Hashable, Sendable {
    /// `abuse`, `fraud`, `not-spam`, … in lower case.
    public var type: String
    /// Whom the original was sent to, normalised; nil when the provider hides it.
    public var recipient: String?
    public var originalMessageID: String?
}

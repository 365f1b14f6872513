public import CRMModel

/// What a mail that came in means on the lines of live activity.
public enum MailActivity {
    /// - Parameters:
    ///   - from: who wrote, or for a bounce whom our mail did not reach.
    ///   - subject: of the mail, or for a bounce what the server said.
    /// - Returns: nil for newsletters and other mass mail: the list shows them, nobody waits for them.
    public static func event(
        at moment: Timestamp, message: RowID<Message>, contact: ID<Contact>?, from: String, subject: String,
        kind: AutoKind
    ) -> ActivityEvent? {
        let (sign, what): (ActivityEvent.Kind, String) =
            switch kind {
            case .none: (.received, subject)
            case .autoReply: (.answered, subject)
            case .outOfOffice: (.away, subject)
            case .deliveryStatus: (.bounced, subject)
            case .abuseReport: (.unsubscribed, "reported it as spam")
            case .list, .bulk: (.received, "")
            }
        if kind == .list || kind == .bulk { return nil }
        return ActivityEvent(
            at: moment, kind: sign, who: from, what: what, contact: contact, message: message)
    }
}

extension MailActivity {
    /// What was clicked, in few words.
    public static func link(_ target: String) -> String { ShortWords.link(target) }
}

/// The lines of live activity, newest first.
enum ActivityFeed {
    /// What one happening tells in several events lies at most so many seconds apart.
    private static let span = 120.0

    /// Puts an event on top; a second one about the same thing joins the first.
    ///
    /// A bounce is told by the report and by the campaign, an answer by the mail and by the campaign.
    ///
    /// - Returns: true when there is one more line.
    static func add(_ event: ActivityEvent, to events: inout [ActivityEvent]) -> Bool {
        for (index, other) in events.prefix(40).enumerated() {
            if abs(event.at.seconds(since: other.at)) > span { break }
            guard other.who == event.who, let joined = join(other, event) else { continue }
            events[index] = joined
            return false
        }
        events.insert(event, at: 0)
        return true
    }

    private static func join(_ old: ActivityEvent, _ new: ActivityEvent) -> ActivityEvent? {
        switch (old.kind, new.kind) {
        case (.bounced, .bounced), (.failed, .bounced), (.bounced, .failed):
            // Both about one mail: the report knows the message, the server's words are the longer ones.
            guard old.message == nil || new.message == nil else { return nil }
            var joined = old.message == nil ? new : old
            joined.kind = .bounced
            joined.at = old.at
            joined.contact = old.contact ?? new.contact
            joined.message = old.message ?? new.message
            return joined
        case (.replied, .received), (.received, .replied):
            var joined = old.kind == .received ? old : new
            joined.kind = .replied
            joined.at = old.at
            joined.contact = old.contact ?? new.contact
            return joined
        default: return nil
        }
    }
}

import AppUI
import CRMModel

/// Events of the log as lines of live activity.
enum ActivityWords {
    /// - Parameters:
    ///   - events: newest first.
    ///   - campaigns: what campaigns are called.
    static func activity(
        _ events: [LoggedEvent], limit: Int, campaigns: [ID<Campaign>: String] = [:], now: Timestamp
    ) -> Activity {
        var lines: [ActivityEvent] = []
        var opens = [Int](repeating: 0, count: 30)
        for logged in events {
            if case .hit(.open, let verdict, _, _, _, _) = logged.event, verdict.isPerson {
                let minute = Int(now.seconds(since: logged.at) / 60)
                if (0..<30).contains(minute) { opens[29 - minute] += 1 }
            }
            if lines.count < limit, let line = line(logged, campaigns) { lines.append(line) }
        }
        return Activity(events: lines, opensPerMinute: opens)
    }

    static func line(_ logged: LoggedEvent, _ campaigns: [ID<Campaign>: String]) -> ActivityEvent? {
        func event(
            _ kind: ActivityEvent.Kind, _ who: String, _ what: String, contact: ID<Contact>? = nil,
            message: RowID<Message>? = nil
        ) -> ActivityEvent {
            ActivityEvent(at: logged.at, kind: kind, who: who, what: what, contact: contact, message: message)
        }
        switch logged.event {
        case .mailReceived(let message, let contact, let from, let subject, let kind):
            return MailActivity.event(
                at: logged.at, message: message, contact: contact, from: from, subject: subject, kind: kind)
        case .hit(let kind, let verdict, _, let contact, let who, let what):
            switch kind {
            case .open: return event(verdict.isPerson ? .opened : .machineOpened, who, what, contact: contact)
            case .click:
                return verdict.isPerson
                    ? event(.clicked, who, MailActivity.link(what), contact: contact) : nil
            case .unsubscribe: return event(.unsubscribed, who, what, contact: contact)
            case .unsubscribeView: return nil
            }
        // The mails of a campaign are told by what happens to their recipients.
        case .outboxChanged(_, .sent, _, isCampaign: true), .outboxChanged(_, .failed, _, isCampaign: true):
            return nil
        case .outboxChanged(_, let state, let subject, _):
            switch state {
            case .sent: return event(.sent, "You", subject)
            case .failed: return event(.failed, "Server", subject)
            case .deferred: return event(.slowed, "Server", "\(subject) · tried again later")
            default: return nil
            }
        case .enrolmentChanged(let campaign, _, let state, let who):
            switch state {
            case .sent: return event(.sent, who, campaigns[campaign] ?? "")
            case .failed, .uncertain: return event(.failed, who, campaigns[campaign] ?? "")
            case .replied: return event(.replied, who, "the campaign stops for them")
            case .bounced: return event(.bounced, who, "the address does not work")
            case .needsData: return event(.parked, who, "a merge field is missing")
            case .unsubscribed: return event(.unsubscribed, who, "no more campaigns")
            default: return nil
            }
        default: return nil
        }
    }
}

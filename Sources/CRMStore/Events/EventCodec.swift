import CRMModel
import FoundationEssentials

/// Events and states as compact JSON, readable again by any version that knows the kind.
enum EventCodec {
    static func encode(_ event: DomainEvent) -> String { json(EventPayload(event)) }

    /// - Returns: nil for a kind or a payload that this program does not know.
    static func decode(kind: String, payload: String) -> DomainEvent? {
        // Absence is the meaning: an event of a newer program is skipped.
        guard let payload = try? JSONDecoder().decode(EventPayload.self, from: Data(payload.utf8)),
            let kind = DomainEvent.Kind(rawValue: kind)
        else { return nil }
        return payload.event(kind: kind)
    }

    static func encode(_ state: AccountState) -> String { json(StatePayload(state)) }

    /// - Returns: `new` for a state that this program does not know.
    static func decodeState(_ text: String) -> AccountState {
        // Absence is the meaning: the next connection sets the state anew.
        guard let payload = try? JSONDecoder().decode(StatePayload.self, from: Data(text.utf8)) else {
            return .new
        }
        return payload.accountState ?? .new
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // These values hold only texts and numbers; encoding them cannot fail.
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

/// An account's or a job's state in JSON.
struct StatePayload: Codable {
    var kind: String
    var done: Int?
    var total: Int?
    var reason: String?
    var at: Int64?

    init(_ state: AccountState) {
        kind = state.word
        switch state {
        case .new, .connecting: break
        case .watching: kind = "watching"
        case .polling: kind = "polling"
        case .syncing(let done, let total): (self.done, self.total) = (done, total)
        case .offline(let reason, let retryAt): (self.reason, at) = (reason, retryAt?.milliseconds)
        case .authenticationFailed(let reason): self.reason = reason
        case .throttled(let until): at = until.milliseconds
        }
    }

    init(_ state: SendState) {
        kind = state.word
        switch state {
        case .sent(let moment), .uncertain(let moment): at = moment.milliseconds
        default: break
        }
    }

    var accountState: AccountState? {
        let moment = at.map { Timestamp(milliseconds: $0) }
        switch kind {
        case "new": return .new
        case "connecting": return .connecting
        case "syncing": return .syncing(done: done ?? 0, total: total ?? 0)
        case "watching": return .watching
        case "polling": return .polling
        case "offline": return .offline(reason: reason ?? "", retryAt: moment)
        case "authentication-failed": return .authenticationFailed(reason: reason ?? "")
        case "throttled": return moment.map { .throttled(until: $0) }
        default: return nil
        }
    }

    var sendState: SendState? {
        let moment = Timestamp(milliseconds: at ?? 0)
        switch kind {
        case "queued": return .queued
        case "sending": return .sending
        case "sent": return .sent(at: moment)
        case "deferred": return .deferred
        case "failed": return .failed
        case "uncertain": return .uncertain(since: moment)
        case "cancelled": return .cancelled
        case "held": return .held
        default: return nil
        }
    }
}

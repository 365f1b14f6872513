/// Status codes and servers' words to a bounce class.
enum BounceRules {
    /// The class of a failure. Words that name the cause win over codes that many servers use for anything.
    static func classify(status: String?, text: String) -> BounceClass {
        let words = text.lowercased()
        let code = status.flatMap { isVague($0) ? nil : $0 } ?? enhancedStatus(in: text) ?? status
        if let code, let known = byCode(code, words) { return known }
        return byWords(words) ?? byReplyCode(words) ?? (code?.hasPrefix("4") == true ? .soft : .hard)
    }

    /// `5.1.1` from a Status field; nil when there is none.
    static func status(ofField field: String) -> String? { enhancedStatus(in: field) }

    /// The first enhanced status code in a text: `4.` or `5.` or `2.`, and two numbers, standing alone.
    static func enhancedStatus(in text: String) -> String? {
        let bytes = Array((text.prefix(4_000) + " ").utf8)
        var index = 0
        while index + 4 < bytes.count {
            defer { index += 1 }
            guard bytes[index] == 0x32 || bytes[index] == 0x34 || bytes[index] == 0x35,
                bytes[index + 1] == 0x2E,
                index == 0
                    || !(ASCII.isDigit(bytes[index - 1]) || bytes[index - 1] == 0x2E
                        || ASCII.isLetter(bytes[index - 1]))
            else { continue }
            var end = index + 2
            while end < bytes.count, ASCII.isDigit(bytes[end]) { end += 1 }
            guard end > index + 2, end - index <= 5, end < bytes.count, bytes[end] == 0x2E else { continue }
            let second = end + 1
            end = second
            while end < bytes.count, ASCII.isDigit(bytes[end]) { end += 1 }
            guard end > second, end - second <= 3 else { continue }
            // Four numbers in a row are an IP address.
            if end + 1 < bytes.count, bytes[end] == 0x2E, ASCII.isDigit(bytes[end + 1]) { continue }
            return String(decoding: bytes[index..<end], as: UTF8.self)
        }
        return nil
    }

    private static func isVague(_ code: String) -> Bool {
        ["5.0.0", "4.0.0", "5.5.0", "5.3.0", "5.0.1", "5.1.0", "5.4.0", "5.7.0", "5.6.0", "5.2.0"].contains(
            code)
    }

    private static func byCode(_ code: String, _ words: String) -> BounceClass? {
        if code.hasPrefix("4.") { return code == "4.3.4" ? .size : .soft }
        if ["5.3.4", "5.2.3"].contains(code) { return .size }
        if ["5.2.2", "5.3.1", "5.3.2", "5.3.5"].contains(code) { return .soft }
        // Exchange Online says so of a mailbox that it does not have.
        if words.contains("recipient address rejected: access denied") { return .hard }
        if code.hasPrefix("5.7.") {
            let cause = byWords(words)
            return cause == .hard || cause == .size ? cause : .block
        }
        if isVague(code) { return nil }
        if code.hasPrefix("5.1.") {
            let isOfSender = ["5.1.7", "5.1.8"].contains(code) || refusals.contains { words.contains($0) }
            return isOfSender ? .block : .hard
        }
        // What was said or sent was refused, whoever the recipient.
        if code.hasPrefix("5.5.") || code.hasPrefix("5.6.") { return byWords(words) ?? .block }
        if code == "5.2.1" { return byWords(words) == .soft ? .soft : .hard }
        if code == "5.4.4" || code == "5.4.1" || code == "5.4.6" || code == "5.4.310" {
            return byWords(words) ?? .hard
        }
        if code == "5.4.7" || code == "5.4.300" { return .soft }
        return nil
    }

    private static func byWords(_ words: String) -> BounceClass? {
        func mentions(_ phrases: [String]) -> Bool { phrases.contains { words.contains($0) } }
        if mentions(tooLarge) { return .size }
        if mentions(full) { return .soft }
        // "not listed in the directory" is no blocklist.
        let isMissing = mentions(["not listed in", "not found in"])
        if !isMissing, mentions(blocked) { return .block }
        if isMissing || mentions(unknown) { return .hard }
        return mentions(temporary) ? .soft : nil
    }

    /// A plain SMTP reply code such as `550` in front of the words.
    private static func byReplyCode(_ words: String) -> BounceClass? {
        for word in words.split(whereSeparator: { !$0.isASCII || !($0.isNumber || $0.isLetter) }).prefix(300)
        {
            switch word {
            case "421", "450", "451", "452", "454": return .soft
            case "550", "551", "553": return .hard
            case "552": return .soft
            case "554": return .block
            default: continue
            }
        }
        return nil
    }

    private static let tooLarge = [
        "message too large", "message size exceeds", "exceeds size limit", "message is too large",
        "message too big", "size limit exceeded", "exceeds the maximum", "message file too big",
        "exceeded maximum message size", "message length exceeds", "larger than the current",
    ]
    private static let full = [
        "mailbox full", "mailbox is full", "over quota", "quota exceeded", "overquota", "exceeded storage",
        "mailbox quota", "disk quota", "insufficient storage", "not enough space", "quota full",
        "exceeding its mailbox", "storage quota", "mailbox has exceeded", "user is over", "out of storage",
        "is full",
    ]
    private static let blocked = [
        "blocked", "blacklist", "black list", "blocklist", "block list", "spam", "rbl", "dnsbl", "spamhaus",
        "barracuda", "reputation", "policy", "s3150", "dmarc", "spf", "dkim", "not authorized", "denied",
        "banned", "unsolicited", "reverse dns", "rate limit", "too many", "virus", "relaying",
        "relay not permitted", "content rejected", "listed at", "listed in", "refused to accept",
        "poor reputation", "suspicious", "authentication required", "prohibited", "unauthenticated",
        "protocol violation", "improper use of", "message filtered", "hop count", "routing loop",
        "sender rejected", "t implemented", "improper sequence",
    ]
    /// Causes that lie with the sender even under a code that speaks of the recipient.
    private static let refusals = [
        "blacklist", "spamhaus", "blocklist", "block list", "too many recipients", "sender rejected",
    ]
    private static let unknown = [
        "user unknown", "unknown user", "no such user", "does not exist", "doesn't exist", "no mailbox",
        "mailbox unavailable", "mailbox not found", "recipient not found", "unknown recipient",
        "invalid recipient", "recipient unknown", "no such recipient", "recipient rejected",
        "address rejected", "not a valid", "unrouteable", "unroutable", "unknown address", "address unknown",
        "no longer", "account has been disabled", "account is disabled", "account disabled", "inactive",
        "not known", "bad destination", "host unknown", "unknown host", "domain not found",
        "name or service not known", "no such domain", "host not found", "invalid mailbox", "invalid address",
        "undeliverable address", "user not found", "no account", "not listed in", "couldn't be found",
        "could not be found", "wasn't found", "unknown local", "no user", "not our customer", "user doesn't",
        "who are you", "no such person", "can't be found", "isn't a valid", "not exist",
        "does not accept mail",
    ]
    private static let temporary = [
        "try again", "temporar", "timed out", "timeout", "connection refused", "greylist", "graylist",
        "too busy", "deferred", "could not be delivered for", "retry", "unable to connect",
        "no route to host", "resources", "lost connection", "will be retried", "requests to connect",
        "expired", "queue too long", "in the queue", "not responding", "dns query failed",
        "name service error", "receiving mail at a rate", "network error",
    ]
}

/// Advice about a template beyond its grammar.
public enum TemplateLint {
    public enum Use: Hashable, Sendable { case single, campaign }

    /// One piece of advice.
    public struct Advice: Hashable, Sendable, CustomStringConvertible {
        public enum Part: String, Hashable, Sendable { case subject, body }
        public var part: Part
        public var message: String
        public var description: String { "\(part.rawValue): \(message)" }
    }

    /// - Parameters:
    ///   - use: a campaign has to offer a way out.
    ///   - hasUnsubscribeHeader: List-Unsubscribe will be there.
    public static func advice(
        subject: String, body: String, for use: Use, hasUnsubscribeHeader: Bool = false
    ) -> [Advice] {
        var advice: [Advice] = []
        func add(_ part: Advice.Part, _ message: String) {
            advice.append(Advice(part: part, message: message))
        }
        let length = subject.count
        if subject.trimmingBlanks.isEmpty { add(.subject, "empty") }
        if length > 70 { add(.subject, "\(length) characters: beyond 70 most mailboxes cut it") }
        if length > 8, subject == subject.uppercased(), subject != subject.lowercased() {
            add(.subject, "all capitals read as shouting")
        }
        if subject.lowercased().hasPrefix("re:") { add(.subject, "'Re:' without a mail before it misleads") }
        if body.trimmingBlanks.isEmpty { add(.body, "empty") }
        if body.utf8.count > 100_000 { add(.body, "longer than 100 kB: Gmail cuts it") }
        for host in shorteners where body.lowercased().contains("//\(host)/") {
            add(.body, "\(host) links end up in spam folders: use the real address")
        }
        let offersExit = body.contains("unsubscribe") || body.contains("Unsubscribe")
        if use == .campaign && !offersExit && !hasUnsubscribeHeader {
            add(.body, "no way to unsubscribe: add {{unsubscribeUrl}} or the header")
        }
        return advice
    }

    private static let shorteners = ["bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly"]
}

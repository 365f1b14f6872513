public import CRMModel

/// The public addresses of a hub.
public struct TrackingAddresses: Sendable {
    /// Without a slash at the end, for instance `https://t.acme.example`.
    public let base: String
    public let key: TrackingKey
    /// Mails get a link that only machines see.
    public var setsTraps = false

    /// - Parameter publicURL: http or https; blanks and a slash at its end are cut.
    /// - Returns: nil for anything else.
    public init?(publicURL: String, key: TrackingKey) {
        var base = publicURL.trimmingBlanks
        while base.hasSuffix("/") { base.removeLast() }
        guard LinkTarget.isTrackable(base), !base.contains("?"), !base.contains("#") else { return nil }
        self.base = base
        self.key = key
    }

    /// The pixel.
    public func open(_ job: ID<OutboxJob>) -> String {
        "\(base)/track/open/\(key.seal(TrackingToken(kind: .open, job: job)))"
    }

    /// The redirect for a link; the link itself when it cannot be tracked, or leads to the hub already.
    public func click(_ job: ID<OutboxJob>, link: Int, target: String) -> String {
        guard LinkTarget.isTrackable(target), !target.hasPrefix(base + "/"),
            (0..<HitJudge.trapLink).contains(link)
        else {
            return target
        }
        return
            "\(base)/track/click/\(key.seal(TrackingToken(kind: .click(link: link, target: target), job: job)))"
    }

    /// The link that only machines see; nil when mails get none. It leads to a page of the hub without content.
    public func trap(_ job: ID<OutboxJob>) -> String? {
        guard setsTraps else { return nil }
        let target = TrackingToken.Kind.click(link: HitJudge.trapLink, target: base + "/robots.txt")
        return "\(base)/track/click/\(key.seal(TrackingToken(kind: target, job: job)))"
    }

    public func unsubscribe(_ job: ID<OutboxJob>) -> String {
        "\(base)/unsubscribe/\(key.unsubscribeToken(for: job))"
    }

    /// `List-Unsubscribe` and `List-Unsubscribe-Post` (RFC 2369, RFC 8058).
    ///
    /// - Parameter mailbox: where an unsubscribe mail goes, with the token in its subject.
    public func unsubscribeHeaders(_ job: ID<OutboxJob>, mailbox: EmailAddress)
        -> [(name: String, value: String)]
    {
        let mail =
            "mailto:\(PercentEncoding.address(mailbox.text))?subject=unsubscribe%20\(key.unsubscribeToken(for: job))"
        return [
            ("List-Unsubscribe", "<\(unsubscribe(job))>, <\(mail)>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    }
}

/// Message-IDs of outgoing mail: `job.hmac@domain`.
public enum MessageIdentity {
    /// Without angle brackets; the same for each try of the job.
    public static func mint(_ job: ID<OutboxJob>, key: TrackingKey, sender: EmailAddress) -> String {
        let domain = sender.domain.filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-")
        }
        return "\(job).\(key.messageSignature(for: job))@\(domain.isEmpty ? "localhost" : domain)"
    }

    /// The job that a Message-ID was minted for.
    ///
    /// - Parameter messageID: with or without angle brackets.
    /// - Returns: nil when it is not one of ours.
    public static func job(of messageID: String, key: TrackingKey) -> ID<OutboxJob>? {
        let text = messageID.trimmingBlanks.drop { $0 == "<" }
        let local = text.prefix { $0 != "@" }.split(separator: ".")
        guard local.count == 2, local[0].count == 36, let job = ID<OutboxJob>(String(local[0])),
            key.isSignature(local[1], of: job)
        else { return nil }
        return job
    }
}

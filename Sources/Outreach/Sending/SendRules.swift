public import CRMModel
public import CRMStore
public import MailCore

/// What follows from what a server said. Pure.
public enum SendRules {
    /// Minutes until the next try after the first, second … temporary refusal; the last one repeats.
    static let pauses: [Double] = [1, 5, 15, 60, 180, 240]

    /// When a mail that could not be sent is given up: one to one 48 hours after its first try, a campaign's after 24.
    public static func expiry(of mail: ClaimedMail) -> Timestamp {
        mail.firstTried.adding(seconds: mail.kind == .step ? 86_400 : 172_800)
    }

    /// When to try again after the try with this number, from 1.
    public static func nextTry(after attempt: Int, at now: Timestamp) -> Timestamp {
        now.adding(seconds: pauses[max(0, min(attempt - 1, pauses.count - 1))] * 60)
    }

    /// What becomes of a mail after the server's answer.
    public static func outcome(of answer: SMTPOutcome, for mail: ClaimedMail, at now: Timestamp)
        -> SendOutcome
    {
        switch answer {
        case .accepted(let reply, let refused):
            let taken = DeliveryReply(code: reply.code, enhanced: reply.enhanced, text: reply.text)
            return refused.isEmpty ? .accepted(taken) : partial(taken, refused, for: mail, at: now)
        case .refused(let refusal, _):
            return .refused(self.reply(refusal), isBounce: isAddressAtFault(refusal))
        case .temporary(let refusal, _):
            if now >= expiry(of: mail) {
                let words = "given up after \(mail.attempt) tries: \(refusal.text)"
                return .refused(
                    DeliveryReply(code: Int(refusal.status), enhanced: refusal.enhanced, text: words),
                    isBounce: false)
            }
            if isThrottling(refusal) {
                return .throttled(reply(refusal), until: now.adding(seconds: 300))
            }
            return .deferred(reply(refusal), until: nextTry(after: mail.attempt, at: now))
        case .uncertain: return .uncertain("the connection was lost after the data: the server may have it")
        }
    }

    /// Taken for some: whoever was put off is tried again until the mail is given up.
    private static func partial(
        _ reply: DeliveryReply, _ refused: [RefusedRecipient], for mail: ClaimedMail, at now: Timestamp
    ) -> SendOutcome {
        let isLate = now >= expiry(of: mail)
        var reply = reply
        var (deferred, givenUp): ([UndeliveredRecipient], [UndeliveredRecipient]) = ([], [])
        for recipient in refused {
            let refusal = recipient.refusal
            reply.text += "; not for \(recipient.address): \(refusal.status) \(refusal.text)"
            var left = UndeliveredRecipient(
                address: EmailAddress(recipient.address), reply: self.reply(refusal),
                isBounce: isAddressAtFault(refusal))
            if refusal.kind == .temporary, !isLate {
                deferred.append(left)
            } else {
                if refusal.kind == .temporary {
                    left.reply.text = "given up after \(mail.attempt) tries: \(refusal.text)"
                }
                givenUp.append(left)
            }
        }
        return .partial(
            reply, deferred: deferred, refused: givenUp, until: nextTry(after: mail.attempt, at: now))
    }

    /// Nothing was sent, because there was no connection.
    ///
    /// - Parameter failures: consecutive ones of this account, at least 1.
    public static func unreachable(
        _ reason: String, failures: Int, for mail: ClaimedMail, at now: Timestamp
    ) -> SendOutcome {
        if now >= expiry(of: mail) {
            return .refused(DeliveryReply(text: "given up: \(reason)"), isBounce: false)
        }
        let pause = min(300, 15 * Double(1 << min(failures - 1, 5)))
        return .released(reason, until: now.adding(seconds: pause))
    }

    static func reply(_ refusal: ServerRefusal) -> DeliveryReply {
        DeliveryReply(code: Int(refusal.status), enhanced: refusal.enhanced, text: refusal.text)
    }

    /// The recipient does not exist or takes no mail; a refusal of the sender or the content is none.
    static func isAddressAtFault(_ refusal: ServerRefusal) -> Bool {
        guard refusal.kind == .permanent else { return false }
        if let enhanced = refusal.enhanced {
            return ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(enhanced)
        }
        return refusal.status == "550"
            && ["unknown", "no such", "not exist", "invalid"].contains {
                refusal.text.lowercased().contains($0)
            }
    }

    static func isThrottling(_ refusal: ServerRefusal) -> Bool {
        refusal.status == "421" || refusal.status == "454" || refusal.enhanced?.hasPrefix("4.7.") == true
    }
}

public import CRMModel
import Platform

/// The identity of the mail of one campaign step to one recipient.
public enum StepIdentity {
    /// The same each time it is made, and with it the Message-ID: a copy in Sent proves that it went out, also after a
    /// restored backup that is older than the mail.
    ///
    /// - Parameter epoch: grows when a mail is to be another one although the step is the same.
    public static func job(_ enrolment: ID<Enrolment>, step: Int, epoch: Int) -> ID<OutboxJob> {
        let digest = Digest.sha256(Array("step:\(enrolment):\(step):\(epoch)".utf8))
        let low = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return ID(high: enrolment.high, low: 0x8000_0000_0000_0000 | (low >> 2))
    }
}

import CRMModel
import CRMStore
import Synchronization

/// Messages that a server lists and does not hand out, so that not every pass stumbles over them again.
///
/// Kept in memory only: the next start of the program tries each of them once more.
final class WithheldMessages: Sendable {
    struct Place: Hashable, Sendable {
        var folder: RowID<Folder>
        var uidValidity: UInt32?
        var uid: UInt32
    }

    private struct Complaint {
        var words: String
        var until: Timestamp
    }

    private let complaints = Mutex<[Place: Complaint]>([:])
    private static let days = 1.0
    private static let limit = 10_000

    /// Remembers for a day that a message could not be had.
    func note(_ place: Place, _ words: String, at now: Timestamp) {
        complaints.withLock { all in
            if all.count >= Self.limit { all = [:] }
            all[place] = Complaint(words: words, until: now.adding(seconds: Self.days * 86_400))
        }
    }

    /// Why a message was not handed out; nil when it is worth another attempt.
    func words(for place: Place, at now: Timestamp) -> String? {
        complaints.withLock { all in
            guard let complaint = all[place] else { return nil }
            if complaint.until > now { return complaint.words }
            all[place] = nil
            return nil
        }
    }
}

import MailCore

/// What to do about a folder, given what is known here and what the server says. Pure.
public enum SyncPlan {
    /// What is known here of a folder.
    public struct Local: Hashable, Sendable {
        /// Nil before the first sync.
        public var uidValidity: UInt32?
        public var uidNext: UInt32?
        public var highestModSeq: UInt64?
        /// How many messages of the server's folder are held here.
        public var count: Int
        /// Everything that was there at the last pass is held here: nothing is left to fetch behind.
        public var isComplete: Bool

        public init(
            uidValidity: UInt32?, uidNext: UInt32?, highestModSeq: UInt64?, count: Int, isComplete: Bool
        ) {
            self.uidValidity = uidValidity
            self.uidNext = uidNext
            self.highestModSeq = highestModSeq
            self.count = count
            self.isComplete = isComplete
        }
    }

    /// What SELECT said.
    public struct Remote: Hashable, Sendable {
        public var uidValidity: UInt32?
        public var uidNext: UInt32?
        public var highestModSeq: UInt64?
        public var count: Int

        public init(uidValidity: UInt32?, uidNext: UInt32?, highestModSeq: UInt64?, count: Int) {
            self.uidValidity = uidValidity
            self.uidNext = uidNext
            self.highestModSeq = highestModSeq
            self.count = count
        }
    }

    public enum Step: Hashable, Sendable {
        /// UIDs mean something else now: forget where messages were, keep the messages (RFC 9051 §2.3.1.1).
        case forgetLocations
        /// List the server's UIDs, fetch what is missing here, mark what is gone there.
        case compareUIDs
        /// Take the flags of messages that changed after this mod-sequence (RFC 7162), or of all when nil.
        case fetchFlags(changedSince: UInt64?)
    }

    /// - Parameters:
    ///   - looksAtFlags: whether a server without mod-sequences is asked for all flags now; a slow scan that is
    ///     not done at every poll.
    /// - Returns: in order; empty when nothing can have changed.
    public static func steps(local: Local, remote: Remote, looksAtFlags: Bool = true) -> [Step] {
        guard let known = local.uidValidity else { return [.compareUIDs] }
        // A server that leaves UIDVALIDITY out promises nothing; its UIDs are taken as they were.
        if let now = remote.uidValidity, now != known { return [.forgetLocations, .compareUIDs] }
        var steps: [Step] = []
        // A UIDNEXT that shrank breaks the rules: look at every UID.
        let hasMoved = local.uidNext != remote.uidNext || remote.uidNext == nil || local.count != remote.count
        if hasMoved || !local.isComplete { steps.append(.compareUIDs) }
        if let since = local.highestModSeq, let now = remote.highestModSeq {
            if now != since { steps.append(.fetchFlags(changedSince: since)) }
        } else if looksAtFlags && local.count > 0 {
            steps.append(.fetchFlags(changedSince: nil))
        }
        return steps
    }

    /// What is there but not here, newest (highest) first, and what is here but no longer there, ascending.
    ///
    /// - Parameters:
    ///   - here: ascending, without duplicates.
    ///   - there: ascending, without duplicates.
    public static func difference(here: [UInt32], there: [UInt32]) -> (missing: [UInt32], vanished: [UInt32])
    {
        var missing: [UInt32] = []
        var vanished: [UInt32] = []
        var i = 0
        var j = 0
        while i < here.count || j < there.count {
            if j == there.count || (i < here.count && here[i] < there[j]) {
                vanished.append(here[i])
                i += 1
            } else if i == here.count || there[j] < here[i] {
                missing.append(there[j])
                j += 1
            } else {
                i += 1
                j += 1
            }
        }
        return (missing.reversed(), vanished)
    }

    /// - Parameters:
    ///   - set: ascending and joined.
    ///   - uids: ascending.
    /// - Returns: those of `uids` that are not in `set`.
    static func leavingOut(_ set: UIDSet, from uids: [UInt32]) -> [UInt32] {
        var ranges = set.ranges[...]
        return uids.filter { uid in
            while let first = ranges.first, first.upperBound < uid { ranges.removeFirst() }
            return ranges.first?.contains(uid) != true
        }
    }

    /// Cuts what is missing into batches: small ones first, so that the newest mail appears at once.
    ///
    /// - Parameter missing: newest first.
    public static func batches(_ missing: [UInt32]) -> [[UInt32]] {
        var result: [[UInt32]] = []
        var start = 0
        var size = 50
        while start < missing.count {
            let end = min(start + size, missing.count)
            result.append(Array(missing[start..<end]))
            start = end
            size = min(size * 3, 1000)
        }
        return result
    }
}

/// The number of a message in one mailbox as long as its UIDVALIDITY lasts (RFC 9051 §2.3.1.1); never 0.
public struct UID: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    public let rawValue: UInt32

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt32) { rawValue = value }

    public static func < (left: UID, right: UID) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// A set of message numbers in ranges (RFC 9051 `sequence-set`): small even when it names millions.
///
/// The ranges keep the order in which the server gave them, because COPYUID pairs two sets by position.
public struct UIDSet: Hashable, Sendable, CustomStringConvertible {
    /// Never empty ranges; ascending inside each.
    public private(set) var ranges: [ClosedRange<UInt32>]

    public init(ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }
    public init(_ uid: UID) { ranges = [uid.rawValue...uid.rawValue] }
    public init(_ range: ClosedRange<UID>) {
        ranges = [range.lowerBound.rawValue...range.upperBound.rawValue]
    }

    /// From `uid` to the end of the mailbox, whatever is there.
    ///
    /// A server answers this with its last message even when that lies before `uid`.
    public static func from(_ uid: UID) -> UIDSet { UIDSet(ranges: [uid.rawValue...UInt32.max]) }

    /// The UIDs in ascending order, neighbours joined to ranges, duplicates dropped.
    public init(_ uids: some Sequence<UID>) {
        ranges = []
        for uid in uids.map(\.rawValue).sorted() {
            guard let last = ranges.last else {
                ranges.append(uid...uid)
                continue
            }
            if uid <= last.upperBound { continue }
            if uid == last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...uid
            } else {
                ranges.append(uid...uid)
            }
        }
    }

    /// The same numbers in ascending order, ranges that touch joined, duplicates dropped.
    public init(joining ranges: some Sequence<ClosedRange<UInt32>>) {
        self.ranges = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = self.ranges.last, Int(range.lowerBound) <= Int(last.upperBound) + 1 else {
                self.ranges.append(range)
                continue
            }
            self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        }
    }

    public var isEmpty: Bool { ranges.isEmpty }

    /// How many numbers the set names; a hostile server may name four billion.
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    public func contains(_ uid: UID) -> Bool { ranges.contains { $0.contains(uid.rawValue) } }

    /// The UIDs one by one in the order of the ranges, at most `limit` of them.
    public func uids(limit: Int = 1_000_000) -> [UID] {
        var result: [UID] = []
        for range in ranges {
            for value in range {
                if result.count == limit { return result }
                result.append(UID(value))
            }
        }
        return result
    }

    /// The wire form, such as `1:4,7,9:*`; `4294967295` at the end of a range is written `*`.
    public var description: String {
        ranges.map { range in
            if range.upperBound == UInt32.max, range.lowerBound != range.upperBound {
                return "\(range.lowerBound):*"
            }
            return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound):\(range.upperBound)"
        }.joined(separator: ",")
    }

    /// Pieces whose wire form has at most `count` ranges, so that command lines stay short (RFC 7162 §4: 8,192).
    public func pieces(ofRanges count: Int) -> [UIDSet] {
        stride(from: 0, to: ranges.count, by: count).map {
            UIDSet(ranges: Array(ranges[$0..<min($0 + count, ranges.count)]))
        }
    }
}

import Glibc

/// A numeric internet address; an IPv4 address and the IPv6 form that carries it are the same.
public struct NetworkAddress: Hashable, Sendable, Comparable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Returns: nil for anything but a numeric IPv4 or IPv6 address.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 45 else { return nil }
        let text = String(text)
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: v4.s_addr)))
            return
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let halves = withUnsafeBytes(of: &v6) { bytes in
            (bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }, bytes[8...].reduce(0) { $0 << 8 | UInt64($1) })
        }
        self.init(high: halves.0, low: halves.1)
    }

    var isVersion4: Bool { high == 0 && low >> 32 == 0xFFFF }

    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

    /// Whether both are likely of one household or office: the same 256 addresses of IPv4, or /48 of IPv6.
    public static func isSimilar(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let left = NetworkAddress(left), let right = NetworkAddress(right) else { return false }
        guard left.isVersion4 == right.isVersion4 else { return false }
        return left.isVersion4 ? left.low >> 8 == right.low >> 8 : left.high >> 16 == right.high >> 16
    }
}

/// Addresses from one to another, both included.
public struct NetworkRange: Hashable, Sendable {
    let first: NetworkAddress
    let last: NetworkAddress

    /// - Parameter text: an address, or one with the length of a prefix, such as `192.0.2.0/24`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = parts.first, let address = NetworkAddress(start) else { return nil }
        var length = 128
        if parts.count == 2 {
            let whole = address.isVersion4 ? 32 : 128
            guard let given = Int(parts[1]), (0...whole).contains(given) else { return nil }
            length = 128 - whole + given
        }
        let high: UInt64 = length >= 64 ? 0 : ~0 >> UInt64(length)
        let low: UInt64 = length <= 64 ? ~0 : length >= 128 ? 0 : ~0 >> UInt64(length - 64)
        first = NetworkAddress(high: address.high & ~high, low: address.low & ~low)
        last = NetworkAddress(high: address.high | high, low: address.low | low)
    }
}

/// Any number of ranges, asked in a few steps.
public struct NetworkSet: Hashable, Sendable {
    /// Apart from each other, by their first address.
    private let ranges: [Span]

    private struct Span: Hashable, Sendable {
        var first: NetworkAddress
        var last: NetworkAddress
    }

    public init(_ ranges: some Sequence<NetworkRange> = []) {
        self.init(spans: ranges.map { Span(first: $0.first, last: $0.last) })
    }

    /// Reads a list: one range a line, before the first comma, as Apple publishes its own; other lines are skipped.
    public init(list text: String) {
        self.init(
            text.split(whereSeparator: \.isNewline).lazy.compactMap { line in
                NetworkRange(line.prefix { $0 != "," && $0 != " " && $0 != "#" })
            })
    }

    private init(spans: some Sequence<Span>) {
        var merged: [Span] = []
        for span in spans.sorted(by: { $0.first < $1.first }) {
            if let end = merged.last?.last, span.first <= end {
                merged[merged.count - 1].last = max(end, span.last)
            } else {
                merged.append(span)
            }
        }
        ranges = merged
    }

    public var isEmpty: Bool { ranges.isEmpty }

    public func union(_ other: NetworkSet) -> NetworkSet { NetworkSet(spans: ranges + other.ranges) }

    /// Whether a numeric address is in one of the ranges.
    public func contains(_ text: String) -> Bool {
        guard !ranges.isEmpty, let address = NetworkAddress(text) else { return false }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].last < address { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].first <= address
    }
}

/// Whose networks are known.
public struct KnownNetworks: Hashable, Sendable {
    /// From which our own looks come.
    public var own: NetworkSet
    /// Apple's own and the ones through which it fetches pictures for people.
    public var apple: NetworkSet
    /// From which mail is scanned. Only clicks are held against them: the same companies' image proxies open for people.
    public var scanners: NetworkSet

    public init(
        own: NetworkSet = NetworkSet(), apple: NetworkSet = Self.ofApple,
        scanners: NetworkSet = Self.ofScanners
    ) {
        self.own = own
        self.apple = apple
        self.scanners = scanners
    }

    /// What belongs to Apple itself. The list of its partners' addresses is long and changes: `hub.apple-egress`.
    public static let ofApple = NetworkSet(
        ["17.0.0.0/8", "2620:149::/32", "2a01:b740::/32", "2403:300::/32"].compactMap { NetworkRange($0) })

    /// Mail gateways that have networks of their own: Exchange Online Protection, Proofpoint, Mimecast, Barracuda.
    public static let ofScanners = NetworkSet(scannerRanges)
    static let scannerRanges = [
        "40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "2a01:111:f400::/48",
        "2a01:111:f403::/48", "67.231.144.0/20", "148.163.128.0/19", "205.139.110.0/24", "207.211.30.0/24",
        "64.235.144.0/20", "209.222.80.0/21",
    ].compactMap { NetworkRange($0) }

    /// Those of `ofScanners` and more.
    public static func scanners(and more: [NetworkRange]) -> NetworkSet { NetworkSet(scannerRanges + more) }
}

public import CRMModel
public import Platform

/// What a tracking address stands for.
public struct TrackingToken: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case open
        /// - Parameters:
        ///   - link: its number in the mail, from 0 to 65,535.
        ///   - target: where the hub redirects to; http or https.
        case click(link: Int, target: String)
    }

    public var kind: Kind
    public var job: ID<OutboxJob>

    public init(kind: Kind, job: ID<OutboxJob>) {
        self.kind = kind
        self.job = job
    }
}

/// Seals and opens what stands in tracking and unsubscribe addresses, with the key that composer and hub share.
///
/// Tracking tokens are AES-256-GCM, so that a recipient learns nothing and nobody can make the hub redirect
/// elsewhere. Unsubscribe tokens are a readable id with an HMAC: they work for years, without a table.
public struct TrackingKey: Sendable {
    /// A longer token is not looked at.
    public static let maximumTokenLength = 6000
    /// The version of the format, the first byte of each token.
    static let version: UInt8 = 1

    /// One key of the ring.
    private struct Pair: Sendable {
        let sealing: SymmetricKey
        let signing: SymmetricKey

        init(_ master: SymmetricKey) {
            sealing = master.derived(for: "rapport tracking token 1")
            signing = master.derived(for: "rapport unsubscribe token 1")
        }
    }

    /// Seals and signs; opens first.
    private let first: Pair
    private let older: [Pair]

    /// - Parameters:
    ///   - master: the workspace's key; two keys of one purpose each are derived from it.
    ///   - older: keys that go on opening what they sealed: of mails sent before, or by others who share the hub.
    public init(master: SymmetricKey, older: [SymmetricKey] = []) {
        first = Pair(master)
        self.older = older.map(Pair.init)
    }

    /// The token in base64url: 60 characters for an open; more for a click, by its target.
    public func seal(_ token: TrackingToken) -> String {
        var plain: [UInt8] = []
        switch token.kind {
        case .open: plain = [0] + token.job.bytes
        case .click(let link, let target):
            let number = UInt16(clamping: link)
            plain = [1] + token.job.bytes + [UInt8(number >> 8), UInt8(number & 255)] + Array(target.utf8)
        }
        return Base64URL.encode(
            [Self.version] + Seal.seal(plain, key: first.sealing, context: [Self.version]))
    }

    /// - Returns: nil for anything that this key did not seal.
    public func open(_ text: some StringProtocol) -> TrackingToken? {
        guard text.utf8.count <= Self.maximumTokenLength, let bytes = Base64URL.decode(text),
            bytes.first == Self.version, let plain = open(sealed: Array(bytes.dropFirst())),
            plain.count >= 17, let job = ID<OutboxJob>(bytes: plain[1..<17])
        else { return nil }
        switch plain[0] {
        case 0: return plain.count == 17 ? TrackingToken(kind: .open, job: job) : nil
        case 1:
            guard plain.count > 19 else { return nil }
            let target = String(decoding: plain[19...], as: UTF8.self)
            guard LinkTarget.isTrackable(target) else { return nil }
            let link = Int(plain[17]) << 8 | Int(plain[18])
            return TrackingToken(kind: .click(link: link, target: target), job: job)
        default: return nil
        }
    }

    private func open(sealed: [UInt8]) -> [UInt8]? {
        if let plain = Seal.open(sealed, key: first.sealing, context: [Self.version]) { return plain }
        for pair in older {
            if let plain = Seal.open(sealed, key: pair.sealing, context: [Self.version]) { return plain }
        }
        return nil
    }

    /// The token that takes the recipient of `job` off the list: version, id, 16 bytes of HMAC, in base64url.
    public func unsubscribeToken(for job: ID<OutboxJob>) -> String {
        let body = [Self.version] + job.bytes
        return Base64URL.encode(body + Digest.hmacSHA256(key: first.signing.bytes, body).prefix(16))
    }

    /// - Returns: nil unless `unsubscribeToken(for:)` made it.
    public func openUnsubscribe(_ text: some StringProtocol) -> ID<OutboxJob>? {
        guard text.utf8.count < 64, let bytes = Base64URL.decode(text), bytes.count == 33,
            bytes[0] == Self.version
        else { return nil }
        let body = Array(bytes[..<17])
        for pair in [first] + older {
            let tag = Array(Digest.hmacSHA256(key: pair.signing.bytes, body).prefix(16))
            if Digest.isEqual(tag, Array(bytes[17...])) { return ID<OutboxJob>(bytes: body[1...]) }
        }
        return nil
    }

    /// 10 hexadecimal digits that tie a Message-ID to this workspace.
    func messageSignature(for job: ID<OutboxJob>) -> String { Self.signature(job, first) }

    /// Whether `messageSignature` of this or an older key made it.
    func isSignature(_ text: some StringProtocol, of job: ID<OutboxJob>) -> Bool {
        ([first] + older).contains { Self.signature(job, $0) == text }
    }

    private static func signature(_ job: ID<OutboxJob>, _ pair: Pair) -> String {
        Hex.encode(Digest.hmacSHA256(key: pair.signing.bytes, [0] + job.bytes).prefix(5))
    }
}

/// Which link targets can be tracked.
public enum LinkTarget {
    /// An absolute http or https address without controls or blanks, at most 4,000 bytes.
    public static func isTrackable(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        guard start.hasPrefix("http://") || start.hasPrefix("https://"), url.utf8.count <= 4000 else {
            return false
        }
        let rest = url.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        guard let first = rest.first, first != UInt8(ascii: "/") else { return false }
        return url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
}

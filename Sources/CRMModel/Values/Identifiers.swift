/// The identity of what a team shares (contact, company, template, campaign, event): 16 bytes, ordered by
/// time of creation (UUIDv7, RFC 9562 §5.7), so that two machines never collide.
public struct ID<Entity>: Hashable, Sendable, Comparable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new identity.
    ///
    /// - Parameters:
    ///   - now: the moment that orders it.
    ///   - random: 74 bits are drawn.
    public init(at now: Timestamp, using random: inout some RandomNumberGenerator) {
        let time = UInt64(clamping: now.milliseconds) & 0xFFFF_FFFF_FFFF
        high = time << 16 | 0x7000 | (random.next() & 0x0FFF)
        low = 0x8000_0000_0000_0000 | (random.next() >> 2)
    }

    /// - Parameter bytes: exactly 16, else nil.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// 16 bytes, big endian.
    public var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }

    public static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

extension ID: CustomStringConvertible, LosslessStringConvertible {
    /// The usual form: 8-4-4-4-12 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// Reads the usual form; dashes are optional, case does not matter.
    public init?(_ description: String) {
        var bytes: [UInt8] = []
        var nibble: UInt8?
        for character in description where character != "-" {
            guard let value = character.hexDigitValue, character.isASCII else { return nil }
            if let high = nibble {
                bytes.append(high << 4 | UInt8(value))
                nibble = nil
            } else {
                nibble = UInt8(value)
            }
        }
        guard nibble == nil else { return nil }
        self.init(bytes: bytes)
    }
}

extension ID {
    /// The fewest digits by which one may be named.
    public static var shortest: Int { 8 }

    /// The identities whose usual form begins so.
    ///
    /// - Parameter text: `shortest` to 32 hexadecimal digits; dashes are optional, case does not matter.
    /// - Returns: nil for anything else.
    public static func range(beginning text: String) -> ClosedRange<Self>? {
        let digits = text.filter { $0 != "-" }
        guard (shortest...32).contains(digits.count), text.count <= 36 else { return nil }
        func filled(_ digit: String) -> Self? {
            Self(digits + String(repeating: digit, count: 32 - digits.count))
        }
        guard let first = filled("0"), let last = filled("f"), first <= last else { return nil }
        return first...last
    }
}

/// The identity of a row of the local mail cache; never leaves this machine.
public struct RowID<Entity>: Hashable, Sendable, Comparable {
    public let rawValue: Int64

    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension RowID: CustomStringConvertible, LosslessStringConvertible {
    public var description: String { String(rawValue) }

    /// Reads a positive decimal number.
    public init?(_ description: String) {
        guard let value = Int64(description), value > 0 else { return nil }
        self.init(value)
    }
}

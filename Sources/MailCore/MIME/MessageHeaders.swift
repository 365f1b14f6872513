/// The header fields of a message in their order, decoded when asked for (RFC 5322 §2.2).
public struct MessageHeaders: Hashable, Sendable {
    private struct Field: Hashable, Sendable {
        var name: Range<Int>
        var value: Range<Int>
    }

    private var bytes: [UInt8]
    private var fields: [Field] = []
    /// The charset to read raw 8-bit values in when they are not UTF-8: that of the body.
    var fallbackCharset: String?
    /// True when a line was there that is no header field.
    private(set) var hasJunk = false

    /// More fields than this are ignored.
    static let fieldLimit = 2_000

    init() { bytes = [] }

    /// Reads a header block; stops at the first empty line.
    init(_ source: UnsafeBufferPointer<UInt8>) {
        let end = MessageHeaders.blockEnd(source)
        bytes = Array(source[..<end])
        scan()
    }

    /// Reads a header block held as text, as a bounce returns it.
    public init(text: String) {
        let all = Array(text.utf8)
        self = all.withUnsafeBufferPointer { MessageHeaders($0) }
    }

    /// The offset behind the last header line: the empty line's start, or the end.
    static func blockEnd(_ source: UnsafeBufferPointer<UInt8>) -> Int {
        var index = 0
        let count = source.count
        while index < count {
            if source[index] == 0x0A { return index }
            if source[index] == 0x0D, index + 1 < count, source[index + 1] == 0x0A { return index }
            while index < count, source[index] != 0x0A { index += 1 }
            index += 1
        }
        return count
    }

    private mutating func scan() {
        var index = 0
        var found: [Field] = []
        found.reserveCapacity(32)
        while index < bytes.count, found.count < MessageHeaders.fieldLimit {
            let start = index
            while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            var end = index
            if end > start, bytes[end - 1] == 0x0D { end -= 1 }
            index += 1
            if bytes[start] == 0x20 || bytes[start] == 0x09 {
                // A continuation belongs to the field before it, line break included; decoding unfolds.
                if found.isEmpty {
                    hasJunk = true
                } else {
                    found[found.count - 1].value = found[found.count - 1].value.lowerBound..<end
                }
                continue
            }
            guard let colon = bytes[start..<end].firstIndex(of: 0x3A) else {
                hasJunk = true
                continue
            }
            var nameEnd = colon
            while nameEnd > start, ASCII.isBlank(bytes[nameEnd - 1]) { nameEnd -= 1 }
            guard nameEnd > start, bytes[start..<nameEnd].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                hasJunk = true
                continue
            }
            var valueStart = colon + 1
            while valueStart < end, ASCII.isBlank(bytes[valueStart]) { valueStart += 1 }
            found.append(Field(name: start..<nameEnd, value: valueStart..<end))
        }
        fields = found
    }

    /// How many fields there are.
    public var count: Int { fields.count }
    public var isEmpty: Bool { fields.isEmpty }

    /// The first field of this name (case does not matter), decoded and unfolded; nil when there is none.
    public func first(_ name: String) -> String? {
        for field in fields where ASCII.equal(bytes[field.name], name) { return decoded(field) }
        return nil
    }

    /// Every field of this name in order, decoded and unfolded.
    public func all(_ name: String) -> [String] {
        fields.filter { ASCII.equal(bytes[$0.name], name) }.map(decoded)
    }

    public func contains(_ name: String) -> Bool {
        fields.contains { ASCII.equal(bytes[$0.name], name) }
    }

    /// All fields as name and decoded value, in order.
    public var decodedFields: [(name: String, value: String)] {
        fields.map { (String(decoding: bytes[$0.name], as: UTF8.self), decoded($0)) }
    }

    /// The header block as received.
    public var rawBytes: [UInt8] { bytes }

    /// The raw value of the first field of this name, unfolded, encoded words untouched.
    func raw(_ name: String) -> [UInt8]? {
        for field in fields where ASCII.equal(bytes[field.name], name) {
            return EncodedWords.unfolded(Array(bytes[field.value]))
        }
        return nil
    }

    /// Raw values of every field of this name, unfolded, encoded words untouched.
    func allRaw(_ name: String) -> [[UInt8]] {
        fields.filter { ASCII.equal(bytes[$0.name], name) }
            .map { EncodedWords.unfolded(Array(bytes[$0.value])) }
    }

    private func decoded(_ field: Field) -> String {
        EncodedWords.decode(bytes[field.value], fallback: fallbackCharset)
    }
}

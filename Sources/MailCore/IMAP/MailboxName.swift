/// The name of a mailbox: the bytes that the server uses, and what to show.
///
/// The bytes are kept as the server sent them and sent back unchanged, because servers store names that no
/// decoding gives back.
public struct MailboxName: Hashable, Sendable, CustomStringConvertible {
    /// The name on the wire, normally modified UTF-7 (RFC 3501 §5.1.3).
    public let bytes: [UInt8]

    /// A name as a server gave it. `INBOX` in any case becomes `INBOX`.
    public init(wire bytes: [UInt8]) {
        let isInbox = bytes.count == 5 && bytes.elementsEqual("inbox".utf8) { $0 | 0x20 == $1 }
        self.bytes = isInbox ? Array("INBOX".utf8) : bytes
    }

    /// The name that shows as `text`.
    public init(_ text: String) { self.init(wire: ModifiedUTF7.encode(text)) }

    public static let inbox = MailboxName("INBOX")

    /// The readable name: modified UTF-7 decoded, else UTF-8, else with replacement characters.
    public var text: String { ModifiedUTF7.decode(bytes) ?? String(decoding: bytes, as: UTF8.self) }

    public var description: String { text }
}

/// Modified UTF-7 (RFC 3501 §5.1.3): printable ASCII as it is, `&` as `&-`, the rest as UTF-16 in Base64
/// with `,` for `/` and without padding.
enum ModifiedUTF7 {
    static func encode(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var shifted: [UInt8] = []
        func flush() {
            guard !shifted.isEmpty else { return }
            result.append(UInt8(ascii: "&"))
            result += StrictBase64.encode(shifted).filter { $0 != 0x3D }.map { $0 == 0x2F ? 0x2C : $0 }
            result.append(UInt8(ascii: "-"))
            shifted = []
        }
        for unit in text.utf16 {
            if (0x20...0x7E).contains(unit) {
                flush()
                result.append(UInt8(unit))
                if unit == 0x26 { result.append(UInt8(ascii: "-")) }
            } else {
                shifted.append(UInt8(unit >> 8))
                shifted.append(UInt8(unit & 0xFF))
            }
        }
        flush()
        return result
    }

    /// Nil when the bytes are not modified UTF-7.
    static func decode(_ bytes: [UInt8]) -> String? {
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x26 }) { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt16] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte < 0x80 else { return nil }
            guard byte == 0x26 else {
                units.append(UInt16(byte))
                continue
            }
            guard let end = bytes[index...].firstIndex(of: 0x2D) else { return nil }
            if end == index {
                units.append(0x26)
            } else {
                let text = bytes[index..<end].map { $0 == 0x2C ? 0x2F : $0 }
                guard let raw = StrictBase64.decode(text), raw.count.isMultiple(of: 2) else { return nil }
                for pair in stride(from: 0, to: raw.count, by: 2) {
                    units.append(UInt16(raw[pair]) << 8 | UInt16(raw[pair + 1]))
                }
            }
            index = end + 1
        }
        return String(validating: units, as: UTF16.self)
    }
}

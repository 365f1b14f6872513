/// Collects the bytes of a bracketed paste up to its end mark, `ESC [ 201 ~`.
struct PasteCollector: Sendable {
    private static let end = Array("\u{1B}[201~".utf8)

    private let limit: Int
    private var bytes: [UInt8] = []
    private var matched = 0

    init(limit: Int) { self.limit = limit }

    /// Takes bytes up to the end mark.
    ///
    /// - Returns: how many it took, and the whole text when the end mark was among them.
    mutating func take(_ chunk: ArraySlice<UInt8>) -> (count: Int, text: String?) {
        var at = chunk.startIndex
        while at < chunk.endIndex {
            if matched == 0 {
                let next = chunk[at...].firstIndex(of: Self.end[0]) ?? chunk.endIndex
                bytes.append(contentsOf: chunk[at..<next].prefix(limit - bytes.count))
                at = next
                guard at < chunk.endIndex else { break }
            }
            at += 1
            if let text = take(chunk[at - 1]) { return (at - chunk.startIndex, text) }
        }
        return (chunk.count, nil)
    }

    /// What came without an end mark, with what looked like the beginning of one.
    mutating func finish() -> String {
        for held in Self.end[..<matched] { keep(held) }
        matched = 0
        return text
    }

    private mutating func take(_ byte: UInt8) -> String? {
        if byte == Self.end[matched] {
            matched += 1
            return matched == Self.end.count ? text : nil
        }
        // No proper prefix of the end mark ends in another one except by a new ESC.
        for held in Self.end[..<matched] { keep(held) }
        matched = byte == Self.end[0] ? 1 : 0
        if matched == 0 { keep(byte) }
        return nil
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count < limit { bytes.append(byte) }
    }

    /// Line ends as LF; terminals send CR for each.
    private var text: String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x0D {
                plain.append(0x0A)
            } else if byte != 0x0A || previous != 0x0D {
                plain.append(byte)
            }
            previous = byte
        }
        return String(decoding: plain, as: UTF8.self)
    }
}

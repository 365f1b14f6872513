/// Makes text of a file whose character set nobody said.
public enum TextDecoding {
    /// A byte order mark decides; else zero bytes at every other place mean UTF-16, valid UTF-8 is UTF-8, and
    /// everything else is taken for windows-1252. Never fails; what makes no sense becomes U+FFFD.
    ///
    /// - Returns: UTF-8 without a byte order mark and without NUL.
    public static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return repaired(Array(bytes.dropFirst(3))) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), bigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), bigEndian: true) }
        if let bigEndian = looksLikeUTF16(bytes) { return utf16(bytes[...], bigEndian: bigEndian) }
        if isUTF8(bytes) { return bytes.contains(0) ? bytes.filter { $0 != 0 } : bytes }
        return windows1252(bytes)
    }

    /// Text in windows-1252 (which holds ISO-8859-1) as UTF-8.
    public static func windows1252(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes where byte != 0 {
            guard byte >= 0x80 else {
                result.append(byte)
                continue
            }
            let scalar = byte < 0xA0 ? upperControls[Int(byte - 0x80)] : Unicode.Scalar(byte)
            result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        return result
    }

    /// Whether the bytes are valid UTF-8.
    public static func isUTF8(_ bytes: [UInt8]) -> Bool {
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: bytes, as: UTF8.self) != nil
    }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        let clean = bytes.contains(0) ? bytes.filter { $0 != 0 } : bytes
        return isUTF8(clean) ? clean : Array(String(decoding: clean, as: UTF8.self).utf8)
    }

    /// Zero bytes on one side of most of the first pairs: nil when this is no UTF-16, else whether the high byte
    /// comes first.
    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool? {
        let pairs = min(bytes.count / 2, 128)
        guard pairs >= 2 else { return nil }
        let first = (0..<pairs).count { bytes[2 * $0] == 0 }
        let second = (0..<pairs).count { bytes[2 * $0 + 1] == 0 }
        if second * 10 > pairs * 6 && first == 0 { return false }
        if first * 10 > pairs * 6 && second == 0 { return true }
        return nil
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (a, b) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            let unit = bigEndian ? a << 8 | b : b << 8 | a
            if unit != 0 { units.append(unit) }
            index += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// 0x80 to 0x9F of windows-1252; the five unassigned ones become U+FFFD.
    private static let upperControls: [Unicode.Scalar] = Array(
        "\u{20AC}\u{FFFD}\u{201A}\u{0192}\u{201E}\u{2026}\u{2020}\u{2021}\u{02C6}\u{2030}\u{0160}\u{2039}\u{0152}\u{FFFD}\u{017D}\u{FFFD}\u{FFFD}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{02DC}\u{2122}\u{0161}\u{203A}\u{0153}\u{FFFD}\u{017E}\u{0178}"
            .unicodeScalars)
}

extension UTF8 {
    fileprivate static let encodedReplacementCharacter: [UInt8] = [0xEF, 0xBF, 0xBD]

    fileprivate static func encode(_ scalar: Unicode.Scalar) -> [UInt8]? {
        let encoded: EncodedScalar? = UTF8.encode(scalar)
        return encoded.map { Array($0) }
    }
}

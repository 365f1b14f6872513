import CGMime

/// Bytes in a named character set to text, and never failing: mail lies about its charset all the time.
enum Charset {
    /// The text of `bytes`, declared to be in `label`.
    ///
    /// Declared UTF-8 or ASCII that is not valid is read as `fallback`, then windows-1252, when nothing in it
    /// looks like UTF-8. Unknown labels are treated as missing. Undecodable bytes become U+FFFD.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, label: String?, fallback: String? = nil) -> String
    {
        let name = canonical(label)
        switch name {
        case "", "us-ascii", "utf-8":
            if let text = validUTF8(bytes) { return text }
            if let fallback, !["", "us-ascii", "utf-8"].contains(canonical(fallback)) {
                return decode(bytes, label: fallback)
            }
            return mixesUTF8(bytes) ? String(decoding: bytes, as: UTF8.self) : windows1252(bytes)
        case "windows-1252": return windows1252(bytes)
        case "utf-7": return UTF7.decode(bytes)
        default:
            return converted(bytes, from: name) ?? decode(bytes, label: nil, fallback: fallback)
        }
    }

    static func decode(_ bytes: [UInt8], label: String?, fallback: String? = nil) -> String {
        bytes.withUnsafeBufferPointer { decode($0, label: label, fallback: fallback) }
    }

    /// The label in lower case, with the sets that senders mix up replaced by the larger set they mean.
    static func canonical(_ label: String?) -> String {
        guard let label else { return "" }
        let name = label.trimmed.asciiLowercased
        switch name {
        case "utf8", "utf-8", "unicode-1-1-utf-8", "utf_8": return "utf-8"
        case "ascii", "us-ascii", "ansi_x3.4-1968", "7bit", "8bit", "unknown-8bit", "x-unknown", "unknown",
            "default", "binary", "none", "default_charset", "x-user-defined", "us-ascii7bit":
            return "us-ascii"
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "cp1252", "windows-1252",
            "ansi", "x-ansi", "iso-8859-1-windows-3.1-latin-1", "iso-8859-15-windows":
            return "windows-1252"
        case "gb2312", "gbk", "x-gbk", "gb_2312-80", "euc-cn", "cn-gb", "hz-gb2312": return "gb18030"
        case "ks_c_5601-1987", "ks_c_5601", "euc-kr", "ksc5601", "x-windows-949": return "cp949"
        case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j": return "cp932"
        case "iso-2022-jp": return "iso-2022-jp-3"
        case "big5", "x-x-big5": return "big5-hkscs"
        case "utf-7", "unicode-1-1-utf-7": return "utf-7"
        case "iso-8859-8-i": return "iso-8859-8"
        case "x-mac-roman", "macroman": return "macintosh"
        case "iso-8859-9": return "windows-1254"
        default: return name
        }
    }

    private static func validUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    /// True when at least one well-formed sequence of several bytes is there: damaged UTF-8, not another set.
    private static func mixesUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var good = 0
        var bad = 0
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            let length =
                lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
            let isGood =
                length > 0 && index + length <= bytes.count
                && (1..<max(length, 1)).allSatisfy { bytes[index + $0] & 0xC0 == 0x80 }
            if isGood {
                if length > 1 { good += 1 }
                index += length
            } else {
                bad += 1
                index += 1
            }
        }
        return good >= max(1, bad)
    }

    private static func windows1252(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                output.append(byte)
            } else {
                let scalar = byte < 0xA0 ? windows1252High[Int(byte - 0x80)] : UInt16(byte)
                if scalar < 0x800 {
                    output.append(UInt8(0xC0 | scalar >> 6))
                } else {
                    output.append(UInt8(0xE0 | scalar >> 12))
                    output.append(UInt8(0x80 | (scalar >> 6 & 0x3F)))
                }
                output.append(UInt8(0x80 | scalar & 0x3F))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static let windows1252High: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152,
        0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122,
        0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    /// By the C library's iconv; nil when it does not know the set.
    private static func converted(_ bytes: UnsafeBufferPointer<UInt8>, from name: String) -> String? {
        guard name.utf8.count < 48, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F }) else {
            return nil
        }
        guard let converter = g_iconv_open("utf-8", name), Int(bitPattern: converter) != -1 else {
            return nil
        }
        defer { g_iconv_close(converter) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 2)
        // iconv wants a mutable pointer but does not write through its input.
        var input = UnsafeMutablePointer(
            mutating: UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self))
        var left = gsize(bytes.count)
        var chunk = [UInt8](repeating: 0, count: 8192)
        while left > 0 {
            var failure: Int32 = 0
            let written = chunk.withUnsafeMutableBytes { room -> Int in
                var out = room.baseAddress?.assumingMemoryBound(to: CChar.self)
                var space = gsize(room.count)
                if g_iconv(converter, &input, &left, &out, &space) == gsize.max { failure = gm_errno() }
                return room.count - Int(space)
            }
            output.append(contentsOf: chunk[..<written])
            if failure == gm_e2big() || failure == 0 { continue }
            output.append(contentsOf: [0xEF, 0xBF, 0xBD])
            guard left > 0, let position = input else { break }
            input = position + 1
            left -= 1
        }
        return String(decoding: output, as: UTF8.self)
    }
}

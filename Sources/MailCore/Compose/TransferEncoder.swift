/// Bodies for the wire (RFC 2045 §6.7, §6.8): lines of at most 76 characters that survive any server.
enum TransferEncoder {
    /// A text body with the encoding that suits it.
    struct EncodedText {
        var encoding: String
        var bytes: [UInt8]
    }

    /// `7bit` for short ASCII lines, quoted-printable for the rest, base64 where that would triple the text.
    static func text(_ text: String) -> EncodedText {
        let bytes = crlf(text)
        if isShortASCII(bytes) { return EncodedText(encoding: "7bit", bytes: bytes) }
        let high = bytes.count { $0 >= 0x80 }
        if high * 3 > bytes.count { return EncodedText(encoding: "base64", bytes: base64Lines(bytes)) }
        return EncodedText(encoding: "quoted-printable", bytes: quotedPrintable(bytes))
    }

    /// Any line ends to CRLF; NUL dropped; ends in a line break.
    static func crlf(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + text.utf8.count / 32)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0: continue
            case 0x0A: if previous != 0x0D { output += [0x0D, 0x0A] }
            case 0x0D: output += [0x0D, 0x0A]
            default: output.append(byte)
            }
            previous = byte
        }
        if !output.isEmpty, output.last != 0x0A { output += [0x0D, 0x0A] }
        return output
    }

    private static func isShortASCII(_ bytes: [UInt8]) -> Bool {
        var length = 0
        var previous: UInt8 = 0x0A
        for (index, byte) in bytes.enumerated() {
            if byte >= 0x7F || (byte < 0x20 && byte != 0x0D && byte != 0x0A && byte != 0x09) { return false }
            if length == 0, byte == 0x46 || byte == 0x2E || byte == 0x2D, isFragile(bytes[index...]) {
                return false
            }
            if byte == 0x0D, previous == 0x20 || previous == 0x09 { return false }
            length = byte == 0x0A ? 0 : length + 1
            if length > 78 { return false }
            previous = byte
        }
        return true
    }

    /// `From ` is changed by mailboxes, a lone dot by bad servers; `-- ` loses its blank.
    private static func isFragile(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: Array("From ".utf8)) || line.starts(with: Array(".\r".utf8))
    }

    static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 5 / 4)
        var column = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
                output += [0x0D, 0x0A]
                column = 0
                index += 2
                continue
            }
            let isLast = index + 1 >= bytes.count || bytes[index + 1] == 0x0D
            var isLiteral =
                (byte >= 0x21 && byte <= 0x7E && byte != 0x3D) || ((byte == 0x20 || byte == 0x09) && !isLast)
            if column == 0, byte == 0x46 || byte == 0x2E { isLiteral = false }  // "From ", lone dots
            let length = isLiteral ? 1 : 3
            if column + length > (isLast ? 76 : 75) {
                output += [0x3D, 0x0D, 0x0A]
                column = 0
                continue
            }
            if isLiteral {
                output.append(byte)
            } else {
                output += [0x3D] + Array(HeaderEncoder.hex(byte).utf8)
            }
            column += length
            index += 1
        }
        return output
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func base64(_ bytes: [UInt8]) -> String {
        String(decoding: encoded(bytes[...]), as: UTF8.self)
    }

    /// Base64 in lines of 76 characters, each ended by CRLF.
    static func base64Lines(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 4 / 3 + bytes.count / 28 + 8)
        var index = 0
        while index < bytes.count {
            let end = min(bytes.count, index + 57)
            output += encoded(bytes[index..<end])
            output += [0x0D, 0x0A]
            index = end
        }
        return output
    }

    private static func encoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let left = bytes.endIndex - index
            let first = UInt32(bytes[index]) << 16
            let second = left > 1 ? UInt32(bytes[index + 1]) << 8 : 0
            let word = first | second | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            output.append(alphabet[Int(word >> 18)])
            output.append(alphabet[Int(word >> 12 & 63)])
            output.append(left > 1 ? alphabet[Int(word >> 6 & 63)] : 0x3D)
            output.append(left > 2 ? alphabet[Int(word & 63)] : 0x3D)
            index += 3
        }
        return output
    }
}

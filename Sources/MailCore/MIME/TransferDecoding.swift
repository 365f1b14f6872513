import CGMime

/// Base64 as the encoded words of headers use it; bodies go through GMime's decoder.
enum Base64 {
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// True for text that only claims to be Base64: words with blanks between them, or marks that it has not.
    static func isUnlikely(_ bytes: some Collection<UInt8>) -> Bool {
        var known = 0
        var foreign = 0
        var isAfterBlank = false
        for byte in bytes.prefix(1_024) {
            switch byte {
            case 0x0A, 0x0D: isAfterBlank = false
            case 0x20, 0x09: isAfterBlank = true
            case _ where value(of: byte) != nil || byte == 0x3D:
                known += 1
                if isAfterBlank { foreign += 1 }
                isAfterBlank = false
            default: foreign += 1
            }
        }
        return foreign > 2 && foreign * 25 > known
    }

    /// Decodes leniently: foreign bytes are skipped, missing padding is accepted.
    static func decode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            guard let value = value(of: byte) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return output
    }
}

/// Undoes the Content-Transfer-Encoding of a body (RFC 2045 §6).
enum TransferDecoding {
    /// The decoded bytes; what cannot be decoded is dropped or kept as it is, never refused.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, encoding: GMimeContentEncoding) -> [UInt8] {
        switch encoding {
        case GMIME_CONTENT_ENCODING_BASE64, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
            return stepped(bytes, encoding: encoding)
        case GMIME_CONTENT_ENCODING_UUENCODE: return UUEncoding.decode(bytes)
        default:
            return Array(bytes)
        }
    }

    private static func stepped(
        _ bytes: UnsafeBufferPointer<UInt8>, encoding: GMimeContentEncoding
    ) -> [UInt8] {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return [] }
        var state = GMimeEncoding()
        g_mime_encoding_init_decode(&state, encoding)
        let room = g_mime_encoding_outlen(&state, bytes.count) + 16
        let input = UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
        return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let output = UnsafeMutableRawPointer(start).assumingMemoryBound(to: CChar.self)
            count = g_mime_encoding_flush(&state, input, bytes.count, output)
        }
    }
}

/// The encoding of Unix mail before MIME: lines of up to 45 bytes between `begin` and `end` (POSIX uuencode).
enum UUEncoding {
    /// The bytes of the first file in it; what is no line of it is skipped, and without `begin` all is kept as it is.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 3 / 4)
        var hasBegun = false
        for line in bytes.split(separator: 0x0A) {
            let line = line.last == 0x0D ? line.dropLast() : line
            guard hasBegun else {
                hasBegun = line.starts(with: Array("begin ".utf8))
                continue
            }
            guard let first = line.first, value(first) > 0, !line.elementsEqual("end".utf8) else { break }
            append(line.dropFirst(), count: value(first), to: &output)
        }
        return hasBegun ? output : Array(bytes)
    }

    private static func append(
        _ line: Slice<UnsafeBufferPointer<UInt8>>, count: Int, to output: inout [UInt8]
    ) {
        let end = output.count + count
        var index = line.startIndex
        // Editors cut blanks at the end of lines, which are zeros.
        func next() -> Int {
            guard index < line.endIndex else { return 0 }
            defer { index += 1 }
            return value(line[index])
        }
        while output.count < end {
            let bits = next() << 18 | next() << 12 | next() << 6 | next()
            for shift in [16, 8, 0] where output.count < end {
                output.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
    }

    private static func value(_ byte: UInt8) -> Int { Int(byte &- 0x20) & 0x3F }
}

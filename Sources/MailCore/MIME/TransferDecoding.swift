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
        case GMIME_CONTENT_ENCODING_BASE64, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
            GMIME_CONTENT_ENCODING_UUENCODE:
            return stepped(bytes, encoding: encoding)
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

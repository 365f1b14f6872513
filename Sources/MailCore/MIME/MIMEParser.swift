import CGMime

/// Takes messages apart (RFC 5322, RFC 2045 to 2049, RFC 2231) over GMime. Never fails; safe on any thread.
public enum MIMEParser {
    /// Bytes of a message beyond this are not looked at.
    public static let messageLimit = 128 << 20
    /// Text beyond this many decoded bytes over all text parts is cut off.
    public static let textLimit = 4 << 20

    /// Parses a whole raw message; LF, CRLF and CR line ends.
    public static func parse(_ bytes: [UInt8]) -> ParsedMessage {
        bytes.withUnsafeBufferPointer { parse($0) }
    }

    /// As `parse(_:)`, over borrowed bytes.
    public static func parse(_ bytes: borrowing Span<UInt8>) -> ParsedMessage {
        bytes.withUnsafeBufferPointer { parse($0) }
    }

    static func parse(_ whole: UnsafeBufferPointer<UInt8>) -> ParsedMessage {
        let start = envelopeLineLength(whole)
        let end = min(whole.count, start + messageLimit)
        let bytes = UnsafeBufferPointer(rebasing: whole[start..<end])
        var message = prepared(bytes) { bytes, isFlattened in
            var message = assemble(bytes, size: whole.count)
            if isFlattened { message.problems.append(.nestedTooDeep) }
            return message
        }
        if end < whole.count { message.problems.append(.messageTooLarge) }
        return message
    }

    /// Hands the message to `body` as GMime reads it best, and whether boundaries were taken away.
    ///
    /// Only the rare message that needs it is copied.
    private static func prepared<Value>(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>, _ isFlattened: Bool) -> Value
    ) -> Value {
        if isReturnOnly(bytes) {
            return bytes.map { $0 == 0x0D ? 0x0A : $0 }.withUnsafeBufferPointer { prepared($0, body) }
        }
        func flattened(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
            guard let flat = NestingGuard.flattened(bytes) else { return body(bytes, false) }
            return flat.withUnsafeBufferPointer { body($0, true) }
        }
        guard let repaired = HeaderRepair.repaired(bytes) else { return flattened(bytes) }
        return repaired.withUnsafeBufferPointer(flattened)
    }

    /// The decoded content of the part at `path` (as in `Attachment.path`); nil when there is no such part.
    ///
    /// An attached message comes back whole, with its headers.
    public static func attachment(in whole: [UInt8], at path: String) -> [UInt8]? {
        whole.withUnsafeBufferPointer { whole -> [UInt8]? in
            let bytes = UnsafeBufferPointer(rebasing: whole[envelopeLineLength(whole)...])
            return prepared(bytes) { bytes, _ in content(of: path, in: bytes) }
        }
    }

    private static func content(of path: String, in bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let tree = PartTree.parse(bytes), let leaf = tree.leaves.first(where: { $0.path == path })
        else { return nil }
        if leaf.type.hasPrefix("message/"), leaf.range.isEmpty {
            return PartTree.withPart(at: path, in: bytes) { nestedMessage($0) }
        }
        let encoded = UnsafeBufferPointer(rebasing: bytes[leaf.range.clamped(to: 0..<bytes.count)])
        return TransferDecoding.decode(encoded, encoding: leaf.encoding)
    }

    private static func nestedMessage(_ object: UnsafeMutablePointer<GMimeObject>) -> [UInt8]? {
        guard gm_is_message_part(object),
            let message = g_mime_message_part_get_message(gm_message_part(object)),
            let stream = g_mime_stream_mem_new()
        else { return nil }
        defer { gm_unref(stream) }
        g_mime_object_write_to_stream(gm_object(message), nil, stream)
        guard let array = g_mime_stream_mem_get_byte_array(gm_stream_mem(stream)) else { return nil }
        return Array(UnsafeBufferPointer(start: array.pointee.data, count: Int(array.pointee.len)))
    }

    /// The length of an mbox `From ` line in front of the message, 0 when there is none.
    private static func envelopeLineLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let isMarked =
            bytes.starts(with: [0x46, 0x72, 0x6F, 0x6D, 0x20])
            || bytes.starts(with: [0x3E, 0x46, 0x72, 0x6F, 0x6D, 0x20])
        guard isMarked else { return 0 }
        return bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }

    /// True for a message whose lines end in a lone CR.
    private static func isReturnOnly(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let head = bytes.prefix(4_096)
        return !head.contains(0x0A) && head.contains(0x0D) && !bytes.contains(0x0A)
    }

    private static func assemble(_ bytes: UnsafeBufferPointer<UInt8>, size: Int) -> ParsedMessage {
        let headers = MessageHeaders(bytes)
        var message = ParsedMessage(headers: headers)
        message.size = size
        if headers.isEmpty { message.problems.append(.noHeaders) }
        if headers.hasJunk { message.problems.append(.junkInHeaders) }
        if let tree = PartTree.parse(bytes) {
            message.contentType = tree.contentType
            message.problems += tree.problems
            if let charset = tree.leaves.first(where: { $0.charset != nil })?.charset {
                message.headers.fallbackCharset = charset
            }
            var reader = PartReader(bytes: bytes)
            for leaf in tree.leaves { reader.read(leaf) }
            reader.finish(into: &message)
            if tree.contentType.hasPrefix("multipart/"), tree.leaves.isEmpty {
                // No boundary, or one that stands nowhere: what there is, as it is, rather than nothing.
                message.problems.append(.noBoundary)
                let start = MessageHeaders.blockEnd(bytes)
                let body = bytes[start..<min(bytes.count, start + textLimit)]
                let text = Charset.decode(UnsafeBufferPointer(rebasing: body), label: nil)
                message.text = text.replacing("\r\n", with: "\n").trimmed
            }
        } else if !bytes.isEmpty {
            message.problems.append(.unparsable)
            message.text = Charset.decode(bytes, label: nil)
        }
        HeaderFields.fill(&message)
        return message
    }
}

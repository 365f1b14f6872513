/// The words of an HTML page, fast and without a tree: for indexing and previews.
public enum HTMLText {
    /// No more than this many bytes of markup are read.
    static let limit = 2 << 20

    /// The visible text, tags as spaces, entities resolved, `script`, `style`, `head` titles and comments left out.
    public static func words(of html: String) -> String {
        var html = html
        return html.withUTF8 { words($0) }
    }

    private static func words(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let count = min(bytes.count, limit)
        var output: [UInt8] = []
        output.reserveCapacity(count / 2)
        var index = 0
        while index < count {
            let byte = bytes[index]
            if byte == 0x3C {
                index = skipTag(bytes, at: index, count: count)
                if output.last != 0x20 { output.append(0x20) }
            } else if byte == 0x26 {
                index = HTMLEntities.append(bytes, at: index, count: count, to: &output)
            } else {
                let isBlank = byte <= 0x20
                if !isBlank { output.append(byte) } else if output.last != 0x20 { output.append(0x20) }
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self).trimmed
    }

    /// The index behind the tag, comment or raw-text element that begins at `start`.
    private static func skipTag(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, count: Int) -> Int {
        var index = start + 1
        guard index < count else { return count }
        if bytes[index] == 0x21, index + 2 < count, bytes[index + 1] == 0x2D, bytes[index + 2] == 0x2D {
            return find("-->", bytes, from: index + 1, count: count)
        }
        let nameStart = index
        while index < count, ASCII.isLetter(bytes[index]) { index += 1 }
        let name = bytes[nameStart..<index]
        guard
            index > nameStart || bytes[nameStart] == 0x2F || bytes[nameStart] == 0x21
                || bytes[nameStart] == 0x3F
        else { return start + 1 }
        var quote: UInt8 = 0
        while index < count {
            let byte = bytes[index]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == 0x3E {
                index += 1
                break
            } else if byte == 0x22 || byte == 0x27, index > 0, bytes[index - 1] == 0x3D {
                quote = byte
            }
            index += 1
        }
        for (raw, close) in [("style", "</style"), ("script", "</script"), ("title", "</title")]
        where ASCII.equal(name, raw) {
            return find(">", bytes, from: find(close, bytes, from: index, count: count), count: count)
        }
        return index
    }

    private static func find(
        _ text: String, _ bytes: UnsafeBufferPointer<UInt8>, from: Int, count: Int
    ) -> Int {
        let needle = Array(text.utf8)
        var index = from
        while index + needle.count <= count {
            if ASCII.equal(bytes[index..<index + needle.count], text) { return index + needle.count }
            index += 1
        }
        return count
    }
}

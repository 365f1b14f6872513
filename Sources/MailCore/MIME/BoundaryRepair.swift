/// Finds the boundary of a multipart that names none, or one that stands nowhere in it (RFC 2046 §5.1).
enum BoundaryRepair {
    /// A message made readable, and how much longer it is in front of the body.
    struct Repaired {
        var bytes: [UInt8]
        var shift: Int
    }

    /// Bodies are searched this far for the first boundary line.
    private static let searchLimit = 256 << 10

    /// The message with a Content-Type of `type` that names the boundary its body shows; nil when it shows none.
    static func repaired(_ bytes: UnsafeBufferPointer<UInt8>, type: String) -> Repaired? {
        let bodyStart = MessageHeaders.blockEnd(bytes)
        guard let boundary = shown(in: UnsafeBufferPointer(rebasing: bytes[bodyStart...])) else { return nil }
        var result = Array("Content-Type: \(type); boundary=\"".utf8) + boundary + Array("\"\n".utf8)
        result += withoutContentType(bytes[..<bodyStart])
        let shift = result.count - bodyStart
        result += bytes[bodyStart...]
        return Repaired(bytes: result, shift: shift)
    }

    private static func withoutContentType(_ header: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(header.count)
        var isDropped = false
        for line in header.split(separator: 0x0A, omittingEmptySubsequences: false) where !line.isEmpty {
            let isContinuation = line.first == 0x20 || line.first == 0x09
            if !isContinuation { isDropped = ASCII.equal(line.prefix(13), "Content-Type:") }
            if !isDropped { result += line + [0x0A] }
        }
        return result
    }

    /// The first `--x` line with a part's header or an empty line behind it that comes once more.
    private static func shown(in body: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let lines = body.prefix(searchLimit).split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where line.starts(with: [0x2D, 0x2D]) {
            let marker = trimmed(line)
            guard (4...72).contains(marker.count), !marker.allSatisfy({ $0 == 0x2D }),
                index + 1 < lines.count,
                marker.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
            else { continue }
            let next = trimmed(lines[index + 1])
            guard next.isEmpty || ASCII.equal(next.prefix(8), "Content-") else { continue }
            if lines[(index + 2)...].contains(where: { $0.starts(with: marker) }) {
                return Array(marker.dropFirst(2))
            }
        }
        return nil
    }

    private static func trimmed(
        _ line: Slice<UnsafeBufferPointer<UInt8>>.SubSequence
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        var line = line
        while let last = line.last, ASCII.isBlank(last) { line.removeLast() }
        return line
    }
}

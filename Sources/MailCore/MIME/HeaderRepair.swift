/// Header blocks that do not begin or end where RFC 5322 §2.1 says, made readable for GMime.
enum HeaderRepair {
    private enum Line { case field, continuation, blanks, empty, junk }

    /// The message with its header block put right; nil when there is nothing to put right.
    ///
    /// Blank lines and blanks in front of the first field are dropped. Where a line of blanks stands in place of
    /// the empty line, or no empty line comes at all, one is put in front of the first line that is no field.
    static func repaired(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let start = fieldsStart(bytes) else { return nil }
        let end = missingEnd(bytes, from: start)
        guard start > 0 || end != nil else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count - start + 1)
        result += bytes[start..<(end ?? bytes.count)]
        if let end {
            result.append(0x0A)
            result += bytes[end...]
        }
        return result
    }

    /// Where the first field begins; nil when what the message begins with is none.
    private static func fieldsStart(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var start = 0
        let limit = min(bytes.count, 4_096)
        while start < limit, ASCII.isBlank(bytes[start]) { start += 1 }
        guard start < limit, isField(bytes, at: start) else { return nil }
        return start
    }

    /// Where the empty line behind the header is missing; nil when it is there or nothing follows.
    private static func missingEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        var isAfterBlanks = false
        var firstJunk: Int?
        while index < bytes.count {
            switch kind(bytes, at: index) {
            case .empty: return nil
            case .field:
                isAfterBlanks = false
                firstJunk = nil
            case .continuation: isAfterBlanks = false
            case .blanks: isAfterBlanks = true
            case .junk:
                if isAfterBlanks { return index }
                firstJunk = firstJunk ?? index
            }
            while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            index += 1
        }
        return firstJunk
    }

    private static func kind(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Line {
        var index = start
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        let isOver =
            index == bytes.count || bytes[index] == 0x0A
            || (bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A)
        if isOver { return index == start ? .empty : .blanks }
        if index > start { return .continuation }
        return isField(bytes, at: start) ? .field : .junk
    }

    /// A name without blanks and a colon; blanks between the two are of the obsolete syntax (§4.5).
    static func isField(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        var index = start
        while index < bytes.count, bytes[index] > 0x20, bytes[index] < 0x7F, bytes[index] != 0x3A {
            index += 1
        }
        guard index > start, index - start < 1_000 else { return false }
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        return index < bytes.count && bytes[index] == 0x3A
    }
}

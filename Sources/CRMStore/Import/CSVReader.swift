/// One record of a CSV file.
public struct CSVRecord: Hashable, Sendable {
    /// The line on which it begins, 1 for the first of the file.
    public let line: Int
    public let fields: [String]

    /// Nothing but blanks.
    public var isBlank: Bool { fields.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
}

/// Reads comma-separated values of any dialect (RFC 4180 and what programs write in its name).
///
/// The separator (`,` `;` tab `|`) is found by trying: the one that cuts the first records into the same number of
/// fields, more than one. A first line `sep=;` (Excel) names it. Quotes may enclose separators and line ends; a
/// quote within quotes is doubled. Line ends are LF, CR LF or CR. Never fails: an open quote ends with the file.
public struct CSVReader: Sequence, IteratorProtocol, Sendable {
    /// What one record may hold; the rest of a longer one is dropped.
    public static let fieldLimit = 1 << 20
    public static let columnLimit = 2048

    /// The separator that was found or given.
    public let separator: UInt8
    /// Whether the file ended within quotes, known at the end.
    public private(set) var endedInQuotes = false

    private let bytes: [UInt8]
    private var index: Int
    private var line: Int

    /// - Parameters:
    ///   - bytes: the file in any character set of `TextDecoding`.
    ///   - separator: nil finds it.
    public init(_ bytes: [UInt8], separator: UInt8? = nil) {
        self.init(utf8: TextDecoding.utf8(bytes), separator: separator)
    }

    private init(utf8 bytes: [UInt8], separator: UInt8?) {
        self.bytes = bytes
        index = 0
        line = 1
        if let named = CSVReader.namedSeparator(bytes) {
            self.separator = separator ?? named.separator
            index = named.end
            line = 2
        } else {
            self.separator = separator ?? CSVReader.findSeparator(bytes)
        }
    }

    /// The next record; a completely empty line counts as none.
    public mutating func next() -> CSVRecord? {
        while index < bytes.count {
            let start = line
            let fields = record()
            if fields.count == 1, fields[0].isEmpty { continue }
            return CSVRecord(line: start, fields: fields)
        }
        return nil
    }

    private mutating func record() -> [String] {
        var fields: [String] = []
        var field: [UInt8] = []
        var quoted = false
        var atStart = true
        func close() {
            if fields.count < CSVReader.columnLimit { fields.append(String(decoding: field, as: UTF8.self)) }
            field.removeAll(keepingCapacity: true)
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if quoted {
                if byte == UInt8(ascii: "\"") {
                    if peek == byte {
                        index += 1
                        append(byte, to: &field)
                    } else {
                        quoted = false
                    }
                } else {
                    if byte == 10 || (byte == 13 && peek != 10) { line += 1 }
                    append(byte, to: &field)
                }
            } else if byte == separator {
                close()
                atStart = true
                continue
            } else if byte == 10 || byte == 13 {
                endLine(byte)
                close()
                return fields
            } else if byte == UInt8(ascii: "\""), atStart {
                field.removeAll(keepingCapacity: true)
                quoted = true
            } else {
                append(byte, to: &field)
                // Blanks may stand before an opening quote.
                if byte == UInt8(ascii: " ") && atStart { continue }
            }
            atStart = false
        }
        endedInQuotes = quoted
        close()
        return fields
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func endLine(_ byte: UInt8) {
        if byte == 13, peek == 10 { index += 1 }
        line += 1
    }

    private func append(_ byte: UInt8, to field: inout [UInt8]) {
        if field.count < CSVReader.fieldLimit { field.append(byte) }
    }
}

extension CSVReader {
    private static let separators: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
    ]

    /// Excel's first line `sep=;`, with or without quotes.
    private static func namedSeparator(_ bytes: [UInt8]) -> (separator: UInt8, end: Int)? {
        let head = bytes.prefix(16).filter { $0 != UInt8(ascii: "\"") }
        guard head.count >= 5, String(decoding: head.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        guard let end = bytes.prefix(16).firstIndex(where: { $0 == 10 || $0 == 13 }) else { return nil }
        let skipsLineFeed = bytes[end] == 13 && end + 1 < bytes.count && bytes[end + 1] == 10
        return separators.contains(head[4]) ? (head[4], end + (skipsLineFeed ? 2 : 1)) : nil
    }

    /// Tries each separator on the first records of at most 64 KiB.
    private static func findSeparator(_ bytes: [UInt8]) -> UInt8 {
        let head = Array(bytes.prefix(65_536))
        var best = (separator: separators[0], score: 0)
        for separator in separators {
            var reader = CSVReader(utf8: head, separator: separator)
            var counts: [Int] = []
            while counts.count < 20, let record = reader.next() { counts.append(record.fields.count) }
            // The last record of a cut file may be cut too.
            if counts.count > 1, head.count < bytes.count { counts.removeLast() }
            guard let width = counts.first, width > 1 else { continue }
            let agreeing = counts.count { $0 == width }
            let score = agreeing * 1000 / counts.count + Swift.min(width, 100)
            if score > best.score { best = (separator, score) }
        }
        return best.separator
    }
}

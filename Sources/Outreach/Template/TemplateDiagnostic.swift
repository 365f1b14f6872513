/// Something about a template that the writer should know, with its place.
public struct TemplateDiagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Hashable, Sendable {
        /// Blocks saving and sending.
        case error
        /// Worth a look; blocks nothing.
        case warning
    }

    public var severity: Severity
    public var message: String
    /// From 1.
    public var line: Int
    /// In characters of the line, from 1.
    public var column: Int
    /// Where it stands in the source, in UTF-8 bytes.
    public var range: Range<Int>

    public init(severity: Severity, message: String, line: Int, column: Int, range: Range<Int>) {
        self.severity = severity
        self.message = message
        self.line = line
        self.column = column
        self.range = range
    }

    public var description: String { "line \(line), column \(column): \(message)" }
}

/// Finds line and column of a byte offset.
struct SourceLines {
    private let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    func place(of offset: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = String(
            decoding: bytes[starts[low]..<max(starts[low], min(offset, bytes.count))], as: UTF8.self)
        return (low + 1, before.count + 1)
    }

    func diagnostic(_ severity: TemplateDiagnostic.Severity, _ message: String, _ range: Range<Int>)
        -> TemplateDiagnostic
    {
        let place = place(of: range.lowerBound)
        return TemplateDiagnostic(
            severity: severity, message: message, line: place.line, column: place.column, range: range)
    }
}

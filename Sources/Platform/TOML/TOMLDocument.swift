import CTOML

/// Why a text is no TOML.
public struct TOMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counts from 1.
    public let line: Int
    public let reason: String

    public init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }

    public var description: String { "line \(line): \(reason)" }
}

/// A parsed TOML 1.0 text.
public enum TOMLDocument {
    /// The most bytes a document may have.
    public static let sizeLimit = 4 << 20

    /// Parses a whole text.
    ///
    /// - Throws: the first fault with its line; also for a text beyond `sizeLimit`.
    public static func parse(_ source: String) throws(TOMLError) -> TOMLTable {
        var source = source
        let count = source.utf8.count
        guard count <= sizeLimit else {
            throw TOMLError(line: 1, reason: "longer than \(sizeLimit / 1024) KiB")
        }
        try check(source.utf8)
        let builder = TOMLBuilder()
        var message = [CChar](repeating: 0, count: 512)
        var (line, column): (UInt32, UInt32) = (0, 0)
        let isParsed = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                ctoml_parse(
                    characters.baseAddress, UInt64(count), visitTOML,
                    Unmanaged.passUnretained(builder).toOpaque(), &message, UInt64(message.count), &line,
                    &column)
            }
        }
        guard isParsed else {
            let text = String(
                decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let place = max(1, Int(line))
            let reason = RepeatedKey.reason(text, in: source, line: place, column: Int(column)) ?? text
            throw TOMLError(line: place, reason: reason)
        }
        return builder.root
    }
}

extension TOMLDocument {
    /// The most parts of a dotted key.
    private static let depthLimit = 100

    /// Refuses what the parser is not made for: control characters, which TOML allows nowhere, and keys of so many
    /// parts that walking the tables would need more stack than there is.
    private static func check(_ bytes: String.UTF8View) throws(TOMLError) {
        var line = 1
        var parts = 0
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x0A:
                line += 1
                parts = 0
            case 0x09, 0x0D, 0x20: break
            case 0..<0x20, 0x7F: throw TOMLError(line: line, reason: "a control character")
            case UInt8(ascii: "."):
                if previous != byte { parts += 1 }
                guard parts < depthLimit else {
                    throw TOMLError(line: line, reason: "a key of more than \(depthLimit) parts")
                }
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "\""), UInt8(ascii: "'"):
                break
            default: parts = 0
            }
            previous = byte
        }
    }
}

/// Collects the events of the C walk into values. Lives for one call of `parse`.
private final class TOMLBuilder {
    private struct Open {
        var key: String
        var line: Int
        var isArray: Bool
        var entries: [TOMLTable.Entry] = []
        var elements: [TOMLValue] = []
    }

    private(set) var root = TOMLTable()
    private var open: [Open] = []

    func visit(_ kind: ctoml_kind, key: String, text: String, integer: Int64, number: Double, line: Int) {
        switch kind {
        case ctoml_table_begin, ctoml_array_begin:
            open.append(Open(key: key, line: line, isArray: kind == ctoml_array_begin))
        case ctoml_table_end:
            guard let table = open.popLast() else { return }
            if open.isEmpty {
                root = TOMLTable(table.entries)
            } else {
                add(TOMLValue(.table(TOMLTable(table.entries)), line: table.line), key: table.key)
            }
        case ctoml_array_end:
            guard let array = open.popLast() else { return }
            add(TOMLValue(.array(array.elements), line: array.line), key: array.key)
        case ctoml_string: add(TOMLValue(.string(text), line: line), key: key)
        case ctoml_integer: add(TOMLValue(.integer(integer), line: line), key: key)
        case ctoml_float: add(TOMLValue(.float(number), line: line), key: key)
        case ctoml_boolean: add(TOMLValue(.boolean(integer != 0), line: line), key: key)
        default: add(TOMLValue(.time(text), line: line), key: key)
        }
    }

    private func add(_ value: TOMLValue, key: String) {
        guard let place = open.last else { return }
        if place.isArray {
            open[open.count - 1].elements.append(value)
        } else {
            open[open.count - 1].entries.append(TOMLTable.Entry(key: key, value: value))
        }
    }
}

private func visitTOML(
    context: UnsafeMutableRawPointer?, kind: ctoml_kind, key: UnsafePointer<CChar>?,
    text: UnsafePointer<CChar>?,
    integer: Int64, number: Double, line: UInt32
) {
    guard let context else { return }
    let builder = Unmanaged<TOMLBuilder>.fromOpaque(context).takeUnretainedValue()
    builder.visit(
        kind, key: key.map { String(cString: $0) } ?? "", text: text.map { String(cString: $0) } ?? "",
        integer: integer, number: number, line: Int(line))
}

/// A value of a TOML document, with the line it stands on.
public struct TOMLValue: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        /// A date, a time or both, as written.
        case time(String)
        case array([TOMLValue])
        case table(TOMLTable)
    }

    public var content: Content
    /// Counts from 1.
    public var line: Int

    public init(_ content: Content, line: Int) {
        self.content = content
        self.line = line
    }

    public var string: String? { if case .string(let value) = content { value } else { nil } }
    public var integer: Int64? { if case .integer(let value) = content { value } else { nil } }
    /// A float, or an integer as one.
    public var number: Double? {
        switch content {
        case .float(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
    public var boolean: Bool? { if case .boolean(let value) = content { value } else { nil } }
    public var array: [TOMLValue]? { if case .array(let value) = content { value } else { nil } }
    public var table: TOMLTable? { if case .table(let value) = content { value } else { nil } }

    /// What it is, for messages: "a string", "a table".
    public var kind: String {
        switch content {
        case .string: "a string"
        case .integer: "a whole number"
        case .float: "a number"
        case .boolean: "true or false"
        case .time: "a date or time"
        case .array: "a list"
        case .table: "a table"
        }
    }
}

/// A table: keys with their values, ordered by line.
public struct TOMLTable: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let key: String
        public let value: TOMLValue
        /// The line of the key.
        public var line: Int { value.line }
    }

    public private(set) var entries: [Entry]
    private var places: [String: Int]

    init(_ entries: [Entry] = []) {
        self.entries = entries.enumerated().sorted {
            ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
        }
        .map(\.element)
        places = [:]
        for (place, entry) in self.entries.enumerated() { places[entry.key] = place }
    }

    public var isEmpty: Bool { entries.isEmpty }
    public var keys: [String] { entries.map(\.key) }

    public subscript(key: String) -> TOMLValue? { places[key].map { entries[$0].value } }
    /// The value behind a path of tables.
    public subscript(path: [String]) -> TOMLValue? {
        guard let first = path.first, let value = self[first] else { return nil }
        return path.count == 1 ? value : value.table?[Array(path.dropFirst())]
    }

    /// Every value that is not a table, with its dotted key, in line order.
    public var leaves: [(key: String, value: TOMLValue)] {
        entries.flatMap { entry -> [(key: String, value: TOMLValue)] in
            guard let table = entry.value.table else { return [(entry.key, entry.value)] }
            return table.leaves.map { (entry.key + "." + $0.key, $0.value) }
        }
    }
}

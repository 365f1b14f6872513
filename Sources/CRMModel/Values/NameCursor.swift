/// The place in a list by name behind which the next page starts.
public struct NameCursor: Hashable, Sendable {
    /// The last row's name as it is sorted.
    public var name: String
    /// The last row's id, 16 bytes.
    public var id: [UInt8]

    public init(name: String, id: [UInt8]) {
        self.name = name
        self.id = id
    }
}

/// A page of a list by name: rows and where the next page starts.
public struct NamePage<Element: Hashable & Sendable>: Hashable, Sendable {
    public var items: [Element]
    /// Nil on the last page.
    public var next: NameCursor?

    public init(items: [Element], next: NameCursor?) {
        self.items = items
        self.next = next
    }
}

public import CRMModel

/// Where the sync of a folder stands. Written in the transaction that stores what it covers.
public struct FolderCursor: Hashable, Sendable {
    /// RFC 9051 §2.3.1.1; nil before the first sync.
    public var uidValidity: UInt32?
    /// Every message below it has been seen.
    public var uidNext: UInt32?
    /// RFC 7162; nil when the server does not count changes.
    public var highestModSeq: UInt64?
    /// The lowest UID fetched so far; nil before the first fetch, 1 when everything is here.
    public var backfillLow: UInt32?

    public init(
        uidValidity: UInt32? = nil, uidNext: UInt32? = nil, highestModSeq: UInt64? = nil,
        backfillLow: UInt32? = nil
    ) {
        self.uidValidity = uidValidity
        self.uidNext = uidNext
        self.highestModSeq = highestModSeq
        self.backfillLow = backfillLow
    }
}

/// A folder as the server lists it.
public struct FolderFacts: Hashable, Sendable {
    /// Exactly as the server wrote it; sent back the same way.
    public var rawName: [UInt8]
    /// Decoded, `/` between levels, without the server's personal prefix.
    public var name: String
    public var role: FolderRole?
    /// False for `\Noselect`.
    public var isSelectable: Bool

    public init(rawName: [UInt8], name: String, role: FolderRole?, isSelectable: Bool = true) {
        self.rawName = rawName
        self.name = name
        self.role = role
        self.isSelectable = isSelectable
    }
}

/// A folder with what its sync needs to know.
public struct SyncedFolder: Hashable, Sendable, Identifiable {
    public var folder: Folder
    public var rawName: [UInt8]
    public var isSelectable: Bool
    public var cursor: FolderCursor

    public var id: RowID<Folder> { folder.id }
}

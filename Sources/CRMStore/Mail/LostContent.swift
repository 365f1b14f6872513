public import CRMModel

/// Messages whose raw content is not in `blobs.sqlite` any more: which folders have to fetch it again.
extension MessageRepository {
    /// The UIDs of a folder whose content is missing, ascending.
    ///
    /// - Returns: nil where nobody noticed a loss: nothing was looked for.
    public func lostContent(in folder: RowID<Folder>) async throws(StoreError) -> [UInt32]? {
        let places = try await database.read { (c) throws(StoreError) -> [ContentPlace]? in
            guard try c.first(.isContentLost, [.row(folder)]) != nil else { return nil }
            return try c.all(.contentOfFolder, [.row(folder)])
        }
        guard let places else { return nil }
        var lost: [UInt32] = []
        for start in stride(from: 0, to: places.count, by: 500) {
            let some = places[start..<min(start + 500, places.count)]
            let present = try await raw.present(some.map(\.hash))
            lost += some.filter { !present.contains($0.hash) }.map(\.uid)
        }
        return lost
    }

    /// Every folder looks with its next sync for content that is missing.
    func noteLostContent() async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in try c.run(.loseContent) }
    }

    /// What the server still has of a folder is here again.
    public func contentIsBack(in folder: RowID<Folder>) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in try c.run(.findContent, [.row(folder)]) }
    }

    /// How many messages that are shown have no content.
    func countLostContent() async throws(StoreError) -> Int {
        var (count, last) = (0, Int64(0))
        while true {
            let after = last
            let page = try await database.read { (c) throws(StoreError) in
                try c.all(.contentAfter, [.integer(after)])
            }
            guard let end = page.last else { return count }
            let present = try await raw.present(page.map(\.hash))
            count += page.count { !present.contains($0.hash) }
            last = end.id
        }
    }

    static let lostContentCatalogue: [CataloguedStatement] = [
        Statement.isContentLost.listed(), Statement.contentOfFolder.listed(), Statement.contentAfter.listed(),
        Statement.loseContent.listed(scansBecause: "some hundred folders, once"),
        Statement.findContent.listed(), Statement.anyMessage.listed(scansBecause: "looks at one row"),
    ]
}

extension Workspace {
    /// A file of raw messages that is new or was emptied, beside messages, is filled again by the next sync.
    func noteEmptyContent() async throws(StoreError) {
        guard try await raw.isEmpty() else { return }
        let hasMessages = try await database.read { (c) throws(StoreError) in
            try c.first(.anyMessage) != nil
        }
        if hasMessages { try await messages.noteLostContent() }
    }
}

/// A place of a message with the key of its content.
struct ContentPlace: Sendable {
    var id: Int64
    var uid: UInt32
    var hash: [UInt8]
}

extension Statement where Row == ContentPlace {
    /// `$1` folder.
    fileprivate static let contentOfFolder = Statement(
        named: "contentOfFolder",
        """
        SELECT m.id, l.uid, m.content_hash FROM message_locations l CROSS JOIN messages m ON m.id = l.message
        WHERE l.folder = $1 AND l.uid IS NOT NULL ORDER BY l.uid
        """
    ) { (row) throws(StoreError) in
        ContentPlace(
            id: try row.int64(0), uid: UInt32(clamping: try row.int64(1)), hash: try row.bytes(2))
    }

    /// `$1` message.
    fileprivate static let contentAfter = Statement(
        named: "contentAfter",
        "SELECT id, 0, content_hash FROM messages WHERE id > $1 AND places > 0 ORDER BY id LIMIT 500"
    ) { (row) throws(StoreError) in
        ContentPlace(id: try row.int64(0), uid: 0, hash: try row.bytes(2))
    }
}

extension Statement where Row == Int {
    /// `$1` folder.
    fileprivate static let isContentLost = Statement(
        named: "isContentLost", "SELECT 1 FROM settings WHERE key = 'content.lost.' || $1"
    ) { (row) throws(StoreError) in try row.int(0) }
    fileprivate static let anyMessage = Statement(
        named: "anyMessage", "SELECT 1 FROM messages WHERE places > 0 LIMIT 1"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    fileprivate static let loseContent = Statement(
        named: "loseContent",
        """
        INSERT INTO settings(key, value) SELECT 'content.lost.' || id, '1' FROM folders WHERE true
        ON CONFLICT (key) DO NOTHING
        """)
    /// `$1` folder.
    fileprivate static let findContent = Statement(
        named: "findContent", "DELETE FROM settings WHERE key = 'content.lost.' || $1")
}

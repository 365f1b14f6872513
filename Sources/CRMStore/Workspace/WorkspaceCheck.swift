import Platform

/// What a check of a workspace found: `rapport db check`.
public struct WorkspaceCheck: Hashable, Sendable {
    /// Pages whose bytes are not those that Rapport wrote, in words. Alone, without `damage`, they are what another
    /// program wrote, or a bad disk: everything still fits together.
    public var changedPages: [String] = []
    /// Indexes, references, counts and raw messages that contradict each other, in words.
    public var damage: [String] = []

    /// Messages whose content is not there; the next sync fetches what the servers still have.
    public var lostContent = 0

    /// Messages among them whose content was there and damaged; it was dropped, so that it is fetched again.
    public var damagedContent = 0

    /// All damage is in the file of raw messages, which the servers can fill again.
    public var isOnlyContentDamaged: Bool {
        !damage.isEmpty && damage.allSatisfy { $0.hasPrefix("blobs: ") }
    }

    /// Everything, in words; empty when all is well.
    public var problems: [String] {
        changedPages + damage
            + (damagedContent > 0
                ? ["blobs: the content of \(damagedContent) messages was damaged and is dropped"] : [])
            + (lostContent > 0 ? ["blobs: the content of \(lostContent) messages is missing"] : [])
    }

    /// Pages were changed, and nothing is damaged.
    public var isSoundInside: Bool { !changedPages.isEmpty && damage.isEmpty && lostContent == 0 }

    static let catalogue: [CataloguedStatement] = [
        Statement.quickCheck.listed(scansBecause: "the user asked for a check"),
        Statement.brokenReferences.listed(scansBecause: "the user asked for a check"),
        Statement.wrongFolderCounts.listed(scansBecause: "the user asked for a check"),
    ]
}

extension Workspace {
    /// Looks for damage: the bytes of every page, indexes, references and kept counts of both files, and every raw
    /// message against its hash.
    public func inspect() async throws(StoreError) -> WorkspaceCheck {
        var found = WorkspaceCheck()
        found.changedPages = try await blobs.brokenPages().map { "blobs: " + $0 }
        found.damage = try await blobs.read { (c) throws(StoreError) in
            try c.all(.quickCheck).filter { $0 != "ok" }.map { "blobs: " + $0 }
        }
        if found.damage.isEmpty { try await dropDamagedContent(&found) }
        found.lostContent = try await messages.countLostContent()
        if found.lostContent > 0 { try await messages.noteLostContent() }
        found.changedPages += try await database.brokenPages()
        found.damage += try await database.read { (c) throws(StoreError) in
            var damage = try c.all(.quickCheck).filter { $0 != "ok" }
            damage += try c.all(.brokenReferences)
            damage += try c.all(.wrongFolderCounts)
            return damage
        }
        return found
    }

    /// Content that does not unpack to what its hash promises helps nobody: gone, it is fetched again.
    private func dropDamagedContent(_ found: inout WorkspaceCheck) async throws(StoreError) {
        let broken = try await raw.broken()
        guard !broken.isEmpty else { return }
        do throws(StoreError) {
            try await raw.forget(broken)
            // Everything that is left fits its hash: the changed pages held what was dropped.
            try await blobs.reseal()
            found.changedPages = []
            found.damagedContent = broken.count
        } catch {
            guard [.readOnly, .full, .inputOutput, .busy].contains(error.kind) else { throw error }
            found.damage = broken.prefix(20).map {
                "blobs: the raw message \(Hex.encode(Array($0.prefix(8)))) is damaged"
            }
        }
    }

    /// What is wrong, in words; empty when all is well.
    public func check() async throws(StoreError) -> [String] { try await inspect().problems }

    /// Takes the pages of both files as they are: each gets the checksum of what it holds now. For a workspace whose
    /// pages were changed by another program, after the user saw that the content is right.
    public func reseal() async throws(StoreError) {
        try await database.reseal()
        try await blobs.reseal()
    }
}

extension Statement where Row == String {
    fileprivate static let quickCheck = Statement(named: "quickCheck", "PRAGMA integrity_check(20)") {
        (row) throws(StoreError) in try row.text(0)
    }

    fileprivate static let brokenReferences = Statement(
        named: "brokenReferences",
        "SELECT DISTINCT 'a row of ' || \"table\" || ' names a missing row of ' || parent FROM pragma_foreign_key_check"
    ) { (row) throws(StoreError) in try row.text(0) }

    fileprivate static let wrongFolderCounts = Statement(
        named: "wrongFolderCounts",
        """
        SELECT 'the counts of folder ' || f.id || ' are wrong' FROM folders f LEFT JOIN (
            SELECT folder, count(*) AS messages, sum(1 - (flags & 1)) AS unread FROM message_locations
            WHERE hidden = 0 GROUP BY folder) c ON c.folder = f.id
        WHERE f.messages <> coalesce(c.messages, 0) OR f.unread <> coalesce(c.unread, 0)
        """
    ) { (row) throws(StoreError) in try row.text(0) }
}

import Testing

@testable import CRMStore

@Suite struct `Schema` {
    /// Steps that workspaces out there were made with. Never edit one of them: add a new one.
    static let released: [String: String] = [
        "M0001_Blobs":
            "78e7def50bf86feb09d0723f4b817138272d58988ae3ea3d87f1c26713180a30",
        "M0001_People":
            "828fd9a22bcab5377b066d04210ecb51bb868a52a79075b842524df602837bc2",
        "M0002_Mail":
            "941b1c33999f4ea6197635f936659d454d4a7ae8070030c69a77b8c28554b9ce",
        "M0003_MailCounts":
            "e4f83bbe32a01e0a62e46cf21bc00f348fbf565c7d8c686d69ff7a195ec3e15b",
        "M0004_Search":
            "7bd6878f5eede98822f4a592601f2a9b817c673b680228a4b24a535f53c29654",
        "M0005_Events":
            "679274e9ba79d8876c5b1fafbaa06e5ee11cf8a1d8a046c28fccf0cdb2c9d1eb",
        "M0100_PeopleSearch":
            "330a9fc2eeb2efe7b09c8962a992343de7d02fab6d4232813e77560b9e2e66b7",
        "M0101_Writing":
            "0d66608c843a73a8382a963bc4bfa9adb74c9e238ec257dbd3fe51c56fd01440",
        "M0102_Campaigns":
            "59f46e2eab365b772112da78e66128032f00ab925a1c74b8be04fab7f726b7ee",
        "M0103_Tracking":
            "e146be68bb8017149911b813087b6daff782ffdfb8651c82f4771bc06bf8a790",
        "M0105_Sending":
            "148d5fd520836aace1bc9ad6945ee9c774fb4a8bde26540e6573779a266d6ba3",
        "M0106_Relinking":
            "1c9b2ad2ce2a8f5c501f86823c6e60221e611ae45b05fd1e4febec7f9a13b8ab",
        "M0107_ThreadHits":
            "c9054ab08ad87f563df507db6c8ec721e44aa80744de2a3e4164bac0866a6d3d",
        "M0108_FollowedHubs":
            "baea6bc4ca24daf1f1d85450b6a5770543bf5ba8017b6afc998a675b18cfe78c",
        "M0109_HitJudging":
            "378134a0fbc89cb11e44291ce7617a00099ff4b320498f8786eeaa0fa4161b49",
        "M0110_PartDelivery": "ea969eeb31a7ac220a6a1f35bdbd2fd92dd574cc419beabfe84c69e929c52849",
        "M0111_DomainClicks": "17e4503b365f7abe23effb27bec917dbb932991b620368fd3ec4735609760234",
    ]

    @Test func `applies from zero and numbers are unique`() async throws {
        _ = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        _ = try await SQLiteDatabase.open(.memory, migrations: Migrations.blobs)
        #expect(Set(Migrations.workspace.map(\.number)).count == Migrations.workspace.count)
        #expect(Migrations.workspace.map(\.number) == Migrations.workspace.map(\.number).sorted())
    }

    @Test func `released steps are as they were, and every step is among them`() {
        let now = Dictionary(
            uniqueKeysWithValues: (Migrations.workspace + Migrations.blobs).map { ($0.name, $0.checksum) })
        #expect(now == Self.released)
    }

    /// Every beginning of the list of steps is a schema that somebody has.
    @Test(arguments: 1..<Migrations.workspace.count)
    func `upgraded is the same as from zero`(steps: Int) async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("w.sqlite"))
        let old = try await SQLiteDatabase.open(
            location, migrations: Array(Migrations.workspace.prefix(steps)))
        await old.close()
        let upgraded = try await SQLiteDatabase.open(location, migrations: Migrations.workspace)
        let fresh = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        #expect(try await Self.schema(upgraded) == Self.schema(fresh))
        await upgraded.close()
    }

    /// The people and mails of an older workspace are there after the upgrade.
    @Test func `an upgrade keeps what is stored`() async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("w.sqlite"))
        let first = Migrations.workspace.filter { $0.number <= 103 }
        let old = try await SQLiteDatabase.open(location, migrations: first)
        try await old.write { (c) throws(StoreError) in try c.run(.oldStep) }
        await old.close()
        let new = try await SQLiteDatabase.open(location, migrations: Migrations.workspace)
        let kept = try await new.read { (c) throws(StoreError) in try c.all(.keptStep) }
        #expect(kept == [60])
        await new.close()
    }

    @Test func `a file of a newer program is refused and left as it is`() async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("w.sqlite"))
        let newer = Migrations.workspace + [Migration(9999, "M9999_Future", "CREATE TABLE future(x);")]
        await (try SQLiteDatabase.open(location, migrations: newer)).close()
        let error = await #expect(throws: StoreError.self) {
            _ = try await SQLiteDatabase.open(location, migrations: Migrations.workspace)
        }
        #expect(error?.kind == .newerSchema(found: 9999))
        #expect(error?.recovery == .askUser)
        await (try SQLiteDatabase.open(location, migrations: newer)).close()
    }

    @Test func `a step with another text is refused`() async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("w.sqlite"))
        var edited = Migrations.workspace
        edited[0] = Migration(edited[0].number, edited[0].name, edited[0].sql + " ")
        await (try SQLiteDatabase.open(location, migrations: edited)).close()
        let error = await #expect(throws: StoreError.self) {
            _ = try await SQLiteDatabase.open(location, migrations: Migrations.workspace)
        }
        #expect(error?.kind == .migration(number: edited[0].number))
    }

    private static func schema(_ database: SQLiteDatabase) async throws -> [String] {
        try await database.read { (c) throws(StoreError) in try c.all(.schemaLines) }
    }
}

extension Statement where Row == String {
    /// Column by column: added columns stand elsewhere in the text of a table.
    fileprivate static let schemaLines = Statement(
        named: "test.schemaLines",
        """
        SELECT s.type || ' ' || s.name || coalesce(' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' '
            || coalesce(c.dflt_value, '') || ' ' || c.pk, ' ' || coalesce(s.sql, ''))
        FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) c ON s.type = 'table'
        WHERE s.name NOT LIKE 'sqlite_%' ORDER BY 1
        """
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Int {
    fileprivate static let keptStep = Statement(
        named: "test.keptStep", "SELECT at FROM suppressions"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    fileprivate static let oldStep = Statement(
        named: "test.oldStep",
        """
        INSERT INTO suppressions(scope, key, reason, at) VALUES ('global', 'a@b.example', 'legal', 60)
        """)
}

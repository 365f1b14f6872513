/// Small values that belong to the workspace, by name.
public struct SettingsRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func value(_ key: String) async throws(StoreError) -> String? {
        try await database.read { (c) throws(StoreError) in try c.first(.setting, [.text(key)]) }
    }

    /// Sets a value; nil removes it.
    public func set(_ key: String, to value: String?) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            if let value {
                try c.run(.saveSetting, [.text(key), .text(value)])
            } else {
                try c.run(.removeSetting, [.text(key)])
            }
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.setting.listed(), Statement.saveSetting.listed(), Statement.removeSetting.listed(),
    ]
}

extension Statement where Row == String {
    fileprivate static let setting = Statement(named: "setting", "SELECT value FROM settings WHERE key = $1")
    {
        (row) throws(StoreError) in try row.text(0)
    }
}

extension Statement where Row == Void {
    fileprivate static let saveSetting = Statement(
        named: "saveSetting",
        """
        INSERT INTO settings(key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """)

    fileprivate static let removeSetting = Statement(
        named: "removeSetting", "DELETE FROM settings WHERE key = $1")
}

import CRMModel

/// Takes over the server's flags; what was changed here and has not reached the server wins.
enum RemoteFlags {
    /// - Returns: whether what is shown changed.
    @discardableResult
    static func apply(
        _ sighting: Sighting, to location: Int64, _ connection: any Connection
    ) throws(StoreError) -> Bool {
        var shown = sighting.flags
        for change in try connection.all(.openFlagChanges, [.integer(location)]) {
            shown = shown.union(change.added).subtracting(change.removed)
        }
        return try connection.run(
            .applyRemoteFlags,
            [
                .integer(location), .int(shown.rawValue), .int(sighting.flags.rawValue),
                .int(sighting.modSeq),
            ]) > 0
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.openFlagChanges.listed(), Statement.applyRemoteFlags.listed(),
    ]
}

/// Flags that a change adds and removes.
struct FlagChange: Hashable, Sendable {
    var added: MessageFlags
    var removed: MessageFlags
}

extension Statement where Row == FlagChange {
    /// `$1` location; oldest first.
    static let openFlagChanges = Statement(
        named: "openFlagChanges",
        """
        SELECT add_flags, remove_flags FROM local_changes
        WHERE location = $1 AND kind = 'flags' AND state IN ('pending', 'sending') ORDER BY id
        """
    ) { (row) throws(StoreError) in
        FlagChange(
            added: MessageFlags(rawValue: try row.int(0)), removed: MessageFlags(rawValue: try row.int(1)))
    }
}

extension Statement where Row == Void {
    /// `$1` location, `$2` shown flags, `$3` the server's flags, `$4` modseq. Counts only what is shown anew.
    fileprivate static let applyRemoteFlags = Statement(
        named: "applyRemoteFlags",
        """
        UPDATE message_locations SET flags = $2, remote_flags = $3, modseq = coalesce($4, modseq)
        WHERE id = $1 AND (flags <> $2 OR remote_flags <> $3 OR modseq IS NOT coalesce($4, modseq))
        """)
}

import Platform

extension CommandSpec {
    static let secretsMove = CommandSpec(
        path: ["secrets", "move"], summary: "keep the key that seals passwords elsewhere",
        operands: [.required("keyring|file")],
        details: """
            The key of a new workspace goes into the desktop's keyring when there is one (secrets.keyring), else into a \
            file that only you can read. A machine that works without anybody logged in needs the file.
            """,
        run: .workspace { workspace, invocation in
            guard let place = MasterKey.Place(rawValue: invocation.operands[0]),
                place == .keyring || place == .file
            else {
                throw CommandError.usage(
                    "secrets move", "'\(invocation.operands[0])' is no place for a key", "use keyring or file"
                )
            }
            try workspace.key.move(to: place)
            Printer(invocation).result(
                ["key": .string(place.rawValue)],
                lines: [place == .keyring ? "the key is in the desktop's keyring" : "the key is in a file"])
        })
}

import Platform

/// Lists and dictionaries of text as columns hold them.
enum StoredJSON {
    static func array(_ strings: [String]) -> String {
        JSONValue.array(strings.map { .string($0) }).serialized
    }

    /// Keys in order, so that equal dictionaries have equal texts.
    static func object(_ fields: [String: String]) -> String {
        JSONValue.object(
            fields.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        )
        .serialized
    }

    /// Empty for anything but an array; members that are not text are left out.
    static func strings(_ text: String) -> [String] {
        parse(text)?.elements?.compactMap(\.text) ?? []
    }

    /// Empty for anything but an object; members that are not text are left out.
    static func fields(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for member in parse(text)?.members ?? [] { result[member.key] = member.value.text }
        return result
    }

    private static func parse(_ text: String) -> JSONValue? {
        // A column that is no JSON holds nothing.
        try? JSONValue.parse(Array(text.utf8))
    }
}

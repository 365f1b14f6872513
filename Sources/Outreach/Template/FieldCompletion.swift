/// What the editor offers behind `{{`.
public enum FieldCompletion {
    /// A field with what it would become.
    public struct Suggestion: Hashable, Sendable {
        public var name: String
        public var title: String
        /// The recipient's value; nil when the recipient has none.
        public var value: String?
    }

    /// The prefix being typed when the cursor stands inside an open tag; nil when it does not.
    ///
    /// - Parameter line: the text of the line up to the cursor.
    public static func prefix(in line: String) -> String? {
        guard let open = line.range(ofLast: "{{") else { return nil }
        let typed = line[open...]
        guard !typed.contains("}"), !typed.contains("|") else { return nil }
        return String(typed.drop { $0.isWhitespace || $0 == "#" }).wordBehindBlock
    }

    /// Fields whose name has `prefix` at its start first, then those that contain it.
    public static func suggestions(
        for prefix: String, in catalogue: FieldCatalogue, context: MergeContext, limit: Int = 12
    ) -> [Suggestion] {
        let wanted = prefix.lowercased()
        func suggestion(_ field: FieldCatalogue.Field) -> Suggestion {
            let value = context[field.name].map { MergeEscape.oneLine(String($0.text.prefix(80))) }
            return Suggestion(name: field.name, title: field.title, value: value)
        }
        let starting = catalogue.fields.filter { $0.name.lowercased().hasPrefix(wanted) }
        let containing = catalogue.fields.filter {
            !$0.name.lowercased().hasPrefix(wanted)
                && ($0.name.lowercased().contains(wanted) || $0.title.lowercased().contains(wanted))
        }
        return (starting + containing).prefix(limit).map(suggestion)
    }
}

extension String {
    /// The index behind the last occurrence.
    fileprivate func range(ofLast text: String) -> Index? {
        let needle = Array(text.utf8)
        let bytes = Array(utf8)
        guard bytes.count >= needle.count else { return nil }
        for start in stride(from: bytes.count - needle.count, through: 0, by: -1)
        where bytes[start..<(start + needle.count)].elementsEqual(needle) {
            return utf8.index(startIndex, offsetBy: start + needle.count)
        }
        return nil
    }

    /// Without `if`, `unless` or `each` in front.
    fileprivate var wordBehindBlock: String {
        for word in ["if ", "unless ", "each "] where hasPrefix(word) { return String(dropFirst(word.count)) }
        return self
    }
}

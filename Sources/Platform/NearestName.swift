/// Finds what somebody may have meant by a misspelt name.
public enum NearestName {
    /// The candidate with the fewest edits to `name`, the first of equals; nil when none is within a third
    /// of its length (at least two edits).
    ///
    /// Names beyond 64 characters are not looked at.
    public static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let wanted = Array(name.lowercased())
        var best: (name: String, edits: Int)?
        for candidate in candidates where candidate.utf8.count <= 64 {
            let count = edits(wanted, Array(candidate.lowercased()))
            if count < best?.edits ?? .max { best = (candidate, count) }
        }
        guard let best, best.edits <= max(2, name.count / 3) else { return nil }
        return best.name
    }

    private static func edits(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (at, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = at + 1
            for place in second.indices {
                let replaced = diagonal + (second[place] == character ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(replaced, diagonal + 1, row[place] + 1)
            }
        }
        return row[second.count]
    }
}

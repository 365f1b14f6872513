import CRMModel

/// Puts people in the order in which one means them by what is typed.
enum CompletionOrder {
    /// Names that begin so, then words of names, then addresses, then the rest; among equals as they came.
    static func ordered(_ contacts: [Contact], _ typed: String) -> [Contact] {
        let ranked = contacts.enumerated().map { (rank(of: $1, typed.lowercased()), $0, $1) }
        return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    private static func rank(of contact: Contact, _ typed: String) -> Int {
        let names = [contact.firstName, contact.lastName].filter { !$0.isEmpty }.map { $0.lowercased() }
        if names.joined(separator: " ").hasPrefix(typed) { return 0 }
        let words = names.flatMap { $0.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) }
        if names.contains(where: { $0.hasPrefix(typed) }) || words.contains(where: { $0.hasPrefix(typed) }) {
            return 1
        }
        let addresses = contact.addresses.map { $0.text.lowercased() }
        if addresses.contains(where: { $0.hasPrefix(typed) }) { return 2 }
        return addresses.contains { $0.contains(typed) } ? 3 : 4
    }
}

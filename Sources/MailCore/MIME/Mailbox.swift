/// One address with its display name, as in `From` and `To` (RFC 5322 §3.4).
public struct Mailbox: Hashable, Sendable, Codable {
    /// The display name, decoded; empty when there is none.
    public var name: String
    /// The address as written (`local@domain`), without angle brackets; not normalised.
    public var address: String

    public init(name: String = "", address: String) {
        self.name = name
        self.address = address
    }

    /// The name when there is one, else the address.
    public var label: String { name.isEmpty ? address : name }

    /// The mailbox for humans and address fields: `Ana Souza <ana@x.example>`, quoted where needed, not encoded.
    public var formatted: String {
        name.isEmpty ? address : "\(Mailbox.quoted(name)) <\(address)>"
    }

    /// The part after the last `@`, lower-cased; empty when there is none.
    public var domain: String {
        guard let at = address.lastIndex(of: "@") else { return "" }
        return address[address.index(after: at)...].lowercased()
    }

    /// A phrase that parses back: in quotes when it holds anything that is not an atom or a space.
    static func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte >= 0x80 || byte == 0x20 || ASCII.isAtomText(byte)
        }
        if isPlain { return name }
        var result = "\""
        for character in name {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result + "\""
    }
}

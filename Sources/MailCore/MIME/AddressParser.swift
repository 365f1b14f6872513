/// What is wrong with an address list that a user typed.
public struct AddressProblem: Error, Hashable, Sendable {
    /// Why an entry is not an address.
    public enum Reason: Hashable, Sendable {
        case missingAt, emptyLocalPart, emptyDomain, invalidCharacter, unclosedQuote, unclosedAngle, tooLong
    }
    public var reason: Reason
    /// The entry's place in the input, in characters from its start.
    public var range: Range<Int>
    /// The entry as typed.
    public var text: String

    /// Says it to the user, without a full stop.
    public var explanation: String {
        switch reason {
        case .missingAt: "“\(text)” has no @"
        case .emptyLocalPart: "“\(text)” has nothing before the @"
        case .emptyDomain: "“\(text)” has no domain after the @"
        case .invalidCharacter: "“\(text)” has a character that an address cannot hold"
        case .unclosedQuote: "“\(text)” has a quotation mark that is not closed"
        case .unclosedAngle: "“\(text)” has a < that is not closed"
        case .tooLong: "“\(text)” is too long for an address"
        }
    }
}

/// Mailbox lists (RFC 5322 §3.4), from headers as they come and from users as they type.
public enum AddressParser {
    /// No list is read beyond this many mailboxes.
    public static let mailboxLimit = 10_000

    /// The mailboxes of a list and what is wrong with it.
    public struct Result: Hashable, Sendable {
        public var mailboxes: [Mailbox]
        public var problems: [AddressProblem]
    }

    /// Reads what a user typed or pasted: commas, semicolons or line breaks between entries.
    ///
    /// Entries that are not addresses become problems with their place; the others are kept.
    public static func parse(userInput text: String) -> Result {
        var result = Result(mailboxes: [], problems: [])
        let bytes = Array(text.utf8)
        for entry in AddressScanner.entries(of: bytes, alsoAt: [UInt8(ascii: ";"), 0x0A]) {
            let trimmed = AddressScanner.trimmed(bytes, entry.range)
            if trimmed.isEmpty { continue }
            let mailbox = AddressScanner.mailbox(Array(bytes[trimmed]), fallback: nil)
            if let reason = entry.problem ?? problem(with: mailbox) {
                let start = String(decoding: bytes[..<trimmed.lowerBound], as: UTF8.self).count
                let typed = String(decoding: bytes[trimmed], as: UTF8.self)
                result.problems.append(
                    AddressProblem(reason: reason, range: start..<start + typed.count, text: typed))
            } else if let mailbox {
                result.mailboxes.append(mailbox)
            }
        }
        return result
    }

    /// True when `address` is one that mail can be sent to: local part, `@`, a domain, no blanks or controls.
    public static func isValid(_ address: String) -> Bool {
        problem(with: Mailbox(address: address)) == nil
    }

    /// The canonical form for comparing and storing: lower case, the domain in its ASCII form (RFC 5891 A-labels),
    /// no trailing dot.
    public static func normalized(_ address: String) -> String {
        let lowered = address.trimmed.lowercased()
        guard let at = lowered.lastIndex(of: "@") else { return lowered }
        let domain = lowered[lowered.index(after: at)...]
        return lowered[...at] + Punycode.asciiDomain(String(domain))
    }

    /// Reads a header's value (encoded words still in it), leniently: groups are flattened, what is
    /// no address at all is left out. A comment names the address in front of it, as old mailers write.
    static func parse(
        header bytes: [UInt8], fallback: String? = nil, takesCommentsAsNames: Bool = true
    ) -> [Mailbox] {
        var result: [Mailbox] = []
        let groupsEnd = UInt8(ascii: ";")
        for entry in AddressScanner.entries(of: bytes, alsoAt: [groupsEnd]) {
            let range = AddressScanner.withoutGroupName(bytes, entry.range)
            let trimmed = AddressScanner.trimmed(bytes, range)
            if trimmed.isEmpty { continue }
            let entry = Array(bytes[trimmed])
            if var mailbox = AddressScanner.mailbox(entry, fallback: fallback) {
                if !takesCommentsAsNames, !entry.contains(0x3C) { mailbox.name = "" }
                result.append(mailbox)
                if result.count >= mailboxLimit { break }
            }
        }
        return result
    }

    private static func problem(with mailbox: Mailbox?) -> AddressProblem.Reason? {
        guard let mailbox, let at = mailbox.address.lastIndex(of: "@") else { return .missingAt }
        let local = mailbox.address[..<at]
        let domain = mailbox.address[mailbox.address.index(after: at)...]
        if local.isEmpty { return .emptyLocalPart }
        if domain.isEmpty || domain == "." { return .emptyDomain }
        if local.utf8.count > 128 || mailbox.address.utf8.count > 320 { return .tooLong }
        let isQuoted = local.hasPrefix("\"") && local.hasSuffix("\"") && local.utf8.count > 2
        let isLocalFine =
            isQuoted
            ? local.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            : local.utf8.allSatisfy { $0 >= 0x80 || ASCII.isAtomText($0) || $0 == UInt8(ascii: ".") }
        let isLiteral = domain.hasPrefix("[") && domain.hasSuffix("]")
        let isDomainFine =
            isLiteral
            ? domain.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            : domain.utf8.allSatisfy {
                $0 >= 0x80 || ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2D || $0 == 0x2E
                    || $0 == 0x5F
            } && !domain.hasPrefix(".") && !domain.contains("..")
        return isLocalFine && isDomainFine ? nil : .invalidCharacter
    }
}

import CRMModel

/// Reads vCards of versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), many in one file.
public enum VCardReader {
    /// Lines of one card beyond this are dropped (photographs are long).
    private static let lineLimit = 20_000

    /// Whether the file begins with a card, blank lines aside.
    static func isVCard(_ utf8: [UInt8]) -> Bool {
        let head = utf8.prefix(1024).drop { $0 == 10 || $0 == 13 || $0 == 32 || $0 == 9 }
        return String(decoding: head.prefix(11), as: UTF8.self).uppercased() == "BEGIN:VCARD"
    }

    /// All cards of the file in its order. Nested cards (agents) are left out, a card without an end ends with the
    /// next one or the file.
    public static func contacts(in utf8: [UInt8]) -> [ImportedContact] {
        var contacts: [ImportedContact] = []
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var depth = 0
        var number = 0
        for line in Lines(utf8) {
            number += 1
            let word = keyword(line)
            if word == "BEGIN:VCARD" {
                if depth == 0 {
                    start = number
                    lines = []
                }
                depth += 1
                if depth > 1, lines.isEmpty || !isAgent(lines[lines.count - 1]) {
                    contacts.append(contact(lines, startingAt: start))
                    (start, lines, depth) = (number, [], 1)
                }
            } else if word == "END:VCARD", depth > 0 {
                depth -= 1
                if depth == 0 { contacts.append(contact(lines, startingAt: start)) }
            } else if depth == 1, lines.count < lineLimit {
                lines.append(line)
            }
        }
        if depth > 0 { contacts.append(contact(lines, startingAt: start)) }
        return contacts
    }

    private static func keyword(_ line: ArraySlice<UInt8>) -> String {
        guard line.count < 24, let first = line.first, first | 0x20 == 98 || first | 0x20 == 101 else {
            return ""
        }
        return ImportValue.trimmed(String(decoding: line, as: UTF8.self)).uppercased()
    }

    private static func isAgent(_ line: ArraySlice<UInt8>) -> Bool {
        String(decoding: line.prefix(5), as: UTF8.self).uppercased() == "AGENT"
    }

    private static func contact(_ lines: [ArraySlice<UInt8>], startingAt line: Int) -> ImportedContact {
        var draft = VCardContact(line: line)
        for property in unfolded(lines) {
            if let property = VCardLine(property) { draft.take(property) }
        }
        return draft.finished
    }

    /// Joins continued lines: a blank at the start of a line (dropped, but kept in 2.1), or `=` at the end of a
    /// quoted-printable one.
    private static func unfolded(_ lines: [ArraySlice<UInt8>]) -> [[UInt8]] {
        let isOld = lines.contains { keyword21($0) }
        var result: [[UInt8]] = []
        var continues = false
        for line in lines {
            if continues, !result.isEmpty {
                result[result.count - 1].removeLast()
                result[result.count - 1] += line
            } else if let first = line.first, first == 32 || first == 9, !result.isEmpty {
                if result[result.count - 1].count < CSVReader.fieldLimit {
                    result[result.count - 1] +=
                        isOld && !isBinary(result[result.count - 1]) ? line : line.dropFirst()
                }
            } else if !line.isEmpty {
                result.append(Array(line))
            }
            continues = result.last.map { $0.last == UInt8(ascii: "=") && isQuotedPrintable($0) } ?? false
        }
        return result
    }

    private static func keyword21(_ line: ArraySlice<UInt8>) -> Bool {
        line.count < 24
            && ImportValue.trimmed(String(decoding: line, as: UTF8.self)).uppercased() == "VERSION:2.1"
    }

    private static func parameters(_ line: [UInt8]) -> String {
        String(decoding: line.prefix { $0 != UInt8(ascii: ":") }.prefix(500), as: UTF8.self).uppercased()
    }

    private static func isQuotedPrintable(_ line: [UInt8]) -> Bool {
        parameters(line).contains("QUOTED-PRINTABLE")
    }

    private static func isBinary(_ line: [UInt8]) -> Bool { parameters(line).contains("BASE64") }

    /// Lines at LF, CR LF or CR, without their ends.
    private struct Lines: Sequence, IteratorProtocol {
        private let bytes: [UInt8]
        private var index = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> ArraySlice<UInt8>? {
            guard index < bytes.count else { return nil }
            let start = index
            while index < bytes.count, bytes[index] != 10, bytes[index] != 13 { index += 1 }
            let line = bytes[start..<index]
            if index < bytes.count {
                index += bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
            }
            return line
        }
    }
}

/// Gathers the properties of one card.
struct VCardContact {
    private var contact: ImportedContact
    private var formattedName = ""
    private var emails: [(preference: Int, value: String)] = []
    private var phones: [(preference: Int, value: String)] = []

    init(line: Int) { contact = ImportedContact(line: line) }

    mutating func take(_ line: VCardLine) {
        switch line.name {
        case "FN": formattedName = ImportValue.line(line.text)
        case "N": takeName(line.components)
        case "EMAIL": emails.append((line.preference, line.text))
        case "TEL":
            let isFax = line.types.contains("FAX") && !line.types.contains("VOICE")
            if !isFax { phones.append((line.preference, line.text)) }
        case "ORG": contact.company = ImportValue.line(line.components.first ?? "")
        case "TITLE": contact.title = ImportValue.line(line.text)
        case "ROLE": if contact.title.isEmpty { contact.title = ImportValue.line(line.text) }
        case "NOTE":
            let note = String(line.text.prefix(100_000))
            contact.notes = contact.notes.isEmpty ? note : contact.notes + "\n\n" + note
        case "URL": if contact.website.isEmpty { contact.website = ImportValue.line(line.text) }
        case "TZ": contact.timeZone = ImportValue.timeZone(line.text)
        case ContactExport.fieldProperty:
            let parts = line.components
            if parts.count == 2, !parts[0].isEmpty {
                contact.fields[parts[0]] = String(parts[1].prefix(10_000))
            }
        case "CATEGORIES":
            for tag in line.list where !tag.hasPrefix("* ") { ImportValue.add(tag: tag, to: &contact.tags) }
        default: break
        }
    }

    /// Family; given; additional; prefixes; suffixes.
    private mutating func takeName(_ parts: [String]) {
        func part(_ index: Int) -> String { index < parts.count ? ImportValue.line(parts[index]) : "" }
        contact.lastName = part(0)
        contact.firstName = [part(1), part(2)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    var finished: ImportedContact {
        var result = contact
        if result.firstName.isEmpty && result.lastName.isEmpty {
            let isAddress = AddressRules.address(formattedName) != nil
            if !isAddress, formattedName != result.company {
                (result.firstName, result.lastName) = ImportValue.split(name: formattedName)
            }
        }
        for email in emails.enumerated().sorted(by: { ($0.1.preference, $0.0) < ($1.1.preference, $1.0) }) {
            ImportValue.add(addresses: email.element.value, to: &result)
        }
        for phone in phones.enumerated().sorted(by: { ($0.1.preference, $0.0) < ($1.1.preference, $1.0) }) {
            ImportValue.add(phones: phone.element.value, to: &result)
        }
        return result
    }
}

public import CRMModel

/// Writes contacts for other programs.
public enum ContactExport {
    /// The columns of the CSV that every contact has; custom fields follow them by name.
    private static let columns = [
        "First Name", "Last Name", "Email", "Email 2", "Email 3", "Phone", "Phone 2", "Company", "Job Title",
        "Time Zone", "Tags", "Notes",
    ]

    /// The header line of a CSV (RFC 4180, UTF-8, CR LF).
    ///
    /// - Parameter fields: names of custom fields, each a column.
    public static func csvHeader(fields: [String] = []) -> String { record(columns + fields) }

    /// One line of the CSV, in the order of `csvHeader`.
    public static func csv(_ contact: Contact, fields: [String] = []) -> String {
        func item(_ list: [String], _ index: Int) -> String { index < list.count ? list[index] : "" }
        let addresses = contact.addresses.map(\.text)
        let rest = addresses.dropFirst(2).joined(separator: "; ")
        return record(
            [
                contact.firstName, contact.lastName, item(addresses, 0), item(addresses, 1), rest,
                item(contact.phones, 0), contact.phones.dropFirst().joined(separator: " ::: "),
                contact.companyName ?? "",
                contact.title, contact.timeZone ?? "", TagText.joined(contact.tags, by: "; "), contact.notes,
            ] + fields.map { contact.fields[$0] ?? "" })
    }

    private static func record(_ fields: [String]) -> String {
        fields.map(CSVWriter.field).joined(separator: ",") + "\r\n"
    }

    /// A vCard 4.0 (RFC 6350), lines folded at 75 bytes, CR LF.
    public static func vCard(_ contact: Contact) -> String {
        var lines = ["BEGIN:VCARD", "VERSION:4.0", "UID:urn:uuid:\(contact.id)"]
        lines.append("FN:" + escaped(contact.displayName))
        lines.append("N:\(escaped(contact.lastName));\(escaped(contact.firstName));;;")
        for (index, address) in contact.addresses.enumerated() {
            lines.append("EMAIL" + (index == 0 ? ";PREF=1:" : ":") + escaped(address.text))
        }
        for phone in contact.phones { lines.append("TEL:" + escaped(phone)) }
        if let company = contact.companyName, !company.isEmpty { lines.append("ORG:" + escaped(company)) }
        if !contact.title.isEmpty { lines.append("TITLE:" + escaped(contact.title)) }
        if let zone = contact.timeZone { lines.append("TZ:" + escaped(zone)) }
        if !contact.tags.isEmpty {
            lines.append("CATEGORIES:" + contact.tags.map(escaped).joined(separator: ","))
        }
        if !contact.notes.isEmpty { lines.append("NOTE:" + escaped(contact.notes)) }
        for (name, value) in contact.fields.sorted(by: { $0.key < $1.key }) {
            lines.append("\(fieldProperty):\(escaped(name));\(escaped(value))")
        }
        lines.append("END:VCARD")
        return lines.map(folded).joined()
    }

    /// A property of our own for a field that the user gave to contacts: its name, its value.
    static let fieldProperty = "X-RAPPORT-FIELD"

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\", ";", ",": result += "\\" + String(character)
            case "\n", "\r\n": result += "\\n"
            case "\r": break
            default: result.append(character)
            }
        }
        return result
    }

    /// At most 75 bytes per line, never within a character.
    private static func folded(_ line: String) -> String {
        var result = ""
        var width = 0
        for character in line {
            let size = character.utf8.count
            if width + size > 75 {
                result += "\r\n "
                width = 1
            }
            result.append(character)
            width += size
        }
        return result + "\r\n"
    }
}

/// Writes values of a CSV file.
public enum CSVWriter {
    /// One value, quoted where RFC 4180 asks for it.
    ///
    /// A value that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, their wide forms, tab or a line's end
    /// first, also behind blanks) gets an apostrophe in front, unless it is a number or a phone number: `-2` and
    /// `+49 30 1234` stay. `+1-555-0100` does not: a spreadsheet would subtract. `unguarded` takes it off again.
    public static func field(_ value: String) -> String {
        let text = isFormula(value) && !isNumber(value) ? "'" + value : value
        let needsQuotes = text.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 || $0 == 59 }
        guard needsQuotes || text.first == " " || text.last == " " else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// A cell without the apostrophe that keeps it from being run.
    public static func unguarded(_ cell: String) -> String {
        cell.unicodeScalars.first == "'" && isFormula(cell) ? String(cell.unicodeScalars.dropFirst()) : cell
    }

    /// Begins like a formula, guarded or not: what is guarded is guarded once more.
    private static func isFormula(_ text: String) -> Bool {
        let first = text.unicodeScalars.first { $0 != "'" && $0 != " " }
        return first.map { "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
    }

    /// Signs, digits and the marks of a phone number, and nothing that computes: `+351 912 345`, `-5.2`.
    private static func isNumber(_ text: String) -> Bool {
        let body = text.dropFirst()
        return (text.first == "+" || text.first == "-") && body.contains(where: \.isNumber)
            && body.allSatisfy { ($0.isASCII && $0.isNumber) || " .()/".contains($0) }
    }
}

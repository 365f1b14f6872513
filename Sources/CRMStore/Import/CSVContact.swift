import CRMModel

/// Makes a contact of a CSV record.
enum CSVContact {
    static func make(_ record: CSVRecord, _ mapping: ContactMapping) -> ImportedContact {
        var contact = ImportedContact(line: record.line)
        var fullName = ""
        var middleName = ""
        var emails: [(Int, String)] = []
        var phones: [(Int, String)] = []
        for (column, raw) in zip(mapping.columns, record.fields) {
            let value = ImportValue.trimmed(CSVWriter.unguarded(raw))
            if value.isEmpty { continue }
            switch column {
            case .firstName: contact.firstName = ImportValue.line(value)
            case .middleName: middleName = ImportValue.line(value)
            case .lastName: contact.lastName = ImportValue.line(value)
            case .fullName: fullName = ImportValue.line(value)
            case .title: contact.title = ImportValue.line(value)
            case .email(let position): emails.append((position, value))
            case .phone(let position): phones.append((position, value))
            case .company: contact.company = ImportValue.line(value)
            case .website: contact.website = ImportValue.line(value)
            case .industry: contact.industry = ImportValue.line(value)
            case .timeZone: contact.timeZone = ImportValue.timeZone(value)
            case .tags: contact.tags = ImportValue.tags(value)
            case .notes: contact.notes = String(value.prefix(100_000))
            case .field(let name): contact.fields[name] = String(value.prefix(10_000))
            case .ignored: break
            }
        }
        for (_, value) in emails.sorted(by: { $0.0 < $1.0 }) {
            ImportValue.add(addresses: value, to: &contact)
        }
        for (_, value) in phones.sorted(by: { $0.0 < $1.0 }) { ImportValue.add(phones: value, to: &contact) }
        if contact.firstName.isEmpty && contact.lastName.isEmpty {
            (contact.firstName, contact.lastName) = ImportValue.split(name: fullName)
        }
        if !middleName.isEmpty {
            contact.firstName = [contact.firstName, middleName].filter { !$0.isEmpty }.joined(separator: " ")
        }
        return contact
    }
}

/// What raw values of a file become.
enum ImportValue {
    static func trimmed(_ text: some StringProtocol) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    /// One line without controls, at most 500 characters.
    static func line(_ text: String) -> String {
        guard text.count > 500 || text.unicodeScalars.contains(where: isControl) else { return text }
        let words = text.prefix(1000).split {
            $0.isWhitespace || $0.unicodeScalars.contains(where: isControl)
        }
        return String(words.joined(separator: " ").prefix(500))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// `Ana Silva` or `Silva, Ana`.
    static func split(name: String) -> (first: String, last: String) {
        if let comma = name.firstIndex(of: ",") {
            let first = trimmed(name[name.index(after: comma)...])
            let last = trimmed(name[..<comma])
            return first.isEmpty ? split(name: last) : (first, last)
        }
        guard let blank = name.lastIndex(where: \.isWhitespace) else { return (name, "") }
        return (trimmed(name[..<blank]), trimmed(name[blank...]))
    }

    /// IANA names only; offsets and abbreviations say too little.
    static func timeZone(_ text: String) -> String? {
        let allowed = text.utf8.allSatisfy {
            ($0 | 0x20 >= 97 && $0 | 0x20 <= 122) || ($0 >= 48 && $0 <= 57) || "/_+-".utf8.contains($0)
        }
        guard allowed, text.count <= 64, text == "UTC" || (text.contains("/") && !text.hasPrefix("/")) else {
            return nil
        }
        return text
    }

    /// Separated by `;`, `,` or Google's `:::`; its system groups (`* myContacts`) are dropped. What is in quotes is
    /// one tag as it stands.
    static func tags(_ text: String) -> [String] {
        var result: [String] = []
        for part in TagText.parts(text) {
            if part.isQuoted {
                add(tag: part.text, to: &result)
                continue
            }
            for piece in splitTripleColon(part.text[...]) where !trimmed(piece).hasPrefix("*") {
                add(tag: piece, to: &result)
            }
        }
        return result
    }

    static func add(tag text: String, to tags: inout [String]) {
        let tag = String(line(trimmed(text)).prefix(80))
        if !tag.isEmpty, tags.count < 100, !tags.contains(tag) { tags.append(tag) }
    }

    static func add(addresses text: String, to contact: inout ImportedContact) {
        // Several in one cell: Google writes `a ::: b`, others `a; b` or `Ana <a>, Bob <b>`.
        let parts = splitTripleColon(text[...]).flatMap { cell in
            cell.contains("<")
                ? cell.split(separator: "<").dropFirst(cell.hasPrefix("<") ? 0 : 1).map {
                    $0.prefix { $0 != ">" }
                }
                : cell.split { $0 == ";" || $0 == "," || $0.isWhitespace }
        }
        for part in parts.prefix(50) {
            var candidate = trimmed(part)
            if candidate.lowercased().hasPrefix("mailto:") { candidate.removeFirst(7) }
            guard let address = AddressRules.address(candidate) else {
                contact.problems.append("\"\(line(String(candidate.prefix(80))))\" is not an email address")
                continue
            }
            if !contact.addresses.contains(address) { contact.addresses.append(address) }
        }
    }

    static func add(phones text: String, to contact: inout ImportedContact) {
        for part in splitTripleColon(text[...]).prefix(20) {
            var phone = line(trimmed(part))
            if phone.lowercased().hasPrefix("tel:") { phone.removeFirst(4) }
            let isPhone = phone.contains(where: \.isNumber) || phone.contains(where: \.isLetter)
            if isPhone, phone.count <= 64, !contact.phones.contains(phone) { contact.phones.append(phone) }
        }
    }

    private static func splitTripleColon(_ text: Substring) -> [String] {
        guard text.contains(":::") else { return [String(text)] }
        var parts: [String] = [""]
        var colons = 0
        for character in text {
            if character == ":" {
                colons += 1
                if colons == 3 {
                    parts.append("")
                    colons = 0
                }
                continue
            }
            if colons > 0 { parts[parts.count - 1] += String(repeating: ":", count: colons) }
            colons = 0
            parts[parts.count - 1].append(character)
        }
        return parts
    }
}

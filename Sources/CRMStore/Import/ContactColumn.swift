/// What a column of a contact list means.
public enum ContactColumn: Hashable, Sendable {
    case firstName, middleName, lastName, fullName, title
    /// One address or several; the position orders them, 0 is the primary one.
    case email(Int)
    case phone(Int)
    case company, website, industry, timeZone, tags, notes
    /// A custom field by its name.
    case field(String)
    /// Not taken over.
    case ignored

    /// Reads the name that `--map NAME=COLUMN` uses: `firstName`, `email`, `email2`, `company`, `fields.seats` …
    ///
    /// - Returns: nil for a name that is not known.
    public init?(name: String) {
        let key = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
        switch key {
        case "firstname", "first", "givenname": self = .firstName
        case "middlename": self = .middleName
        case "lastname", "last", "familyname", "surname": self = .lastName
        case "name", "fullname": self = .fullName
        case "title", "jobtitle", "position": self = .title
        case "email", "mail", "address": self = .email(0)
        case "phone", "telephone", "mobile": self = .phone(0)
        case "company", "organization", "organisation": self = .company
        case "website", "domain", "companydomain": self = .website
        case "industry": self = .industry
        case "timezone", "tz": self = .timeZone
        case "tags", "tag", "labels", "categories": self = .tags
        case "notes", "note": self = .notes
        case "ignore", "skip": self = .ignored
        default:
            if let number = Int(key.dropFirst(5)), key.hasPrefix("email"), (1...99).contains(number) {
                self = .email(number - 1)
            } else if let number = Int(key.dropFirst(5)), key.hasPrefix("phone"), (1...99).contains(number) {
                self = .phone(number - 1)
            } else if let dot = name.firstIndex(of: "."),
                ["fields", "custom", "field"].contains(name[..<dot].lowercased())
            {
                let field = FieldName.make(String(name[name.index(after: dot)...]))
                guard !field.isEmpty else { return nil }
                self = .field(field)
            } else {
                return nil
            }
        }
    }
}

/// Names of custom fields: what `{{custom.NAME}}` can say.
public enum FieldName {
    /// `Deal Size (EUR)` becomes `dealSizeEUR`; what is a name already stays as it is. Letters of all alphabets are
    /// kept; empty when there is no letter.
    public static func make(_ header: String) -> String {
        var result = ""
        var wordStarts = false
        for character in header.prefix(200) {
            guard character.isLetter || character.isNumber || character == "_" else {
                wordStarts = !result.isEmpty
                continue
            }
            if result.isEmpty && !character.isLetter { continue }
            if wordStarts {
                result += character.uppercased()
                wordStarts = false
            } else {
                result.append(character)
            }
        }
        let first = header.prefix { !$0.isWhitespace }
        // A capital alone is how a spreadsheet begins a word, not part of the name.
        guard let head = result.first, head.isUppercase, first.dropFirst().allSatisfy({ !$0.isUppercase })
        else {
            return result
        }
        return head.lowercased() + result.dropFirst()
    }
}

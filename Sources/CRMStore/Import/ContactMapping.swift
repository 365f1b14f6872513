/// Which column of a file means what.
public struct ContactMapping: Hashable, Sendable {
    /// By position in the file.
    public var columns: [ContactColumn]

    public init(columns: [ContactColumn]) { self.columns = columns }

    /// Guesses from the header row, then applies the explicit pairs.
    ///
    /// - Parameters:
    ///   - header: the first record of the file.
    ///   - explicit: `field=column` pairs of the command line; a column is its header text in any case, or its number
    ///     from 1. Columns mapped by hand win over guesses for the same field.
    /// - Throws: `unknownField`, `unknownColumn`, or `noContactColumns` when nothing names a person.
    public init(
        header: [String], explicit: [(field: String, column: String)] = []
    ) throws(ImportFailure) {
        columns = ContactMapping.guess(header)
        for (field, name) in explicit {
            guard let column = ContactColumn(name: field) else { throw .unknownField(field) }
            guard let index = ContactMapping.position(of: name, in: header) else {
                throw .unknownColumn(name)
            }
            for other in columns.indices where columns[other] == column { columns[other] = .ignored }
            columns[index] = column
        }
        let isUseful = columns.contains {
            switch $0 {
            case .email, .fullName, .firstName, .lastName: true
            default: false
            }
        }
        guard isUseful else { throw .noContactColumns }
    }

    private static func position(of name: String, in header: [String]) -> Int? {
        let wanted = normalize(name)
        if let exact = header.firstIndex(of: name) ?? header.firstIndex(where: { normalize($0) == wanted }) {
            return exact
        }
        guard let number = Int(name), header.indices.contains(number - 1) else { return nil }
        return number - 1
    }

    private static func guess(_ header: [String]) -> [ContactColumn] {
        var emails = 0
        var phones = 0
        var taken: Set<ContactColumn> = []
        let names = header.map(normalize)
        // Outlook has `Title` (Mr.) beside `Job Title`.
        let hasJobTitle = names.contains("job title")
        return names.enumerated().map { index, name in
            let column: ContactColumn
            switch kind(of: name) {
            case .email:
                column = .email(emails)
                emails += 1
            case .phone:
                column = .phone(phones)
                phones += 1
            case .title where hasJobTitle && name == "title": column = .ignored
            case .field: column = field(header[index])
            case let known: column = known
            }
            if case .ignored = column { return column }
            return taken.insert(column).inserted ? column : field(header[index])
        }
    }

    private static func field(_ header: String) -> ContactColumn {
        let name = FieldName.make(header)
        return name.isEmpty ? .ignored : .field(name)
    }

    /// The meaning of one normalised name; positions of addresses and phones are given later.
    private static func kind(of name: String) -> ContactColumn {
        if name.isEmpty || HeaderWords.ignored.contains(name) { return .ignored }
        if let column = HeaderWords.columns[name] { return column }
        var words = name.split(separator: " ")
        // Google: `e mail 1 value`, `phone 2 type`.
        if words.count > 2, words[words.count - 2].allSatisfy(\.isNumber) {
            let last = words.removeLast()
            if ["type", "label", "formatted"].contains(last) { return .ignored }
            guard last == "value" || last == "name" || last == "title" else { return .field(name) }
        }
        // `e mail 2 address`, `home phone 2`, `person email work`.
        let kinds: Set<Substring> = ["work", "home", "other", "business", "private", "1"]
        words.removeAll { word in word.allSatisfy(\.isNumber) }
        let plain = words.joined(separator: " ")
        while let last = words.last, kinds.contains(last), words.count > 1 { words.removeLast() }
        for candidate in [plain, words.joined(separator: " ")] {
            if HeaderWords.email.contains(candidate) { return .email(0) }
            if HeaderWords.phone.contains(candidate) { return .phone(0) }
            if let column = HeaderWords.columns[candidate] { return column }
        }
        return .field(name)
    }

    /// Lower case, accents off, everything but letters and digits a single blank.
    static func normalize(_ header: String) -> String {
        var result = ""
        var gap = false
        for character in header.prefix(200).lowercased() {
            guard character.isLetter || character.isNumber else {
                gap = true
                continue
            }
            if gap, !result.isEmpty { result.append(" ") }
            gap = false
            result += plain[character] ?? String(character)
        }
        return result
    }

    private static let plain: [Character: String] = {
        let groups = [
            "a": "àáâãäåāąă", "c": "çćč", "d": "ďđ", "e": "èéêëēęě", "g": "ğ", "i": "ìíîïīı", "l": "łľ",
            "n": "ñńň",
            "o": "òóôõöøō", "r": "řŕ", "s": "śšşș", "t": "ťţț", "u": "ùúûüūůű", "y": "ýÿ", "z": "źżž",
            "ae": "æ",
            "oe": "œ", "ss": "ß",
        ]
        var result: [Character: String] = [:]
        for (base, letters) in groups { for letter in letters { result[letter] = base } }
        return result
    }()
}

public import CRMModel

/// A person as a file describes it.
public struct ImportedContact: Hashable, Sendable {
    /// Where it begins in the file, from 1.
    public var line: Int
    public var firstName = ""
    public var lastName = ""
    public var title = ""
    public var company = ""
    public var website = ""
    public var industry = ""
    public var addresses: [EmailAddress] = []
    public var phones: [String] = []
    public var timeZone: String?
    public var tags: [String] = []
    public var notes = ""
    public var fields: [String: String] = [:]
    /// Values that were dropped, in words.
    public var problems: [String] = []

    public init(line: Int) { self.line = line }

    /// Neither a name nor an address.
    public var isAnonymous: Bool {
        firstName.isEmpty && lastName.isEmpty && addresses.isEmpty && problems.isEmpty
    }

    /// First and last name with one blank.
    public var fullName: String {
        [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Why a whole file cannot be imported.
public enum ImportFailure: Error, Hashable, Sendable {
    /// Nothing in it.
    case empty
    /// More than `limit` bytes.
    case tooLarge(limit: Int)
    /// `--map` names a field that does not exist.
    case unknownField(String)
    /// `--map` names a column that the header does not have.
    case unknownColumn(String)
    /// No column names a person; the header row is missing or in words that are not known.
    case noContactColumns
}

extension ImportFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .tooLarge(let limit): "the file is larger than \(limit >> 20) MB"
        case .unknownField(let name): "there is no contact field \"\(name)\""
        case .unknownColumn(let name): "the file has no column \"\(name)\""
        case .noContactColumns: "no column is a name or an address; map one with field=column"
        }
    }
}

/// Reads contacts out of a file.
public enum ContactFile {
    /// Larger files are refused.
    public static let sizeLimit = 512 << 20

    /// Reads CSV or vCard, whichever it is.
    public static func read(
        _ bytes: [UInt8], mapping: [(field: String, column: String)] = []
    ) throws(ImportFailure) -> [ImportedContact] {
        guard bytes.count <= sizeLimit else { throw .tooLarge(limit: sizeLimit) }
        let text = TextDecoding.utf8(bytes)
        return VCardReader.isVCard(text) ? VCardReader.contacts(in: text) : try csv(text, mapping: mapping)
    }

    private static func csv(
        _ text: [UInt8], mapping: [(field: String, column: String)]
    ) throws(ImportFailure) -> [ImportedContact] {
        var reader = CSVReader(text)
        guard let header = reader.next() else { throw .empty }
        let columns = try ContactMapping(header: header.fields, explicit: mapping)
        var contacts: [ImportedContact] = []
        while let record = reader.next() {
            if record.isBlank { continue }
            var contact = CSVContact.make(record, columns)
            if reader.endedInQuotes {
                contact.problems.append(
                    "a quotation mark is never closed; the rest of the file was taken for one value")
            }
            contacts.append(contact)
        }
        return contacts
    }
}

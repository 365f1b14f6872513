public import CRMModel

/// What a field is filled with.
public enum MergeValue: Hashable, Sendable {
    case text(String)
    case list([String])
    case date(CivilDate)

    /// Without a filter: a list with commas, a date as `31 December`.
    public var text: String {
        switch self {
        case .text(let text): text
        case .list(let items): items.joined(separator: ", ")
        case .date(let date): DateFormat.apply("d MMMM", to: date)
        }
    }

    /// Nothing but blanks.
    public var isEmpty: Bool {
        switch self {
        case .text(let text): text.allSatisfy(\.isWhitespace)
        case .list(let items): items.isEmpty
        case .date: false
        }
    }

    /// The items of a list; a text is split at `;` and at line ends.
    var items: [String] {
        switch self {
        case .list(let items): items
        case .date: [text]
        case .text(let text):
            text.split { $0 == ";" || $0.isNewline }.map { $0.trimmingBlanks }.filter { !$0.isEmpty }
        }
    }
}

/// Who writes: what `sender.…` is filled with.
public struct MergeSender: Hashable, Sendable {
    public var name: String
    public var email: EmailAddress
    public var signature: String
    public var account: String

    public init(name: String, email: EmailAddress, signature: String = "", account: String = "") {
        self.name = name
        self.email = email
        self.signature = signature
        self.account = account
    }

    public init(account: Account) {
        self.init(
            name: account.displayName ?? "", email: account.address, signature: account.signature,
            account: account.name)
    }
}

/// The values for one recipient.
public struct MergeContext: Hashable, Sendable {
    private var values: [String: MergeValue] = [:]
    /// Chooses among the words of `spin`; the same seed, the same words.
    public var seed: UInt64

    /// - Parameters:
    ///   - contact: nil when the recipient is nobody we know; contact fields are missing then.
    ///   - today: in the sender's time zone.
    ///   - extra: further values by canonical field name; they win.
    public init(
        contact: Contact?, company: Company? = nil, sender: MergeSender, today: CivilDate,
        extra: [String: MergeValue] = [:], seed: UInt64 = 0
    ) {
        self.seed = seed
        addDates(today)
        addSender(sender)
        if let contact { add(contact) }
        if let company { add(company) }
        values.merge(extra) { $1 }
    }

    /// The value of a field; nil when there is none or it is blank.
    ///
    /// - Parameter field: a canonical name.
    public subscript(field: String) -> MergeValue? {
        guard let value = values[field], !value.isEmpty else { return nil }
        return value
    }

    private mutating func set(_ field: String, _ text: String) {
        if !text.isEmpty { values[field] = .text(text) }
    }

    private mutating func add(_ contact: Contact) {
        set("firstName", contact.firstName)
        set("lastName", contact.lastName)
        set("name", [contact.firstName, contact.lastName].filter { !$0.isEmpty }.joined(separator: " "))
        set("title", contact.title)
        set("email", contact.addresses.first?.text ?? "")
        set("phone", contact.phones.first ?? "")
        set("timeZone", contact.timeZone ?? "")
        set("company", contact.companyName ?? "")
        values["tags"] = .list(contact.tags)
        values["emails"] = .list(contact.addresses.map(\.text))
        values["phones"] = .list(contact.phones)
        for (name, value) in contact.fields { set("custom.\(name)", value) }
    }

    private mutating func add(_ company: Company) {
        set("company", company.name)
        set("company.industry", company.industry)
        set("company.website", company.website)
        set("company.domain", company.domains.first ?? "")
    }

    private mutating func addSender(_ sender: MergeSender) {
        set("sender.name", sender.name)
        set("sender.firstName", String(sender.name.prefix { !$0.isWhitespace }))
        set("sender.email", sender.email.text)
        set("sender.signature", sender.signature)
        set("sender.account", sender.account)
    }

    private mutating func addDates(_ today: CivilDate) {
        func date(_ year: Int, _ month: Int, _ day: Int) -> MergeValue {
            .date(CivilDate(year: year, month: month, day: day))
        }
        func day(_ count: Int64) -> MergeValue {
            .date(CivilDate(daysSince1970: today.daysSince1970 + count))
        }
        func monthEnd(_ month: Int) -> MergeValue {
            let next =
                month == 12
                ? CivilDate(year: today.year + 1, month: 1, day: 1)
                : CivilDate(year: today.year, month: month + 1, day: 1)
            return .date(CivilDate(daysSince1970: next.daysSince1970 - 1))
        }
        values["today"] = .date(today)
        values["tomorrow"] = day(1)
        values["nextWeek"] = day(Int64(7 - today.weekday))
        values["weekday"] = .text(DateFormat.apply("EEEE", to: today))
        values["month"] = .text(DateFormat.apply("MMMM", to: today))
        values["year"] = .text(String(today.year))
        values["monthEnd"] = monthEnd(today.month)
        values["quarterEnd"] = monthEnd((today.month + 2) / 3 * 3)
        values["yearEnd"] = date(today.year, 12, 31)
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        var rest = Substring(self)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

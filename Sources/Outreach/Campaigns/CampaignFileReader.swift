import CRMModel
import MailCore
import Platform

/// Reads a campaign's document field by field and collects what is wrong.
struct CampaignFileReader {
    private(set) var problems: [CampaignFile.Problem] = []

    mutating func read(_ document: JSONValue) -> CampaignFile {
        let fields = object(
            document, "",
            knowing: [
                "name", "account", "steps", "recipients", "pace", "track", "unsubscribe", "start_at",
                "idempotency_key",
            ])
        let track = object(fields["track"] ?? .object([]), "track", knowing: ["opens", "clicks"])
        let pace = object(fields["pace"] ?? .object([]), "pace", knowing: ["per_minute", "daily_cap"])
        return CampaignFile(
            name: text(fields["name"], "name") ?? "", account: text(fields["account"], "account") ?? "",
            steps: steps(fields["steps"]), recipients: recipients(fields["recipients"]),
            pace: Pace(
                perMinute: number(pace["per_minute"], "pace.per_minute", 1...1000) ?? 20,
                dailyCap: number(pace["daily_cap"], "pace.daily_cap", 1...100_000) ?? 200),
            tracksOpens: flag(track["opens"], "track.opens") ?? false,
            tracksClicks: flag(track["clicks"], "track.clicks") ?? false,
            hasUnsubscribe: flag(fields["unsubscribe"], "unsubscribe") ?? true,
            startAt: time(fields["start_at"], "start_at"),
            idempotencyKey: optionalText(fields["idempotency_key"], "idempotency_key"))
    }

    private mutating func report(_ path: String, _ message: String) {
        if problems.count < 50 { problems.append(CampaignFile.Problem(path: path, message: message)) }
    }

    private mutating func object(_ value: JSONValue, _ path: String, knowing names: [String]) -> [String:
        JSONValue]
    {
        guard let members = value.members else {
            report(path, "an object is expected")
            return [:]
        }
        var result: [String: JSONValue] = [:]
        for member in members {
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            if !names.contains(member.key) {
                let hint = NearestName.of(member.key, in: names).map { ": did you mean '\($0)'?" } ?? ""
                report(place, "unknown field\(hint)")
            } else if result.updateValue(member.value, forKey: member.key) != nil {
                report(place, "given twice")
            }
        }
        return result.filter { $0.value != .null }
    }

    private mutating func text(_ value: JSONValue?, _ path: String) -> String? {
        guard let text = optionalText(value, path), !text.isEmpty else {
            if value?.text != nil || value == nil { report(path, "a text is needed") }
            return nil
        }
        return text
    }

    private mutating func optionalText(_ value: JSONValue?, _ path: String) -> String? {
        guard let value else { return nil }
        guard let text = value.text else {
            report(path, "a text is expected")
            return nil
        }
        if text.utf8.count > 10_000 { report(path, "too long") }
        return text.trimmingBlanks
    }

    private mutating func number(_ value: JSONValue?, _ path: String, _ range: ClosedRange<Int64>) -> Int? {
        guard let value else { return nil }
        guard let number = value.integer, range.contains(number) else {
            report(path, "a whole number from \(range.lowerBound) to \(range.upperBound) is expected")
            return nil
        }
        return Int(number)
    }

    private mutating func flag(_ value: JSONValue?, _ path: String) -> Bool? {
        guard let value else { return nil }
        if value.boolean == nil { report(path, "true or false is expected") }
        return value.boolean
    }

    private mutating func time(_ value: JSONValue?, _ path: String) -> Timestamp? {
        guard let value else { return nil }
        let time = value.text.flatMap { Timestamp(rfc3339: $0) }
        if time == nil { report(path, "a time such as 2026-11-20T09:00:00Z is expected") }
        return time
    }

    private mutating func elements(_ value: JSONValue?, _ path: String, limit: Int) -> [JSONValue] {
        guard let value else { return [] }
        guard let elements = value.elements else {
            report(path, "a list is expected")
            return []
        }
        if elements.count > limit { report(path, "more than \(limit) entries") }
        return Array(elements.prefix(limit))
    }

    private mutating func steps(_ value: JSONValue?) -> [CampaignFile.Step] {
        let list = elements(value, "steps", limit: 50)
        if list.isEmpty { report("steps", "at least one step is needed") }
        var steps: [CampaignFile.Step] = []
        for (index, element) in list.enumerated() {
            let path = "steps[\(index)]"
            let fields = object(element, path, knowing: ["kind", "template", "delay", "thread"])
            let kind = optionalText(fields["kind"], "\(path).kind") ?? "email"
            if kind != "email" { report("\(path).kind", "'\(kind)' is not known here: 'email'") }
            let thread = optionalText(fields["thread"], "\(path).thread") ?? (index == 0 ? "new" : "reply")
            if thread != "new" && thread != "reply" {
                report("\(path).thread", "'new' or 'reply' is expected")
            } else if thread == "reply" && index == 0 {
                report("\(path).thread", "the first mail has nothing to answer: 'new'")
            }
            steps.append(
                CampaignFile.Step(
                    template: text(fields["template"], "\(path).template") ?? "",
                    delay: delay(fields["delay"], "\(path).delay") ?? 0, repliesInThread: thread == "reply"))
        }
        return steps
    }

    /// `3d`, `12h`, `30m`, `45s`.
    private mutating func delay(_ value: JSONValue?, _ path: String) -> Int? {
        guard let text = optionalText(value, path) else { return nil }
        let units = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
        guard let last = text.last, let unit = units[String(last)], let count = Int(text.dropLast()),
            (0...366).contains(count) || unit < 86_400 && (0...100_000).contains(count)
        else {
            report(path, "a duration such as 3d, 12h or 30m is expected")
            return nil
        }
        return count * unit
    }

    private mutating func recipients(_ value: JSONValue?) -> CampaignFile.Recipients {
        guard let value else {
            report("recipients", "who shall get it?")
            return CampaignFile.Recipients()
        }
        let fields = object(value, "recipients", knowing: ["contacts", "tag", "search", "list"])
        var result = CampaignFile.Recipients()
        for (index, element) in elements(fields["contacts"], "recipients.contacts", limit: 100_000)
            .enumerated()
        {
            if let id = element.text.flatMap({ ID<Contact>($0) }) {
                result.contacts.append(id)
            } else {
                report("recipients.contacts[\(index)]", "a contact's id is expected")
            }
        }
        result.tag = optionalText(fields["tag"], "recipients.tag")
        result.search = optionalText(fields["search"], "recipients.search")
        for (index, element) in elements(fields["list"], "recipients.list", limit: 100_000).enumerated() {
            if let person = person(element, "recipients.list[\(index)]") { result.list.append(person) }
        }
        if fields["contacts"] == nil && fields["tag"] == nil && fields["search"] == nil
            && fields["list"] == nil
        {
            report("recipients", "one of contacts, tag, search and list is needed")
        }
        return result
    }

    private mutating func person(_ value: JSONValue, _ path: String) -> CampaignFile.Person? {
        let fields = object(
            value, path, knowing: ["email", "firstName", "lastName", "company", "title", "fields"])
        let email = text(fields["email"], "\(path).email") ?? ""
        if !email.isEmpty && !AddressParser.isValid(email) {
            report("\(path).email", "'\(email.prefix(60))' is no address")
        }
        var own: [String: String] = [:]
        if let given = fields["fields"] {
            if given.members == nil { report("\(path).fields", "an object is expected") }
            for member in given.members ?? [] {
                let place = "\(path).fields.\(member.key)"
                if !FieldCatalogue.isIdentifier(member.key) {
                    report(place, "letters, digits, '_' and '-' make a field's name")
                } else if let text = optionalText(member.value, place) {
                    own[member.key] = text
                }
            }
        }
        guard !email.isEmpty else { return nil }
        return CampaignFile.Person(
            email: EmailAddress(email),
            firstName: optionalText(fields["firstName"], "\(path).firstName") ?? "",
            lastName: optionalText(fields["lastName"], "\(path).lastName") ?? "",
            company: optionalText(fields["company"], "\(path).company") ?? "",
            title: optionalText(fields["title"], "\(path).title") ?? "", fields: own)
    }
}

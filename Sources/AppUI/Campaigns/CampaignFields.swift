import CRMModel
import TUI

/// What the lines of a new campaign say while they are filled in.
enum CampaignFields {
    /// What is wrong with a number.
    static func fault(_ form: Form, _ name: FormField.Name) -> Problem? {
        guard name == .pace || name == .dailyCap else { return nil }
        let text = form[name].filter { !$0.isWhitespace }
        let unit = name == .pace ? "a minute" : "a day"
        let example = name == .pace ? "10" : "200"
        guard let number = Int(text) else {
            return Problem(
                what: text.isEmpty ? "How many \(unit)?" : "“\(text)” is no number",
                next: "how many mails may go out \(unit), such as \(example)")
        }
        return number < 1 ? Problem(what: name == .pace ? "At least 1 per minute" : "At least 1 a day") : nil
    }

    /// The tags that fit what is typed, with how many contacts bear them.
    static func matching(_ form: Form) -> [TagCount] {
        let typed = form[.value].lowercased()
        let tags = form.tags ?? []
        if typed.isEmpty { return tags.sorted { ($1.contacts, $0.tag) < ($0.contacts, $1.tag) } }
        let begins = tags.filter { $0.tag.lowercased().hasPrefix(typed) }
        return begins + tags.filter { !begins.contains($0) && $0.tag.lowercased().contains(typed) }
    }

    /// Says below the fields which tags there are.
    static func offerTags(_ form: inout Form) {
        guard form[.recipients] == "tag", form.tags != nil else { return }
        form.hint = matching(form).prefix(6).map { "\($0.tag) \($0.contacts)" }.joined(separator: "   ")
    }

    /// A tag is to be named, and what is typed is none yet.
    static func wantsTag(_ form: Form) -> Bool {
        guard form[.recipients] == "tag", let tags = form.tags, !tags.isEmpty else { return false }
        return !tags.contains { $0.tag.lowercased() == form[.value].lowercased() }
    }

    /// Why a choice holds nobody.
    static func nobody(_ form: Form) -> String {
        let value = form[.value]
        switch form[.recipients] {
        case "tag":
            if form.tags?.isEmpty == true { return "no contact bears a tag yet" }
            if value.isEmpty { return "name a tag, Enter lists them" }
            return form.tags?.contains { $0.tag.lowercased() == value.lowercased() } == true
                ? "nobody with this tag has an address" : "no contact bears the tag “\(value)”"
        case "search": return value.isEmpty ? "type what to look for" : "no contact is found by “\(value)”"
        case "CSV file": return "nobody with an address is in the file"
        default: return "there is no contact with an address yet"
        }
    }
}

extension AppModel {
    mutating func takeTags(_ tags: [TagCount]) {
        editForm { form in
            guard form.purpose == .campaign else { return }
            form.tags = tags
        }
    }

    mutating func openTagPicker(_ form: Form) -> [Command] {
        let items = CampaignFields.matching(form)
        let all = items.isEmpty ? form.tags ?? [] : items
        popups.append(
            .picker(
                Picker(
                    .campaignTag, title: "Tags",
                    items: all.map { tag in
                        PickerItem(
                            value: .tag(tag.tag), title: tag.tag,
                            detail: tag.contacts == 1 ? "1 contact" : "\(tag.contacts) contacts")
                    }, placeholder: "name of the tag")))
        return []
    }

    mutating func choose(tag: String) -> [Command] {
        var commands: [Command] = []
        editForm { form in
            guard form.purpose == .campaign else { return }
            form.set(.value, tag)
            form.problem = nil
            form.hint = ""
            form.focusNext()
        }
        commands.append(work.load(.recipientCount, .recipientCount(.tag(tag))))
        return commands
    }
}

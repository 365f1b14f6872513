import CRMModel

/// Contacts of a file, brought in from the screen.
extension AppModel {
    mutating func openImportForm() -> [Command] {
        popups.append(
            .form(
                Form(
                    purpose: .importContacts, title: "Import contacts",
                    fields: [FormField(.path, "File", placeholder: "~/people.csv or ~/people.vcf")],
                    intro: [
                        "CSV with a line of column names, or vCard. Contacts that are here stay as they are.",
                        "Tab goes on with a name as far as it is certain.",
                    ], verb: "import")))
        return []
    }

    mutating func importContacts(_ path: String) -> [Command] {
        [work.change(.importContacts(path), ChangeNote(title: "Import", purpose: .file))]
    }

    /// All went well: a line says so. Rows that were not taken stay on the screen with their lines.
    mutating func takeImport(_ outcome: ImportOutcome) -> [Command] {
        let isAsked =
            if case .form(let form)? = popups.last { form.purpose == .importContacts } else { false }
        if outcome.errors.isEmpty {
            if isAsked { popups.removeLast() }
            notices.say("Contacts imported", detail: ImportWords.counts(outcome), at: clock.now)
        } else {
            if !isAsked { _ = openImportForm() }
            editForm { form in
                form.isBusy = false
                form.results = ImportWords.lines(outcome)
            }
        }
        return reloadList() + [work.load(.counts, .counts)]
    }
}

/// What became of a file of contacts, in words.
enum ImportWords {
    static let shownErrors = 5

    static func counts(_ outcome: ImportOutcome) -> String {
        let linked =
            switch outcome.linked {
            case nil: "their mail is linked soon"
            case 1: "1 mail linked"
            case let count?: "\(count) mails linked"
            }
        return
            "\(outcome.created) created · \(outcome.updated) updated · \(outcome.skipped) skipped · \(linked)"
    }

    static func lines(_ outcome: ImportOutcome) -> [String] {
        let count = outcome.errors.count
        let more = count - shownErrors
        return [counts(outcome), count == 1 ? "1 row was not taken:" : "\(count) rows were not taken:"]
            + outcome.errors.prefix(shownErrors) + (more > 0 ? ["and \(more) more"] : [])
    }
}

import CRMModel
import CRMStore
import Glibc
import Platform

extension CommandSpec {
    static let contactFileCommands = [contactImport, contactExport]

    private static let contactImport = CommandSpec(
        path: ["contact", "import"], summary: "import contacts from CSV or vCard",
        operands: [.required("FILE")],
        options: [
            .value("--map", "FIELD=COLUMN", "which column is which field", repeats: true),
            .flag("--dry-run", "say what would happen, change nothing"),
            .value(
                "--duplicates", "POLICY", "what to do with contacts that are here (default: skip)",
                choices: DuplicatePolicy.allCases.map(\.rawValue)),
            .value("--tag", "TAG", "put this tag on all of them"),
        ],
        details: """
            Columns are recognised by their names; --map email="Work Email" or --map email=3 names one by hand.
            Fields: firstName lastName name title email email2 phone company website industry timezone tags notes,
            and fields.ANYTHING for a field of your own. Rows that cannot be taken are listed with their line, and
            the exit code is 65 then; the others are imported. Contacts are known again by their addresses; somebody
            of the same name at the same company under another address is taken for a new one and listed as a
            possible duplicate. Mail that is here already is linked at once.
            """,
        run: .workspace { workspace, invocation in
            let policy = invocation.value("--duplicates").flatMap { DuplicatePolicy(rawValue: $0) } ?? .skip
            let shows = isatty(2) == 1 && !invocation.isQuiet
            let report = try await PeopleDesk(workspace: workspace).importContacts(
                invocation.operands[0], mapping: invocation.values("--map"), duplicates: policy,
                isDryRun: invocation.has("--dry-run"), tag: invocation.value("--tag")
            ) { done, total in
                if shows { Printer.progress("\(done) of \(total)") }
            }
            if shows { Printer.progress("") }
            let verb = invocation.has("--dry-run") ? "would be " : ""
            Printer(invocation).result(
                JSONValue(report),
                lines: [
                    "\(report.created) \(verb)created, \(report.updated) \(verb)updated, "
                        + "\(report.skipped) \(verb)skipped"
                ] + report.links(isDryRun: invocation.has("--dry-run"))
                    + report.possibleDuplicates.map { "line \($0.line): \($0.message)" }
                    + report.errors.map { "line \($0.line): \($0.message)" })
            if !report.errors.isEmpty {
                throw CommandError.badData(
                    invocation.operands[0],
                    report.errors.count == 1
                        ? "1 row has a problem" : "\(report.errors.count) rows have problems",
                    "correct them and import the file again; nothing is made twice"
                ).afterResult
            }
        })

    private static let contactExport = CommandSpec(
        path: ["contact", "export"], summary: "write contacts as CSV or vCard",
        options: [
            .value("--format", "FORMAT", "the format (default: csv)", choices: ["csv", "vcard"]),
            .value("--to", "FILE", "write into this file instead of standard output"),
            .value("--tag", "TAG", "only those with it"), .value("--company", "NAME", "only of that company"),
        ],
        details: """
            A value that a spreadsheet would run as a formula (it begins with = + - @, a tab or a line's end) gets an
            apostrophe in front, which import takes off again. Numbers and phone numbers stay as they are, but for
            those a spreadsheet would compute, such as +1-555-0100.
            """,
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var company: ID<Company>?
            if let name = invocation.value("--company") { company = try await desk.company(name).id }
            let contacts = try await desk.all(tag: invocation.value("--tag"), company: company)
            var text = ""
            if invocation.value("--format") == "vcard" {
                for contact in contacts { text += ContactExport.vCard(contact) }
            } else {
                let fields = Set(contacts.flatMap(\.fields.keys)).sorted()
                text = ContactExport.csvHeader(fields: fields)
                for contact in contacts { text += ContactExport.csv(contact, fields: fields) }
            }
            let printer = Printer(invocation)
            if let path = invocation.value("--to") {
                try FileSystem.replace(path, with: Array(text.utf8), mode: 0o600)
                printer.result(
                    ["exported": JSONValue(contacts.count), "path": .string(path)],
                    lines: ["exported \(contacts.count) to \(path)"])
            } else if printer.wantsJSON {
                printer.list("contacts", contacts.map { JSONValue($0) }, lines: [])
            } else {
                printer.bytes(Array(text.utf8))
            }
        })
}

extension JSONValue {
    init(_ report: ImportReport) {
        self = [
            "created": JSONValue(report.created), "updated": JSONValue(report.updated),
            "skipped": JSONValue(report.skipped), "linked": JSONValue(report.linked),
            "possible_duplicates": .array(
                report.possibleDuplicates.map {
                    [
                        "line": JSONValue($0.line), "contact": .string($0.contact.description),
                        "message": .string($0.message),
                    ]
                }),
            "errors": .array(
                report.errors.map { ["line": JSONValue($0.line), "message": .string($0.message)] }),
        ]
    }
}

extension ImportReport {
    /// What became of the mail that was here before.
    func links(isDryRun: Bool) -> [String] {
        guard !isDryRun else { return [] }
        guard let linked else { return ["their mail is linked by the next program that runs here"] }
        return linked == 0 ? [] : ["\(linked) \(linked == 1 ? "message" : "messages") linked"]
    }
}

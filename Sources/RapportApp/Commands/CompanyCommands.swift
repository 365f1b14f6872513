import CRMModel
import CRMStore
import CellText
import Platform

extension CommandSpec {
    static let companyCommands = [
        companyAdd, companyList, companyFind, companyShow, companyEdit, companyRemove, companyMerge,
        companyImport,
        companyExport,
    ]
    static let timelineCommands = [timelineContact, timelineCompany]

    private static let attributes: [Option] = [
        .value("--name", "NAME", "the name"),
        .value("--domain", "DOMAIN", "a mail domain", repeats: true),
        .value("--industry", "INDUSTRY", "the industry"), .value("--website", "ADDRESS", "the web site"),
        .value("--notes", "TEXT", "notes"),
    ]

    private static let companyAdd = CommandSpec(
        path: ["company", "add"], summary: "add a company", operands: [.required("NAME")],
        options: attributes,
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var company = Company(id: desk.newID(), name: invocation.operands[0], created: workspace.now)
            if try await desk.companies.company(named: company.name) != nil {
                throw CommandError(
                    code: .cannotCreate, what: "company '\(company.name)'", why: "the name is taken",
                    recovery: "rapport company edit changes it")
            }
            apply(invocation, to: &company)
            let saved = try await desk.save(company)
            Printer(invocation).result(JSONValue(saved), lines: ["added \(line(saved))"])
        })

    private static let companyList = CommandSpec(
        path: ["company", "list"], summary: "list companies by name",
        options: [
            .value("--limit", "N", "how many (default: 100)"),
            .value("--after", "CURSOR", "the page behind this cursor"),
        ],
        run: .workspace { workspace, invocation in
            let limit = try invocation.integer("--limit", in: 1...100_000) ?? 100
            var cursor = try invocation.value("--after").map { (text) throws in
                try NameCursor(argument: text)
            }
            var items: [Company] = []
            repeat {
                let page = try await PeopleDesk(workspace: workspace).companies.list(
                    after: cursor, limit: min(1000, limit - items.count))
                items += page.items
                cursor = page.next
            } while cursor != nil && items.count < limit
            print(items, next: cursor, invocation)
        })

    private static let companyFind = CommandSpec(
        path: ["company", "find"], summary: "find companies", operands: [.several("QUERY")],
        options: [.value("--limit", "N", "how many (default: 20)")],
        run: .workspace { workspace, invocation in
            let found = try await PeopleDesk(workspace: workspace).companies.find(
                invocation.operands.joined(separator: " "),
                limit: try invocation.integer("--limit", in: 1...1000) ?? 20)
            print(found, next: nil, invocation)
        })

    private static let companyShow = CommandSpec(
        path: ["company", "show"], summary: "show a company", operands: [.required("ID")],
        run: .workspace { workspace, invocation in
            let company = try await PeopleDesk(workspace: workspace).company(invocation.operands[0])
            let rows = [
                ("Id", company.id.description), ("Name", company.name),
                ("Domains", company.domains.joined(separator: ", ")), ("Industry", company.industry),
                ("Website", company.website), ("Contacts", String(company.contactCount)),
                ("Notes", company.notes),
            ]
            Printer(invocation).result(
                JSONValue(company), lines: rows.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" })
        })

    private static let companyEdit = CommandSpec(
        path: ["company", "edit"], summary: "change a company; what is not named stays",
        operands: [.required("ID")], options: attributes, details: "--domain replaces all domains.",
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var company = try await desk.company(invocation.operands[0])
            apply(invocation, to: &company)
            let saved = try await desk.save(company)
            Printer(invocation).result(JSONValue(saved), lines: ["changed \(line(saved))"])
        })

    private static let companyRemove = CommandSpec(
        path: ["company", "remove"], summary: "remove companies; their contacts stay",
        operands: [.several("ID")],
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var ids: [ID<Company>] = []
            for text in invocation.operands { ids.append(try await desk.company(text).id) }
            for id in ids { try await desk.companies.remove(id, at: workspace.now) }
            Printer(invocation).result(["removed": JSONValue(ids.count)], lines: ["removed \(ids.count)"])
        })

    private static let companyMerge = CommandSpec(
        path: ["company", "merge"], summary: "make one company of two; the first is kept",
        operands: [.required("ID"), .required("OTHER")],
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            let kept = try await desk.company(invocation.operands[0])
            let other = try await desk.company(invocation.operands[1])
            guard kept.id != other.id else {
                throw CommandError.usage("company merge", "both are the same company", "name two")
            }
            guard let merged = try await desk.companies.merge(other.id, into: kept.id, at: workspace.now)
            else {
                throw CommandError.notFound("company merge", "one of them is gone", "")
            }
            try await desk.relink()
            Printer(invocation).result(JSONValue(merged), lines: ["merged into \(line(merged))"])
        })

    private static let companyImport = CommandSpec(
        path: ["company", "import"], summary: "import companies from CSV", operands: [.required("FILE")],
        options: [
            .value("--map", "FIELD=COLUMN", "which column is which field", repeats: true),
            .flag("--dry-run", "say what would happen, change nothing"),
            .value(
                "--duplicates", "POLICY", "what to do with companies that are here (default: merge)",
                choices: DuplicatePolicy.allCases.map(\.rawValue)),
        ],
        details: """
            Columns: name, domains, industry, website, notes; --map name=Account or --map name=3 names one by hand.
            Companies are known again by their names; merge gives them what they lack, update what the file says.
            """,
        run: .workspace { workspace, invocation in
            let report = try await CompanyFile.read(
                invocation.operands[0], into: PeopleDesk(workspace: workspace),
                mapping: invocation.values("--map"),
                duplicates: invocation.value("--duplicates").flatMap { DuplicatePolicy(rawValue: $0) }
                    ?? .merge,
                isDryRun: invocation.has("--dry-run"))
            Printer(invocation).result(
                JSONValue(report),
                lines: ["\(report.created) created, \(report.updated) updated, \(report.skipped) skipped"]
                    + report.links(isDryRun: invocation.has("--dry-run"))
                    + report.errors.map { "line \($0.line): \($0.message)" })
            if !report.errors.isEmpty {
                throw CommandError.badData(
                    invocation.operands[0],
                    report.errors.count == 1
                        ? "1 row has a problem" : "\(report.errors.count) rows have problems", "correct them"
                ).afterResult
            }
        })

    private static let companyExport = CommandSpec(
        path: ["company", "export"], summary: "write companies as CSV",
        options: [.value("--to", "FILE", "write into this file instead of standard output")],
        run: .workspace { workspace, invocation in
            var companies: [Company] = []
            var cursor: NameCursor?
            repeat {
                let page = try await PeopleDesk(workspace: workspace).companies.list(
                    after: cursor, limit: 1000)
                companies += page.items
                cursor = page.next
            } while cursor != nil
            let text = CompanyFile.csv(companies)
            let printer = Printer(invocation)
            if let path = invocation.value("--to") {
                try FileSystem.replace(path, with: Array(text.utf8), mode: 0o600)
                printer.result(
                    ["exported": JSONValue(companies.count), "path": .string(path)],
                    lines: ["exported \(companies.count) to \(path)"])
            } else if printer.wantsJSON {
                printer.list("companies", companies.map { JSONValue($0) }, lines: [])
            } else {
                printer.bytes(Array(text.utf8))
            }
        })

    private static let paging: [Option] = [
        .value("--limit", "N", "how many (default: 50)"), .value("--before", "CURSOR", "the next page"),
    ]

    private static let timelineContact = CommandSpec(
        path: ["timeline", "contact"], summary: "what happened with a contact, newest first",
        operands: [.required("ID")], options: paging,
        run: .workspace { workspace, invocation in
            let contact = try await PeopleDesk(workspace: workspace).contact(invocation.operands[0])
            try await timeline(invocation) { cursor, limit in
                try await workspace.timeline.entries(of: contact.id, before: cursor, limit: limit)
            }
        })

    private static let timelineCompany = CommandSpec(
        path: ["timeline", "company"], summary: "what happened with a company, newest first",
        operands: [.required("ID")], options: paging,
        run: .workspace { workspace, invocation in
            let company = try await PeopleDesk(workspace: workspace).company(invocation.operands[0])
            try await timeline(invocation) { cursor, limit in
                try await workspace.timeline.entries(of: company.id, before: cursor, limit: limit)
            }
        })

    private static func timeline(
        _ invocation: Invocation, _ fetch: (PageCursor?, Int) async throws -> Page<TimelineEntry>
    ) async throws {
        let limit = try invocation.integer("--limit", in: 1...1000) ?? 50
        let cursor = try invocation.value("--before").map { (text) throws in try PageCursor(argument: text) }
        let page = try await fetch(cursor, limit)
        Printer(invocation).list(
            "entries", page.items.map { JSONValue($0) },
            extra: [.init("next", JSONValue(page.next?.argument))],
            lines: page.items.isEmpty
                ? ["nothing yet"]
                : page.items.map(EventWords.line))
    }

    private static func apply(_ invocation: Invocation, to company: inout Company) {
        if let value = invocation.value("--name") { company.name = value }
        if let value = invocation.value("--industry") { company.industry = value }
        if let value = invocation.value("--website") { company.website = value }
        if let value = invocation.value("--notes") { company.notes = value }
        if invocation.has("--domain") {
            company.domains = invocation.values("--domain").filter { !$0.isEmpty }
        }
    }

    private static func print(_ companies: [Company], next: NameCursor?, _ invocation: Invocation) {
        Printer(invocation).list(
            "companies", companies.map { JSONValue($0) }, extra: [.init("next", JSONValue(next?.argument))],
            lines: companies.isEmpty ? ["no companies"] : companies.map(line))
    }

    private static func line(_ company: Company) -> String {
        [
            company.id.description, Sanitizer.line(company.name).fitted(toCells: 28),
            company.domains.joined(separator: ", "),
        ].joined(separator: "  ")
    }
}

import CRMModel
import CRMStore
import Platform

/// Companies as CSV: name, domains, industry, website, notes.
enum CompanyFile {
    private static let columns = ["name", "domains", "industry", "website", "notes"]

    static func csv(_ companies: [Company]) -> String {
        let rows = companies.map { company in
            [
                company.name, company.domains.joined(separator: "; "), company.industry, company.website,
                company.notes,
            ]
        }
        return ([columns] + rows).map { $0.map(CSVWriter.field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// Brings the companies of a file in, known again by their names.
    ///
    /// - Parameters:
    ///   - mapping: `field=column`, the column by its name or its number from 1.
    ///   - duplicates: what to do with companies that are here.
    static func read(
        _ path: String, into desk: PeopleDesk, mapping: [String], duplicates: DuplicatePolicy, isDryRun: Bool
    ) async throws -> ImportReport {
        let bytes = try InputFile.read(path, limit: 64 << 20)
        var reader = CSVReader(TextDecoding.utf8(bytes))
        guard let header = reader.next() else { throw ImportFailure.empty }
        let places = try places(of: header.fields, mapping)
        guard places["name"] != nil else {
            throw CommandError.badData(
                path, "no column is called name", "add a header line, or say which with --map name=COLUMN")
        }
        var report = ImportReport()
        var planned: Set<String> = []
        while let record = reader.next() {
            if record.isBlank { continue }
            let cells = record.fields.map(CSVWriter.unguarded)
            let row = places.compactMapValues { $0 < cells.count ? cells[$0] : nil }
            guard let name = row["name"], !name.allSatisfy(\.isWhitespace) else {
                report.errors.append(.init(line: record.line, message: "the company has no name"))
                continue
            }
            let isRepeated = isDryRun && !planned.insert(name.lowercased()).inserted
            try await take(row, name, desk, isRepeated ? .skip : duplicates, isDryRun, isRepeated, &report)
        }
        if !isDryRun { report.linked = try await desk.linkedByImport() }
        return report
    }

    /// Which column each field is in.
    private static func places(of header: [String], _ mapping: [String]) throws -> [String: Int] {
        func plain(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
        let names = header.map(plain)
        let words = [
            "name": ["name", "company", "companyname"], "domains": ["domains", "domain"],
            "industry": ["industry"], "website": ["website"], "notes": ["notes"],
        ]
        var places: [String: Int] = [:]
        for (field, words) in words {
            places[field] = words.lazy.compactMap { names.firstIndex(of: $0) }.first
        }
        for text in mapping {
            guard let equals = text.firstIndex(of: "=") else {
                throw CommandError.usage("--map", "'\(text)' is not FIELD=COLUMN", "write name=Account")
            }
            let field = plain(String(text[..<equals]))
            let column = String(text[text.index(after: equals)...])
            guard words[field] != nil else { throw ImportFailure.unknownField(field) }
            let number = Int(column).flatMap { header.indices.contains($0 - 1) ? $0 - 1 : nil }
            guard let place = names.firstIndex(of: plain(column)) ?? number else {
                throw ImportFailure.unknownColumn(column)
            }
            places[field] = place
        }
        return places
    }

    private static func take(
        _ row: [String: String], _ name: String, _ desk: PeopleDesk, _ policy: DuplicatePolicy,
        _ isDryRun: Bool, _ isRepeated: Bool, _ report: inout ImportReport
    ) async throws {
        let known = try await desk.companies.company(named: name)
        if isRepeated || (known != nil && policy == .skip) {
            report.skipped += 1
            return
        }
        var company = known ?? Company(id: desk.newID(), name: name, created: desk.workspace.now)
        let domains = (row["domains"] ?? "").split { $0 == ";" || $0 == "," || $0 == " " }
            .map { $0.lowercased() }
        if policy == .update, !domains.isEmpty { company.domains = [] }
        for domain in domains where !company.domains.contains(domain) { company.domains.append(domain) }
        func fill(_ field: String, _ path: WritableKeyPath<Company, String>) {
            guard let value = row[field], !value.isEmpty else { return }
            if policy == .update || company[keyPath: path].isEmpty { company[keyPath: path] = value }
        }
        fill("industry", \.industry)
        fill("website", \.website)
        fill("notes", \.notes)
        if company == known {
            report.skipped += 1
            return
        }
        if known == nil { report.created += 1 } else { report.updated += 1 }
        if !isDryRun { _ = try await desk.companies.save(company, at: desk.workspace.now) }
    }
}

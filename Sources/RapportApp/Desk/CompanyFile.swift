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

    /// Brings the companies of a file in; those that are here get what they lack.
    static func read(_ path: String, into desk: PeopleDesk, isDryRun: Bool) async throws -> ImportReport {
        let bytes = try InputFile.read(path, limit: 64 << 20)
        var reader = CSVReader(TextDecoding.utf8(bytes))
        guard let header = reader.next() else { throw ImportFailure.empty }
        let names = header.fields.map { $0.lowercased().filter { !$0.isWhitespace } }
        guard names.contains(where: { $0 == "name" || $0 == "company" }) else {
            throw CommandError.badData(path, "no column is called name", "add a header line")
        }
        var report = ImportReport()
        while let record = reader.next() {
            if record.isBlank { continue }
            let row = Dictionary(zip(names, record.fields.map(CSVWriter.unguarded))) { first, _ in first }
            guard let name = row["name"] ?? row["company"], !name.allSatisfy(\.isWhitespace) else {
                report.errors.append(.init(line: record.line, message: "the company has no name"))
                continue
            }
            try await take(row, name, desk, isDryRun, &report)
        }
        if !isDryRun { report.linked = try await desk.linkedByImport() }
        return report
    }

    private static func take(
        _ row: [String: String], _ name: String, _ desk: PeopleDesk, _ isDryRun: Bool,
        _ report: inout ImportReport
    ) async throws {
        let known = try await desk.companies.company(named: name)
        var company = known ?? Company(id: desk.newID(), name: name, created: desk.workspace.now)
        let domains = (row["domains"] ?? row["domain"] ?? "").split { $0 == ";" || $0 == "," || $0 == " " }
        for domain in domains.map({ $0.lowercased() }) where !company.domains.contains(domain) {
            company.domains.append(domain)
        }
        if company.industry.isEmpty { company.industry = row["industry"] ?? "" }
        if company.website.isEmpty { company.website = row["website"] ?? "" }
        if company.notes.isEmpty { company.notes = row["notes"] ?? "" }
        if company == known {
            report.skipped += 1
            return
        }
        if known == nil { report.created += 1 } else { report.updated += 1 }
        if !isDryRun { _ = try await desk.companies.save(company, at: desk.workspace.now) }
    }
}

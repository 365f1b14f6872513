import Foundation
import Platform
import Testing

@Suite struct `Companies by command` {
    @Test func `of two become one with contacts, domains and notes`() async throws {
        let rapport = try Rapport()
        let kept = try await rapport.json(
            "company", "add", "Acme", "--domain", "acme.example", "--notes", "first")
        _ = try await rapport.json(
            "company", "add", "Acme Inc", "--domain", "acme-inc.example", "--industry", "Retail", "--notes",
            "second")
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@acme-inc.example")
        let merged = try await rapport.json("company", "merge", "Acme", "Acme Inc")
        #expect(merged.text("id") == kept.text("id"))
        #expect(merged.at("domains")?.elements?.compactMap(\.text) == ["acme.example", "acme-inc.example"])
        #expect(merged.text("industry") == "Retail")
        #expect(merged.text("notes") == "first\n\nsecond")
        #expect(merged.number("contacts") == 1)
        #expect(
            try await rapport.json("contact", "show", "Ann").text("company.id") == kept.text("id"))
        #expect(try await rapport.run("company", "show", "Acme Inc").status == 66)
        #expect(try await rapport.run("company", "merge", "Acme", "Acme").status == 64)
        #expect(try await rapport.run("db", "check").status == 0)
    }

    @Test(arguments: [
        ("skip", "Old", ["a.example"], 0), ("merge", "Old", ["a.example", "b.example"], 1),
        ("update", "New", ["b.example"], 1),
    ])
    func `come from a file as it is wanted`(
        policy: String, industry: String, domains: [String], updated: Int64
    ) async throws {
        let rapport = try Rapport()
        _ = try await rapport.json(
            "company", "add", "Acme", "--domain", "a.example", "--industry", "Old")
        let file = try rapport.write(
            "Account,Web Domains,Industry\nACME,b.example,New\nFresh,fresh.example,\n", to: "c.csv")
        let words = [
            "company", "import", file, "--map", "name=Account", "--map", "domains=2", "--duplicates", policy,
        ]
        let plan = try await rapport.start(words + ["--dry-run", "--json"]).ran().json
        let report = try await rapport.start(words + ["--json"]).ran().json
        #expect(plan.number("created") == 1 && report.number("created") == 1)
        #expect(plan.number("updated") == updated && report.number("updated") == updated)
        let acme = try await rapport.json("company", "show", "Acme")
        #expect(acme.text("industry") == industry)
        #expect(acme.at("domains")?.elements?.compactMap(\.text) == domains)
    }

    @Test func `leave and come back the same, formulas too`() async throws {
        let (rapport, other) = (try Rapport(), try Rapport())
        let names = ["=1+1 Ltd", "-Dash", "@Home", "'Quoted", "Plain, \"Inc\""]
        for name in names {
            #expect(try await rapport.run("company", "add", "--notes", "=note", "--", name).status == 0)
        }
        let file = rapport.file("out.csv")
        _ = try await rapport.json("company", "export", "--to", file)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("'=1+1 Ltd"))
        #expect(try await other.json("company", "import", file).number("created") == 5)
        let list = try await other.json("company", "list")
        let back = list.at("companies")?.elements ?? []
        #expect(Set(back.compactMap { $0.text("name") }) == Set(names))
        #expect(back.allSatisfy { $0.text("notes") == "=note" })
    }

    @Test func `of a file need a column of names`() async throws {
        let rapport = try Rapport()
        let file = try rapport.write("Account\nAcme\n", to: "c.csv")
        #expect(try await rapport.run("company", "import", file).status == 65)
        for map in ["name=Nope", "shoe=1"] {
            #expect(try await rapport.run("company", "import", file, "--map", map).status == 65)
        }
        #expect(try await rapport.run("company", "import", file, "--map", "x").status == 64)
    }
}

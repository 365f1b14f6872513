import CRMModel
import Platform
import Testing

@testable import RapportApp

@Suite struct `Words for people` {
    private func report(imap: JSONValue = nil, accounts: Bool = true) -> JSONValue {
        let server = { (problem: JSONValue) -> JSONValue in
            ["server": "imap.acme.example:993", "answers": .bool(problem == nil), "problem": problem]
        }
        return [
            "libraries": ["sqlite": "3.40.1", "openssl": "OpenSSL 3.0.15 3 Sep 2024"],
            "terminal": ["is_terminal": true, "type": "xterm", "columns": 80, "rows": 24, "utf8": true],
            "configuration": ["hub.public-url": nil],
            "workspace": ["path": "/w", "problem": nil],
            "secrets": ["key": "a key file", "hub_key": "not made yet", "problem": nil],
            "accounts": accounts ? [["name": "work", "imap": server(imap), "smtp": server(nil)]] : [],
            "hub": ["public_url": nil, "follow": nil],
        ]
    }

    @Test func `of doctor begin with the verdict`() {
        let lines = DoctorWords.lines(report())
        #expect(lines.first == "Everything is in order.")
        #expect(lines.contains("✓ libraries: sqlite 3.40.1, openssl 3.0.15"))
        #expect(lines.contains("✓ terminal: xterm, 80x24, UTF-8, the terminal's own colours"))
        #expect(!lines.contains { $0.hasPrefix("✗") })
    }

    @Test func `of doctor name the next step at each cross`() {
        let lines = DoctorWords.lines(report(imap: "the password is refused"))
        #expect(lines.first == "One thing is not in order; see the cross below.")
        #expect(lines.contains("✗ work IMAP: imap.acme.example:993: the password is refused"))
        #expect(lines.contains { $0.contains("next: check the server and the password") })
        #expect(
            DoctorWords.lines(report(accounts: false)).contains(
                "    next: rapport account add, or start rapport"))
    }

    @Test func `are the same for all that can happen`() {
        for kind in TimelineEntry.Kind.allCases {
            #expect(EventWords.word(kind).allSatisfy { $0.isLowercase || $0 == " " })
        }
    }

    @Test(arguments: [
        ("01234567", true), ("0123-4567-8", true), ("0123456", false), ("0123456x", false), ("", false),
        ("00000000-0000-0000-0000-000000000000", true), ("00000000-0000-0000-0000-0000000000000", false),
    ])
    func `an id may be named by its first digits`(text: String, isOne: Bool) throws {
        let range = ID<Account>.range(beginning: text)
        #expect((range != nil) == isOne)
        guard let range else { return }
        let digits = text.filter { $0 != "-" }
        #expect(range.lowerBound.description.filter { $0 != "-" }.hasPrefix(digits))
        #expect(range.upperBound.description.filter { $0 != "-" }.hasPrefix(digits))
    }
}

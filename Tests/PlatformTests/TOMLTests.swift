import Platform
import Testing

@Suite struct `TOML documents` {
    @Test func `give values with their lines`() throws {
        let table = try TOMLDocument.parse(
            """
            name = "Dana"
            [ui]
            ascii = true
            width = 160
            ratio = 1.5
            keys = ["a", "b"]
            [ui.theme]
            since = 2026-11-20
            """)
        #expect(table["name"]?.string == "Dana")
        #expect(table[["ui", "width"]]?.integer == 160)
        #expect(table[["ui", "ratio"]]?.number == 1.5)
        #expect(table[["ui", "keys"]]?.array?.compactMap(\.string) == ["a", "b"])
        #expect(table[["ui", "theme", "since"]]?.content == .time("2026-11-20"))
        #expect(table[["ui", "theme", "since"]]?.line == 8)
        #expect(
            table.leaves.map(\.key) == [
                "name", "ui.ascii", "ui.width", "ui.ratio", "ui.keys", "ui.theme.since",
            ])
        #expect(table.leaves.map(\.value.line) == [1, 3, 4, 5, 6, 8])
    }

    @Test(arguments: [("a = ", 1), ("a = 1\na = 2", 2), ("\n\n[x", 3), ("a = 'b\n", 1), ("\u{0}", 1)])
    func `tell the line of a fault`(source: String, line: Int) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument.parse(source) }
        #expect(error?.line == line)
    }

    @Test(arguments: ["[\u{1B}]\n", "a = 1\n[\u{1}]", "a = 'b\u{7F}'"])
    func `have no control characters`(source: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument.parse(source) }
        #expect(error?.reason == "a control character")
    }

    @Test(arguments: ["a.", "'a' . ", "\"a.b\"."])
    func `have no bottomless keys`(part: String) throws {
        let deep = String(repeating: part, count: 50_000)
        #expect(throws: TOMLError.self) { try TOMLDocument.parse(deep + "b = 1") }
        #expect(throws: TOMLError.self) { try TOMLDocument.parse("[\(deep)b]") }
        let shallow = String(repeating: part, count: 40)
        #expect(
            try TOMLDocument.parse(shallow + "b = '\(String(repeating: ".", count: 5000))'").leaves.count == 1
        )
    }

    @Test(
        arguments: [
            ("a = 1\na = 2", 2, "the key a is set a second time"),
            (
                "[ui.keys]\nmessage.archive = 'e'\nmessage.archive = 'y'", 3,
                "the key message.archive is set a second time"
            ),
            ("[k]\n\"a=b.c\" = 'e'\n \"a=b.c\" = 'y'", 3, "the key \"a=b.c\" is set a second time"),
            ("a = 1\n\nb = { x = '{,', 'ü y' = 1, 'ü y' = 2 }", 3, "the key 'ü y' is set a second time"),
            ("[ui]\nx = 1\n\n [ ui ] # more", 4, "the table [ ui] is set a second time"),
            ("[a]\nx = 1\n[a.x]", 3, "the table [a.x] has another kind of value already"),
            ("[[a]]\n[a]", 2, "the table [a] has another kind of value already"),
            ("a = 1\na.b = 2", 2, "the key a.b has another kind of value already"),
        ] as [(String, Int, String)])
    func `name the key that stands there twice`(source: String, line: Int, reason: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument.parse(source) }
        #expect(error == TOMLError(line: line, reason: reason))
    }

    @Test func `may be empty, and may have empty keys`() throws {
        #expect(try TOMLDocument.parse("").isEmpty)
        #expect(try TOMLDocument.parse("\"\" = 1")[""]?.integer == 1)
    }

    @Test func `refuse what is nested or long beyond reason`() {
        let deep = "a = " + String(repeating: "[", count: 100_000)
        #expect(throws: TOMLError.self) { try TOMLDocument.parse(deep) }
        let long = "# " + String(repeating: "x", count: TOMLDocument.sizeLimit)
        #expect(throws: TOMLError.self) { try TOMLDocument.parse(long) }
    }
}

@Suite struct `Nearest names` {
    @Test(
        arguments: [("tilte", "title"), ("COLOR", "colour"), ("zzzzzz", nil), ("", nil)]
            as [(String, String?)])
    func `are within a few edits`(name: String, nearest: String?) {
        #expect(NearestName.of(name, in: ["title", "colour", "width"]) == nearest)
    }
}

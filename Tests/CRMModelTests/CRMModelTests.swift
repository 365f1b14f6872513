import CRMModel
import Testing

@Suite struct `A timestamp` {
    @Test(arguments: [
        ("1970-01-01T00:00:00.000Z", 0), ("2026-11-20T16:48:00.250Z", 1_795_193_280_250),
        ("2024-02-29T23:59:59.999Z", 1_709_251_199_999), ("1969-12-31T23:59:59.999Z", -1),
        ("2000-03-01T00:00:00.000Z", 951_868_800_000),
    ])
    func `prints and reads RFC 3339`(text: String, milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test func `reads offsets`() {
        #expect(Timestamp(rfc3339: "2026-11-20T18:48:00+02:00") == Timestamp(rfc3339: "2026-11-20T16:48:00Z"))
    }

    @Test(arguments: [
        "", "2026-13-01T00:00:00Z", "2026-11-20", "2026-11-20T25:00:00Z", "2026-11-20T16:48:00", "x",
    ])
    func `refuses anything else`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }
}

@Suite struct `A civil date` {
    @Test func `and day numbers are the same thing for five centuries`() {
        for days in stride(from: Int64(-80_000), through: 120_000, by: 1) {
            #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
        }
    }

    @Test func `knows its weekday`() { #expect(CivilDate(year: 2026, month: 11, day: 20).weekday == 4) }
}

@Suite struct `An identity` {
    @Test func `is read back from its text`() {
        var random = SystemRandomNumberGenerator()
        let id = ID<Contact>(at: Timestamp(milliseconds: 1_795_193_280_250), using: &random)
        #expect(ID<Contact>("\(id)") == id)
        #expect(ID<Contact>(bytes: id.bytes) == id)
        #expect("\(id)".count == 36 && Array("\(id)")[14] == "7")
    }

    @Test func `is ordered by time`() {
        var random = SystemRandomNumberGenerator()
        let ids = (0..<100).map { ID<Contact>(at: Timestamp(milliseconds: $0), using: &random) }
        #expect(ids == ids.sorted())
    }

    @Test(arguments: ["", "zz", "0123", "0123456789abcdef0123456789abcdef0"])
    func `refuses foreign text`(text: String) { #expect(ID<Contact>(text) == nil) }
}

import Platform
import Testing

@Suite struct `JSON` {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null],"c":"x\ny\u00e9"}"#, "[]", "{}", #""""#, "-12", "1.5",
        #"[[[]],{"":{}}]"#,
    ])
    func `reads back what it wrote`(text: String) throws {
        let value = try JSONValue.parse(Array(text.utf8))
        #expect(try JSONValue.parse(Array(value.serialized.utf8)) == value)
    }

    @Test func `keeps the order of keys`() throws {
        #expect(try JSONValue.parse(Array(#"{"z":1,"a":2}"#.utf8)).serialized == #"{"z":1,"a":2}"#)
    }

    @Test(arguments: [
        ("", "line 1, column 1: unexpected end"), ("{\n \"a\": }", "line 2, column 7: expected a value"),
        ("[1,", "line 1, column 4: unexpected end"),
        ("1 2", "line 1, column 3: unexpected text behind the document"),
        (#""a"#, "line 1, column 3: a string without an end"),
        ("{1:2}", "line 1, column 2: expected a key in quotes"),
    ])
    func `says where it went wrong`(text: String, message: String) {
        #expect { try JSONValue.parse(Array(text.utf8)) } throws: { "\($0)" == message }
    }

    @Test func `refuses depth instead of overflowing the stack`() {
        #expect(throws: JSONError.self) {
            try JSONValue.parse(Array(repeating: UInt8(ascii: "["), count: 100_000))
        }
    }

    @Test func `joins surrogates and survives lone ones`() throws {
        #expect(try JSONValue.parse(Array(#""\ud83d\ude00""#.utf8)).text == "😀")
        #expect(try JSONValue.parse(Array(#""\ud83dx""#.utf8)).text == "\u{FFFD}x")
    }

    @Test func `never traps on random bytes`() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let alphabet = Array(#"{}[]":,\u0d123e-+. tfn"#.utf8)
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random)!
            }
            if let value = try? JSONValue.parse(bytes) {  // most are refused, which is right
                #expect(throws: Never.self) { try JSONValue.parse(Array(value.serialized.utf8)) }
            }
        }
    }
}

/// A generator that repeats itself (SplitMix64), for fuzzing.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

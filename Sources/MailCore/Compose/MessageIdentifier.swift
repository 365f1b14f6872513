/// Message-IDs of our own (RFC 5322 §3.6.4).
public enum MessageIdentifier {
    /// `unique@domain` without angle brackets, safe characters only; `unique` must never repeat, such as a job's
    /// id and ten digits of its HMAC.
    ///
    /// - Parameter domain: of the sender's address; `localhost.invalid` stands in for one that is unusable.
    public static func mint(unique: String, domain: String) -> String {
        let left = unique.utf8.filter {
            ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F
        }
        let ascii = Punycode.asciiDomain(domain.trimmed.lowercased())
        let right = ascii.utf8.filter { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2E || $0 == 0x2D }
        let host = right.isEmpty ? "localhost.invalid" : String(decoding: right.prefix(200), as: UTF8.self)
        return String(decoding: left.prefix(100), as: UTF8.self) + "@" + host
    }

    /// The id for a message that came without one: the same for the same bytes.
    public static func synthesized(for bytes: [UInt8]) -> String {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325
        var second: UInt64 = 0x9E37_79B9_7F4A_7C15
        for byte in bytes {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
            second = (second &+ UInt64(byte)) &* 0xFF51_AFD7_ED55_8CCD
            second ^= second >> 29
        }
        return "\(String(first, radix: 16)).\(String(second, radix: 16))@missing.invalid"
    }
}

import Platform

/// Keys for programs: shown once, stored as a hash.
public enum APIKey {
    /// A new key: `rk_` and 256 random bits in base64url.
    public static func mint() -> String { "rk_" + Base64URL.encode(SecureRandom.bytes(32)) }

    /// What is stored: SHA-256 of the key, in hexadecimal. A key is too random to be guessed from it.
    public static func hash(_ key: String) -> String { Hex.encode(Digest.sha256(Array(key.utf8))) }

    /// The part that may be shown in lists.
    public static func prefix(_ key: String) -> String { String(key.prefix(9)) }
}

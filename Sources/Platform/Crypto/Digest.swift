import COpenSSL

/// SHA-256 and HMAC-SHA-256.
public enum Digest {
    /// - Returns: 32 bytes.
    public static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        if bytes.withContiguousStorageIfAvailable({ SHA256($0.baseAddress, $0.count, &result) }) == nil {
            let copy = Array(bytes)
            SHA256(copy, copy.count, &result)
        }
        return result
    }

    /// HMAC (RFC 2104) with SHA-256.
    ///
    /// - Returns: 32 bytes.
    public static func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &result, &count)
        return result
    }

    /// Compares in a time that depends on the length alone.
    public static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

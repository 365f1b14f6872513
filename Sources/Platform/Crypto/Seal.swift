import COpenSSL

/// A 256-bit key.
public struct SymmetricKey: Hashable, Sendable {
    /// 32 bytes; never logged or printed.
    public let bytes: [UInt8]

    /// - Returns: nil unless there are exactly 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// A new random key.
    public static func random() -> SymmetricKey { SymmetricKey(unchecked: SecureRandom.bytes(32)) }

    /// Derives a key for one purpose from this one (HMAC-SHA-256 of the purpose's name).
    public func derived(for purpose: String) -> SymmetricKey {
        SymmetricKey(unchecked: Digest.hmacSHA256(key: bytes, Array(purpose.utf8)))
    }

    /// Derives a key from a passphrase with scrypt (RFC 7914), N = 2^15, r = 8, p = 1; about 0.1 s.
    public static func derived(fromPassphrase passphrase: String, salt: [UInt8]) -> SymmetricKey {
        var result = [UInt8](repeating: 0, count: 32)
        let text = Array(passphrase.utf8)
        let status = text.withUnsafeBufferPointer { text in
            text.withMemoryRebound(to: CChar.self) {
                kdf_scrypt($0.baseAddress, $0.count, salt, salt.count, 1 << 15, 8, 1, &result, 32)
            }
        }
        precondition(status == 1, "scrypt failed")
        return SymmetricKey(unchecked: result)
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

extension SymmetricKey: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { "SymmetricKey(redacted)" }
    public var debugDescription: String { description }
}

/// Authenticated encryption with AES-256-GCM (NIST SP 800-38D): 12 bytes nonce, ciphertext, 16 bytes tag.
public enum Seal {
    /// Bytes that sealing adds.
    public static let overhead = 28

    /// Seals `plain`; `context` is authenticated and not stored: opening needs the same.
    public static func seal(_ plain: [UInt8], key: SymmetricKey, context: [UInt8] = []) -> [UInt8] {
        let nonce = SecureRandom.bytes(12)
        var cipher = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        let state = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(state) }
        let done =
            EVP_EncryptInit_ex(state, EVP_aes_256_gcm(), nil, key.bytes, nonce) == 1
            && EVP_EncryptUpdate(state, nil, &count, context, Int32(context.count)) == 1
            && EVP_EncryptUpdate(state, &cipher, &count, plain, Int32(plain.count)) == 1
            && EVP_EncryptFinal_ex(state, nil, &count) == 1
            && EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_GET_TAG, 16, &tag) == 1
        precondition(done, "AES-256-GCM is not available")
        return nonce + cipher + tag
    }

    /// Opens what `seal` made.
    ///
    /// - Returns: nil when the key or the context is another or a single bit was changed.
    public static func open(_ sealed: [UInt8], key: SymmetricKey, context: [UInt8] = []) -> [UInt8]? {
        guard sealed.count >= overhead else { return nil }
        let nonce = Array(sealed[..<12])
        let cipher = Array(sealed[12..<(sealed.count - 16)])
        var tag = Array(sealed[(sealed.count - 16)...])
        var plain = [UInt8](repeating: 0, count: cipher.count)
        var count: Int32 = 0
        let state = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(state) }
        let done =
            EVP_DecryptInit_ex(state, EVP_aes_256_gcm(), nil, key.bytes, nonce) == 1
            && EVP_DecryptUpdate(state, nil, &count, context, Int32(context.count)) == 1
            && EVP_DecryptUpdate(state, &plain, &count, cipher, Int32(cipher.count)) == 1
            && EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_SET_TAG, 16, &tag) == 1
            && EVP_DecryptFinal_ex(state, nil, &count) == 1
        return done ? plain : nil
    }
}

/// Keys in a file with mode 0600, one to a line in base64url. The first is the one that seals; the others only open.
public enum KeyFile {
    /// More keys than this are not read.
    public static let limit = 32

    /// The keys in a file, or a new one in a new file when there is none yet.
    ///
    /// - Returns: at least one.
    public static func open(_ path: String) throws(SecretError) -> [SymmetricKey] {
        if !FileSystem.exists(path) {
            do {
                // Of two processes that make one at the same moment, one is first, and its key holds.
                _ = try FileSystem.create(path, with: Array((line(SymmetricKey.random()) + "\n").utf8))
            } catch { throw .file(error) }
        }
        return try read(path)
    }

    /// The keys in a file that is there.
    public static func read(_ path: String) throws(SecretError) -> [SymmetricKey] {
        let bytes: [UInt8]
        let permissions: UInt32
        do {
            bytes = try FileSystem.read(path, limit: 4096)
            permissions = try FileSystem.permissions(path)
        } catch { throw .file(error) }
        guard permissions & 0o077 == 0 else { throw .keyFileIsOpen(path: path) }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let keys = words.prefix(limit).compactMap { key(String($0)) }
        guard !keys.isEmpty, keys.count == min(words.count, limit) else {
            throw .damagedKeyFile(path: path)
        }
        return keys
    }

    /// Puts a key before those that are there; they go on opening what they sealed.
    ///
    /// - Returns: false when it is the first already.
    public static func prepend(_ key: SymmetricKey, to path: String) throws(SecretError) -> Bool {
        let known = FileSystem.exists(path) ? try read(path) : []
        guard known.first != key else { return false }
        let all = ([key] + known.filter { $0 != key }).prefix(limit)
        do {
            try FileSystem.replace(path, with: Array((all.map(line).joined(separator: "\n") + "\n").utf8))
        } catch { throw .file(error) }
        return true
    }

    /// A key as text.
    public static func line(_ key: SymmetricKey) -> String { Base64URL.encode(key.bytes) }

    /// - Returns: nil unless the text is 32 bytes in base64url.
    public static func key(_ text: String) -> SymmetricKey? {
        Base64URL.decode(text).flatMap { SymmetricKey($0) }
    }
}

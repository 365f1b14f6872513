/// Why the workspace's key could not be had.
public enum SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    case file(FileError)
    /// The key file does not hold 32 bytes in base64url.
    case damagedKeyFile(path: String)
    /// Others may read the key file.
    case keyFileIsOpen(path: String)
    case passphraseNeeded
    case wrongPassphrase
    case notFound
    /// A sealed secret that this key does not open.
    case damagedSecret(path: String)
    /// A password command failed.
    case commandFailed(status: Int32)

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .damagedKeyFile(let path): "\(path) does not hold a key"
        case .keyFileIsOpen(let path): "\(path) can be read by others: chmod 600 it"
        case .passphraseNeeded: "this workspace is sealed with a passphrase: set RAPPORT_PASSPHRASE"
        case .wrongPassphrase: "the passphrase is not the one that sealed this workspace"
        case .notFound: "no password is stored for this account: add it again"
        case .damagedSecret(let path): "\(path) cannot be opened with this workspace's key"
        case .commandFailed(let status): "the password command failed with status \(status)"
        }
    }
}

/// The key that seals a workspace's secrets: a file with mode 0600, or derived from a passphrase by scrypt.
public enum MasterKey {
    /// Opens the workspace's key, or makes one when there is none yet.
    ///
    /// - Parameters:
    ///   - directory: the workspace's folder; created when missing.
    ///   - passphrase: seals a new workspace, and is needed for one that was sealed so.
    public static func open(directory: String, passphrase: String?) throws(SecretError) -> SymmetricKey {
        let file = "\(directory)/key"
        let salt = "\(directory)/key.salt"
        do {
            if FileSystem.exists(salt) { return try open(salted: salt, passphrase: passphrase) }
            if FileSystem.exists(file) { return try open(file: file) }
            try FileSystem.createDirectory(directory)
            if let passphrase { return try make(salted: salt, passphrase: passphrase) }
            return try make(file: file)
        } catch let error as FileError {
            throw .file(error)
        } catch let error as SecretError {
            throw error
        } catch {
            throw .notFound
        }
    }

    /// Opens a key that lies in a file with mode 0600, or makes one when there is none yet.
    public static func openFile(_ path: String) throws(SecretError) -> SymmetricKey {
        do {
            return FileSystem.exists(path) ? try open(file: path) : try make(file: path)
        } catch let error as FileError {
            throw .file(error)
        } catch let error as SecretError {
            throw error
        } catch {
            throw .damagedKeyFile(path: path)
        }
    }

    private static func make(file: String) throws -> SymmetricKey {
        let key = SymmetricKey.random()
        try FileSystem.replace(file, with: Array((Base64URL.encode(key.bytes) + "\n").utf8))
        // Two processes may make one at the same moment: the file decides.
        return try open(file: file)
    }

    private static func open(file: String) throws -> SymmetricKey {
        let text = String(decoding: try FileSystem.read(file, limit: 4096), as: UTF8.self)
        let line = text.prefix { !$0.isWhitespace }
        guard let bytes = Base64URL.decode(line), let key = SymmetricKey(bytes) else {
            throw SecretError.damagedKeyFile(path: file)
        }
        guard try FileSystem.permissions(file) & 0o077 == 0 else {
            throw SecretError.keyFileIsOpen(path: file)
        }
        return key
    }

    /// The salt file: 16 bytes salt, then a known text sealed with the derived key, as a check.
    private static let check = Array("rapport".utf8)

    private static func open(salted: String, passphrase: String?) throws -> SymmetricKey {
        let bytes = try FileSystem.read(salted, limit: 4096)
        guard let passphrase else { throw SecretError.passphraseNeeded }
        guard bytes.count > 16 else { throw SecretError.damagedKeyFile(path: salted) }
        let key = SymmetricKey.derived(fromPassphrase: passphrase, salt: Array(bytes[..<16]))
        guard Seal.open(Array(bytes[16...]), key: key) == check else { throw SecretError.wrongPassphrase }
        return key
    }

    private static func make(salted: String, passphrase: String) throws -> SymmetricKey {
        let salt = SecureRandom.bytes(16)
        let key = SymmetricKey.derived(fromPassphrase: passphrase, salt: salt)
        try FileSystem.replace(salted, with: salt + Seal.seal(check, key: key))
        return key
    }
}

/// Passwords of accounts, each sealed in a file of its own below `secrets/` of the workspace.
public struct SecretStore: Sendable {
    private let directory: String
    private let key: SymmetricKey

    public init(directory: String, key: SymmetricKey) {
        self.directory = directory
        self.key = key.derived(for: "secrets")
    }

    /// - Parameter name: letters, digits and dashes; bound into the seal, so that files cannot be swapped.
    public func save(_ secret: String, name: String) throws(SecretError) {
        do {
            try FileSystem.createDirectory("\(directory)/secrets")
            let sealed = Seal.seal(Array(secret.utf8), key: key, context: Array(name.utf8))
            try FileSystem.replace("\(directory)/secrets/\(name)", with: sealed)
        } catch { throw .file(error) }
    }

    public func load(name: String) throws(SecretError) -> String {
        let path = "\(directory)/secrets/\(name)"
        let sealed: [UInt8]
        do { sealed = try FileSystem.read(path, limit: 1 << 16) } catch {
            throw error.isMissing ? .notFound : .file(error)
        }
        guard let plain = Seal.open(sealed, key: key, context: Array(name.utf8)) else {
            throw .damagedSecret(path: path)
        }
        return String(decoding: plain, as: UTF8.self)
    }

    public func remove(name: String) { FileSystem.remove("\(directory)/secrets/\(name)") }
}

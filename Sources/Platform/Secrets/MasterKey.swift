/// The key that seals a workspace's secrets: in the desktop's keyring, in a file with mode 0600, or derived from a
/// passphrase by scrypt. What lies in the workspace's folder says which.
public enum MasterKey {
    /// Where a workspace's key is.
    public enum Place: String, Hashable, Sendable {
        case keyring, file, passphrase
        /// It has none yet.
        case nowhere
    }

    /// How long a keyring may take to store a new key, before a file is used instead.
    static let savingTime = Duration.seconds(2)
    /// How long it may take to give the key; the user may have to unlock it.
    static let loadingTime = Duration.seconds(20)

    public static func place(directory: String) -> Place {
        if FileSystem.exists(salt(directory)) { return .passphrase }
        if FileSystem.exists(ticket(directory)) { return .keyring }
        return FileSystem.exists(file(directory)) ? .file : .nowhere
    }

    /// Opens the workspace's key, or makes one when there is none yet: with a passphrase when one is given, else in the
    /// keyring when one answers, else in a file.
    ///
    /// - Parameters:
    ///   - directory: the workspace's folder; created when missing.
    ///   - passphrase: seals a new workspace, and is needed for one that was sealed so.
    ///   - keyring: where a new key may go; nil for none. A key that is in a keyring is looked for there anyway.
    /// - Throws: `.keyLost` when there are sealed secrets and nothing that opens them.
    public static func open(
        directory: String, passphrase: String?, keyring: Keyring? = nil
    ) throws(SecretError) -> SymmetricKey {
        switch place(directory: directory) {
        case .passphrase: return try Salted.open(salt(directory), passphrase: passphrase)
        case .keyring: return try Ticket.open(ticket(directory))
        case .file: return try KeyFile.read(file(directory))[0]
        case .nowhere: break
        }
        // A new key would open none of them, and would hide that the old one is missing.
        guard !SecretStore.hasAny(in: directory) else { throw .keyLost(directory: directory) }
        do { try FileSystem.createDirectory(directory) } catch { throw .file(error) }
        if let passphrase { return try Salted.make(salt(directory), passphrase: passphrase) }
        if let keyring, let key = try Ticket.make(ticket(directory), in: keyring) { return key }
        return try KeyFile.open(file(directory))[0]
    }

    /// Moves the key of a workspace to its keyring or to a file; sealed secrets stay as they are.
    ///
    /// - Throws: `.notFound` when there is no key yet, `.passphraseNeeded` for one that is made of a passphrase.
    public static func move(directory: String, to place: Place, keyring: Keyring?) throws(SecretError) {
        let old = self.place(directory: directory)
        guard old != place else { return }
        guard old != .passphrase else { throw .passphraseNeeded }
        guard old != .nowhere else { throw .notFound }
        let key = try open(directory: directory, passphrase: nil)
        if place == .keyring {
            guard let keyring else { throw .keyring(.noSession) }
            try Ticket.keep(key, ticket(directory), in: keyring)
            FileSystem.remove(file(directory))
        } else {
            _ = try KeyFile.prepend(key, to: file(directory))
            try Ticket.remove(ticket(directory))
        }
    }

    private static func file(_ directory: String) -> String { "\(directory)/key" }
    private static func salt(_ directory: String) -> String { "\(directory)/key.salt" }
    private static func ticket(_ directory: String) -> String { "\(directory)/key.keyring" }
}

/// A known text that a key has sealed: tells whether a key is the right one.
private enum KeyCheck {
    private static let text = Array("rapport".utf8)

    static func seal(with key: SymmetricKey) -> [UInt8] { Seal.seal(text, key: key) }
    static func holds(_ sealed: [UInt8], with key: SymmetricKey) -> Bool {
        Seal.open(sealed, key: key) == text
    }
}

/// A key made of a passphrase: its file has 16 bytes salt and the check.
private enum Salted {
    static func open(_ path: String, passphrase: String?) throws(SecretError) -> SymmetricKey {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: 4096) } catch { throw .file(error) }
        guard let passphrase else { throw .passphraseNeeded }
        guard bytes.count > 16 else { throw .damagedKeyFile(path: path) }
        let key = SymmetricKey.derived(fromPassphrase: passphrase, salt: Array(bytes[..<16]))
        guard KeyCheck.holds(Array(bytes[16...]), with: key) else { throw .wrongPassphrase }
        return key
    }

    static func make(_ path: String, passphrase: String) throws(SecretError) -> SymmetricKey {
        let salt = SecureRandom.bytes(16)
        let key = SymmetricKey.derived(fromPassphrase: passphrase, salt: salt)
        let isFirst: Bool
        do { isFirst = try FileSystem.create(path, with: salt + KeyCheck.seal(with: key)) } catch {
            throw .file(error)
        }
        return isFirst ? key : try open(path, passphrase: passphrase)
    }
}

/// A key in the keyring: its file has the name of the item there and the check.
private enum Ticket {
    private static let idLength = 22

    static func open(_ path: String) throws(SecretError) -> SymmetricKey {
        guard let keyring = Keyring.session else { throw .keyring(.noSession) }
        let (id, check) = try read(path)
        let text: String?
        do throws(Keyring.Failure) { text = try keyring.load(id: id, within: MasterKey.loadingTime) } catch {
            throw .keyring(error)
        }
        guard let text, let key = KeyFile.key(text), KeyCheck.holds(check, with: key) else {
            throw .notInKeyring
        }
        return key
    }

    /// - Returns: nil when the keyring does not take it.
    static func make(_ path: String, in keyring: Keyring) throws(SecretError) -> SymmetricKey? {
        let key = SymmetricKey.random()
        do { return try keep(key, path, in: keyring) ? key : try open(path) } catch .keyring(_) {
            return nil
        }
    }

    /// - Returns: false when somebody else was faster.
    @discardableResult
    static func keep(_ key: SymmetricKey, _ path: String, in keyring: Keyring) throws(SecretError) -> Bool {
        let id = Base64URL.encode(SecureRandom.bytes(16))
        do throws(Keyring.Failure) {
            let workspace = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
            try keyring.save(
                KeyFile.line(key), id: id, label: "Rapport: key of workspace \(workspace)",
                within: MasterKey.savingTime)
            // Some services take what they do not keep.
            guard try keyring.load(id: id, within: MasterKey.savingTime) == KeyFile.line(key) else {
                throw .refused
            }
        } catch { throw .keyring(error) }
        do { return try FileSystem.create(path, with: Array(id.utf8) + KeyCheck.seal(with: key)) } catch {
            throw .file(error)
        }
    }

    static func remove(_ path: String) throws(SecretError) {
        let (id, _) = try read(path)
        FileSystem.remove(path)
        // The file decides; what is left over in the keyring opens nothing by itself.
        try? Keyring.session?.remove(id: id, within: MasterKey.savingTime)
    }

    private static func read(_ path: String) throws(SecretError) -> (String, [UInt8]) {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: 4096) } catch { throw .file(error) }
        guard bytes.count > idLength + Seal.overhead else { throw .damagedKeyFile(path: path) }
        return (String(decoding: bytes[..<idLength], as: UTF8.self), Array(bytes[idLength...]))
    }
}

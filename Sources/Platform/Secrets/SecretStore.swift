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

    /// Whether secrets are sealed in a workspace's folder.
    static func hasAny(in directory: String) -> Bool {
        // A folder that is not there, or cannot be read, holds none that could be opened.
        (try? FileSystem.names(in: "\(directory)/secrets"))?.isEmpty == false
    }

    public func remove(name: String) { FileSystem.remove("\(directory)/secrets/\(name)") }
}

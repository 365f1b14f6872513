/// Why the workspace's key or a secret could not be had.
public enum SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    case file(FileError)
    /// The key file does not hold keys of 32 bytes in base64url.
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
    /// The key is in the desktop's keyring, which did not give it.
    case keyring(Keyring.Failure)
    /// The keyring has no such key, or another one.
    case notInKeyring
    /// The workspace's key is gone (the file `key`, `key.salt` or `key.keyring`), and secrets were sealed with it.
    case keyLost(directory: String)
    /// The file of the hub's keys is gone, and tokens were sealed with them.
    case hubKeyLost(path: String)

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .damagedKeyFile(let path): "\(path) does not hold a key"
        case .keyFileIsOpen(let path): "\(path) can be read by others: chmod 600 it"
        case .passphraseNeeded: "this workspace is sealed with a passphrase: set RAPPORT_PASSPHRASE"
        case .wrongPassphrase: "the passphrase is not the one that sealed this workspace"
        case .notFound: "no password is stored for this account"
        case .damagedSecret(let path): "\(path) cannot be opened with this workspace's key"
        case .commandFailed(let status): "the password command failed with status \(status)"
        case .keyring(let failure): "the key of this workspace is in the desktop's keyring: \(failure)"
        case .notInKeyring:
            "the desktop's keyring does not give the key of this workspace: it is locked, or has lost it"
        case .keyLost(let directory):
            "the key of this workspace (\(directory)/key) is gone: its passwords cannot be opened without it"
        case .hubKeyLost(let path):
            "\(path) is gone: tracking and unsubscribe links in mails that are out cannot be read without it"
        }
    }
}

import CSecret
import Glibc

/// The keyring of the desktop session (the Secret Service over D-Bus), through libsecret when it is installed.
///
/// Every call keeps its deadline, so that a machine without a desktop, or with one that hangs, is not held up.
public struct Keyring: Sendable {
    /// Why the keyring did not help.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        case noSession
        case noLibrary
        case noAnswer
        /// Nobody offers secrets, or it is locked and stays so.
        case refused

        public var description: String {
            switch self {
            case .noSession: "there is no desktop session on this terminal"
            case .noLibrary: "libsecret is not installed"
            case .noAnswer: "it does not answer; is it locked?"
            case .refused: "it is locked, or no keyring runs"
            }
        }
    }

    private init() {}

    /// The keyring of this session; nil, at once, when there is no session bus to reach one over.
    public static var session: Keyring? {
        if let address = Environment["DBUS_SESSION_BUS_ADDRESS"] {
            return address.hasPrefix("disabled:") ? nil : Keyring()
        }
        guard let folder = Environment["XDG_RUNTIME_DIR"], FileSystem.exists("\(folder)/bus") else {
            return nil
        }
        return Keyring()
    }

    /// - Parameters:
    ///   - id: names the item.
    ///   - label: what the user sees in a keyring's list.
    public func save(
        _ secret: String, id: String, label: String, within limit: Duration
    ) throws(Failure) {
        var nothing: UnsafeMutablePointer<CChar>?
        try Self.check(cs_perform(CS_SAVE, id, label, secret, Self.milliseconds(limit), &nothing))
    }

    /// - Returns: nil when there is no such item.
    public func load(id: String, within limit: Duration) throws(Failure) -> String? {
        var loaded: UnsafeMutablePointer<CChar>?
        let outcome = cs_perform(CS_LOAD, id, "", "", Self.milliseconds(limit), &loaded)
        if outcome == CS_NOTHING { return nil }
        try Self.check(outcome)
        defer { cs_release(loaded) }
        return loaded.map { String(cString: $0) }
    }

    /// Removes an item; a missing one is fine.
    public func remove(id: String, within limit: Duration) throws(Failure) {
        var nothing: UnsafeMutablePointer<CChar>?
        try Self.check(cs_perform(CS_REMOVE, id, "", "", Self.milliseconds(limit), &nothing))
    }

    private static func check(_ outcome: cs_outcome) throws(Failure) {
        switch outcome {
        case CS_DONE, CS_NOTHING: return
        case CS_NO_LIBRARY: throw .noLibrary
        case CS_LATE: throw .noAnswer
        default: throw .refused
        }
    }

    private static func milliseconds(_ limit: Duration) -> UInt32 {
        let (seconds, attoseconds) = limit.components
        return UInt32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

import Platform

/// Who holds a lease: a process and, within it, one of its workers.
///
/// A lease ends by its time. It ends at once when its owner is a process of this machine that is no more, so that a
/// killed program is replaced without a wait.
public enum LeaseOwner {
    /// A new name, unique among all workers of all processes.
    public static func fresh() -> String {
        let worker = Hex.encode(SecureRandom.bytes(6))
        guard let process = ProcessIdentity.current() else { return worker }
        return "\(process.text)/\(worker)"
    }

    /// Whether it is certain that the owner cannot come back; false for names that `fresh` did not make.
    static func isGone(_ owner: String) -> Bool {
        guard let process = owner.split(separator: "/").first else { return false }
        return ProcessIdentity(text: process)?.hasEnded ?? false
    }
}

import Glibc
import Platform

/// The temporary folder of a demo. It is locked as long as the demo lives, so that the next one can tell a folder
/// whose demo was killed from one that is in use, whatever process numbers say.
final class DemoFolder: Sendable {
    let path: String
    private let descriptor: Int32

    /// Makes a new folder in `base`, and removes those there that killed demos left behind.
    init(in base: String = "/tmp") throws(FileError) {
        Self.sweep(base)
        let path = "\(base)/\(Self.prefix)\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(path)
        let file = "\(path)/\(Self.lockName)"
        descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw FileError(operation: "create", path: file, code: errno)
        }
        self.path = path
    }

    deinit { close(descriptor) }

    /// Removes it with everything in it.
    func remove() { FileSystem.remove(path) }

    private static let prefix = "rapport-demo-"
    private static let lockName = "demo.lock"

    /// Removes folders of demos that have ended without doing so themselves.
    static func sweep(_ base: String) {
        // A folder that cannot be listed has nothing that could be removed.
        for name in (try? FileSystem.names(in: base)) ?? [] where isOurs(name) {
            let path = "\(base)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid()
            else { continue }
            let lock = open("\(path)/\(lockName)", O_RDWR | O_NOFOLLOW | O_CLOEXEC)
            guard lock >= 0 else { continue }
            defer { close(lock) }
            guard flock(lock, LOCK_EX | LOCK_NB) == 0, !isOpen("\(path)/default/workspace.sqlite-shm") else {
                continue
            }
            FileSystem.remove(path)
        }
    }

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 12
            && name.dropFirst(prefix.count).allSatisfy { "0123456789abcdef".contains($0) }
    }

    /// Whether a process has the workspace open: the screen of a demo outlives a demo that was killed. SQLite keeps a
    /// lock on this file for that long.
    private static func isOpen(_ sharedMemory: String) -> Bool {
        let file = open(sharedMemory, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        // Where the system does not tell, somebody may have it.
        return fcntl(file, F_GETLK, &lock) != 0 || lock.l_type != Int16(F_UNLCK)
    }
}

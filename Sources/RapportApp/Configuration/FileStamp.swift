import Glibc

/// Which state of a file was read: another stamp means another content.
struct FileStamp: Hashable, Sendable {
    private let seconds, nanoseconds, size: Int
    /// Differs when the file was replaced within one tick of the clock.
    private let inode: UInt

    /// - Returns: nil when there is no such file.
    init?(_ path: String) {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        seconds = Int(found.st_mtim.tv_sec)
        nanoseconds = Int(found.st_mtim.tv_nsec)
        size = Int(found.st_size)
        inode = UInt(found.st_ino)
    }
}

import Glibc

/// Why a file could not be used: the operation, the path, the system's reason.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    public var operation: String
    public var path: String
    /// The errno.
    public var code: Int32

    public init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    public var reason: String {
        code == ENOTSUP ? "it is no regular file" : String(cString: strerror(code))
    }
    public var description: String { "cannot \(operation) \(path): \(reason)" }
    /// It is there, and neither a regular file nor a folder.
    public var isSpecial: Bool { code == EINVAL }
    public var isMissing: Bool { code == ENOENT }
}

/// Small files read and written whole.
public enum FileSystem {
    /// - Parameters:
    ///   - limit: larger files are refused with EFBIG.
    ///   - waits: whether a FIFO or a device is read too, for as long as it lasts: what a person named on the command
    ///     line. What is no regular file is refused with ENOTSUP when not, and nobody waits for it.
    public static func read(
        _ path: String, limit: Int = 64 << 20, streamLimit: Int = .max, waits: Bool = false
    ) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (waits ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        if !waits, fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw FileError(operation: "read", path: path, code: isFolder ? EISDIR : ENOTSUP)
        }
        return try read(descriptor: descriptor, named: path, limit: limit, streamLimit: streamLimit)
    }

    /// Reads an open descriptor to its end.
    ///
    /// - Parameters:
    ///   - path: how errors call it.
    ///   - limit: more than that is refused with EFBIG; a regular file before anything of it is read.
    ///   - streamLimit: the same for what has no size: pipes, devices.
    public static func read(
        descriptor: Int32, named path: String, limit: Int, streamLimit: Int = .max
    ) throws(FileError) -> [UInt8] {
        var result: [UInt8] = []
        var limit = limit
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            let size = Int(status.st_size) - max(0, Int(lseek(descriptor, 0, SEEK_CUR)))
            guard size <= limit else { throw FileError(operation: "read", path: path, code: EFBIG) }
            result.reserveCapacity(max(0, size))
        } else {
            limit = min(limit, streamLimit)
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
            if count == 0 { return result }
            result.append(contentsOf: chunk[..<count])
            guard result.count <= limit else { throw FileError(operation: "read", path: path, code: EFBIG) }
        }
    }

    /// Replaces the file at once or not at all: a temporary file beside it, fsync, rename.
    ///
    /// - Parameter mode: permission bits of the new file.
    public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(FileError) {
        let temporary = try writeTemporary(path, bytes, mode)
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(operation: "write", path: path, code: code)
        }
    }

    /// Creates the file with its content at once, unless there is one.
    ///
    /// - Returns: false when there is one already, which stays as it is.
    public static func create(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(FileError)
        -> Bool
    {
        let temporary = try writeTemporary(path, bytes, mode)
        defer { unlink(temporary) }
        if link(temporary, path) == 0 { return true }
        guard errno == EEXIST else { throw FileError(operation: "create", path: path, code: errno) }
        return false
    }

    /// A synced file beside `path`.
    private static func writeTemporary(
        _ path: String, _ bytes: [UInt8], _ mode: UInt32
    ) throws(FileError) -> String {
        let temporary = "\(path).\(Hex.encode(SecureRandom.bytes(6)))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: path, code: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                close(descriptor)
                unlink(temporary)
                throw FileError(operation: "write", path: path, code: code)
            }
            written += count
        }
        let synced = fsync(descriptor)
        let code = errno
        close(descriptor)
        guard synced == 0 else {
            unlink(temporary)
            throw FileError(operation: "write", path: path, code: code)
        }
        return temporary
    }

    /// Creates the directory and those above it; an existing one is fine.
    public static func createDirectory(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
        if isDirectory(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try createDirectory(String(path[..<slash]), mode: mode)
        }
        guard mkdir(path, mode) == 0 || errno == EEXIST else {
            throw FileError(operation: "create the directory", path: path, code: errno)
        }
    }

    public static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The permission bits.
    public static func permissions(_ path: String) throws(FileError) -> UInt32 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileError(operation: "look at", path: path, code: errno) }
        return status.st_mode & 0o7777
    }

    /// The bytes of a regular file that may be read; its kind is not told by opening it, so that a pipe does not
    /// block.
    ///
    /// - Throws: the reason why it cannot be read; `EINVAL` for what is no regular file.
    public static func readableSize(_ path: String) throws(FileError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw FileError(operation: "read", path: path, code: isFolder ? EISDIR : EINVAL)
        }
        guard access(path, R_OK) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
        return Int(status.st_size)
    }

    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path from the root; links and dots stay as they are.
    public static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return "\(String(cString: current))/\(path)"
    }

    /// The names in a directory, sorted; without `.` and `..`.
    public static func names(in directory: String) throws(FileError) -> [String] {
        guard let stream = opendir(directory) else {
            throw FileError(operation: "list", path: directory, code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file or a whole directory; what is missing already is fine. Links are removed, not followed.
    public static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            // A directory that cannot be listed cannot be emptied: rmdir below then fails, and it stays.
            for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

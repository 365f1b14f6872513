import Glibc

/// A fresh directory for one private server, with the few file operations that setting one up takes.
struct ServerDirectory: Sendable {
    let path: String

    /// Makes a directory in the system's temporary folder. Its path is short, because the paths of sockets must be.
    static func make() throws(LocalServerError) -> ServerDirectory {
        var template = Array("/tmp/rapport-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw .system("no temporary directory: \(String(cString: strerror(errno)))") }
        chmod(made, 0o755)
        return ServerDirectory(path: made)
    }

    func file(_ name: String) -> String { path + "/" + name }

    func makeFolder(_ name: String, owner: (uid: uid_t, gid: gid_t)? = nil) throws(LocalServerError) {
        guard mkdir(file(name), 0o755) == 0 || errno == EEXIST else {
            throw .system("cannot make \(name): \(String(cString: strerror(errno)))")
        }
        if let owner { chown(file(name), owner.uid, owner.gid) }
    }

    func write(_ text: String, to name: String, mode: mode_t = 0o644) throws(LocalServerError) {
        try Self.write(Array(text.utf8), to: file(name), mode: mode)
    }

    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(LocalServerError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw .system("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                Glibc.write(descriptor, raw.baseAddress?.advanced(by: offset), raw.count - offset)
            }
            guard count > 0 else {
                throw .system("cannot write \(path): \(String(cString: strerror(errno)))")
            }
            offset += count
        }
    }

    /// The last bytes of a log file; empty when there is none.
    func tail(of name: String, bytes limit: Int = 2_000) -> String {
        let descriptor = open(file(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        lseek(descriptor, max(0, size - off_t(limit)), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = read(descriptor, &buffer, limit)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}

/// The account that a server's processes run under.
struct ServerAccount {
    let name: String
    let group: String
    let uid: uid_t
    let gid: gid_t

    /// Who runs this program; for root, `nobody`, because mail servers refuse to deliver as root.
    static func current() throws(LocalServerError) -> ServerAccount {
        let uid = getuid() == 0 ? uid_t(65_534) : getuid()
        guard let entry = getpwuid(uid)?.pointee else {
            throw .system("the user \(uid) has no name in the password file")
        }
        let gid = getuid() == 0 ? entry.pw_gid : getgid()
        guard let group = getgrgid(gid)?.pointee else {
            throw .system("the group \(gid) has no name in the group file")
        }
        return ServerAccount(
            name: String(cString: entry.pw_name), group: String(cString: group.gr_name), uid: uid, gid: gid)
    }
}

import Platform

/// A file that a command reads: a path, or `-` for standard input.
///
/// Pipes and FIFOs are read to their end like files; what has no end is refused at the limit. Standard input is read by
/// its descriptor: opening `/dev/stdin` anew fails for sockets and for another user's terminal.
enum InputFile {
    /// - Parameter limit: in bytes, of regular files; what has no size is cut off at `streamLimit`, if that is less.
    static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard path == "-" || standardInput.contains(path) else {
            return try FileSystem.read(path, limit: limit, streamLimit: streamLimit, waits: true)
        }
        return try FileSystem.read(
            descriptor: 0, named: "standard input", limit: limit, streamLimit: streamLimit)
    }

    private static let streamLimit = 256 << 20

    /// As `read`, for a text: what is no UTF-8 in it is replaced.
    static func text(_ path: String, limit: Int) throws(FileError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    private static let standardInput = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]
}

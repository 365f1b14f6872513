import Glibc
import Platform

/// Ports and connections on 127.0.0.1.
enum LoopbackPorts {
    /// Whether nobody has the port at this moment.
    static func isFree(_ port: UInt16) -> Bool {
        // Somebody having it is the answer, not an error.
        guard let (descriptor, _) = try? bind(port: port) else { return false }
        close(descriptor)
        return true
    }

    /// A listening socket and its port.
    static func listen() throws(LocalServerError) -> (descriptor: Int32, port: UInt16) {
        let (descriptor, port) = try bind(port: 0)
        guard Glibc.listen(descriptor, 64) == 0 else {
            close(descriptor)
            throw .system("cannot listen: \(String(cString: strerror(errno)))")
        }
        return (descriptor, port)
    }

    /// Waits until something listens on the port. False after ten seconds, or as soon as `hasFailed`.
    static func wait(for port: UInt16, unless hasFailed: () -> Bool) -> Bool {
        let deadline = SystemClock.monotonicMilliseconds() + 10_000
        while SystemClock.monotonicMilliseconds() < deadline {
            if let descriptor = connect(to: port) {
                close(descriptor)
                return true
            }
            if hasFailed() { return false }
            poll(nil, 0, 10)  // no server tells when it is ready; ask again soon
        }
        return false
    }

    /// Sends small answers at once instead of waiting for the other side's acknowledgement, 40 ms each.
    static func sendAtOnce(_ descriptor: Int32) {
        var one: Int32 = 1
        // 6 is IPPROTO_TCP, which Glibc imports as this or that depending on the header.
        setsockopt(descriptor, 6, TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// A blocking connection, or nil when it is refused.
    static func connect(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let status = withAddress(port) { Glibc.connect(descriptor, $0, $1) }
        if status == 0 {
            sendAtOnce(descriptor)
            return descriptor
        }
        close(descriptor)
        return nil
    }

    private static func bind(port: UInt16) throws(LocalServerError) -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, withAddress(port, { Glibc.bind(descriptor, $0, $1) }) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw .system("no free port: \(String(cString: strerror(errno)))")
        }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func withAddress(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

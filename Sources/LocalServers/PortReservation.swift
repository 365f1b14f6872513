import CLinux
import Glibc
import Platform

/// Ports for servers of others, which bind them some time after they were chosen.
///
/// They lie below the range that the system hands out by itself: a port out of that range may become the source of
/// anybody's connection, or another test's server, before the server has it; who then asks whether something listens
/// there gets the wrong answer. Among programs that choose in this way each port is taken once, by a socket name that
/// ends with its owner.
final class PortReservation: Sendable {
    let ports: [UInt16]
    private let names: [Int32]

    private static let range: Range<UInt16> = 20_000..<32_000

    init(_ count: Int) throws(LocalServerError) {
        var ports: [UInt16] = []
        var names: [Int32] = []
        var attempts = 0
        while ports.count < count {
            attempts += 1
            guard attempts < 2_000 else {
                for name in names { close(name) }
                throw .system("no free port between \(Self.range.lowerBound) and \(Self.range.upperBound)")
            }
            let port = UInt16.random(in: Self.range)
            guard let name = Self.claim(port) else { continue }
            guard LoopbackPorts.isFree(port) else {
                close(name)
                continue
            }
            ports.append(port)
            names.append(name)
        }
        self.ports = ports
        self.names = names
    }

    deinit { for name in names { close(name) } }

    /// A socket with the port's abstract name; nil when another program has it.
    private static func claim(_ port: UInt16) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array("\0rapport-port-\(port)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        if status == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}

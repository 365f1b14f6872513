import CLinux
import Glibc
import Platform
import Synchronization

/// A socket address as the resolver gave it.
struct SocketAddress: Hashable, Sendable {
    let family: Int32
    let bytes: [UInt8]
}

/// Looks up host names. The system's resolver blocks for as long as name servers are silent and cannot be interrupted,
/// so it runs on a thread of its own, which nobody waits for longer than he wants to.
actor NameLookup {
    private nonisolated let executor = ThreadExecutor(name: "names")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    /// What the other thread found, and the signal that it is there.
    private final class Answer: Sendable {
        let found = Mutex<[SocketAddress]>([])
        let isThere = EventFD()
    }

    /// The addresses of a host, in the order in which they are to be tried.
    ///
    /// - Throws: `unknownHost`; `interrupted`.
    static func addresses(
        of host: String, port: UInt16, interrupt: Interrupt, patience: Duration
    ) throws(TransportError) -> [SocketAddress] {
        let isNumeric = resolve(host: host, port: port, flags: AI_NUMERICHOST)
        if !isNumeric.isEmpty { return isNumeric }
        let answer = Answer()
        // Ends with the look-up; an answer that comes too late is dropped.
        Task { await NameLookup().run(host: host, port: port, answer) }
        let readiness = try interrupt.wait(for: POLLIN, of: answer.isThere.descriptor, patience: patience)
        let found = answer.found.withLock { $0 }
        guard readiness == .ready, !found.isEmpty else { throw .unknownHost }
        return found
    }

    private func run(host: String, port: UInt16, _ answer: Answer) {
        let found = Self.resolve(host: host, port: port, flags: 0)
        answer.found.withLock { $0 = found }
        answer.isThere.signal()
    }

    /// - Returns: empty when the name has no address.
    private static func resolve(host: String, port: UInt16, flags: Int32) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | flags
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: [SocketAddress] = []
        var next = first
        while let info = next?.pointee {
            if let address = info.ai_addr {
                let raw = UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen))
                addresses.append(SocketAddress(family: info.ai_family, bytes: Array(raw)))
            }
            next = info.ai_next
        }
        return addresses
    }
}

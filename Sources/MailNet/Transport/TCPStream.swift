import CLinux
import Glibc
import Platform

/// A TCP connection, not encrypted.
public final class TCPStream: ByteStream {
    private var descriptor: Int32
    private let interrupt: Interrupt
    private let patience: Patience

    public var isEncrypted: Bool { false }

    private init(descriptor: Int32, interrupt: Interrupt, patience: Patience) {
        self.descriptor = descriptor
        self.interrupt = interrupt
        self.patience = patience
    }

    deinit { close() }

    /// Connects to the first address of the host that answers.
    ///
    /// Addresses are tried in the order of the system's resolver. While others are left, one gets three seconds, so that
    /// a dead IPv6 route does not cost the whole patience.
    public static func connect(
        host: String, port: UInt16, interrupt: Interrupt, patience: Patience
    ) throws(TransportError) -> TCPStream {
        let deadline = SystemClock.bootMilliseconds() + patience.connect.milliseconds
        var addresses = try NameLookup.addresses(
            of: host, port: port, interrupt: interrupt, patience: patience.connect)[...]
        var failure = TransportError.unknownHost
        while let address = addresses.popFirst() {
            let left = deadline - SystemClock.bootMilliseconds()
            guard left > 0 else { throw .unanswered }
            let share = addresses.isEmpty ? left : min(left, 3_000)
            do throws(TransportError) {
                let descriptor = try connect(to: address, within: .milliseconds(share), interrupt)
                return TCPStream(descriptor: descriptor, interrupt: interrupt, patience: patience)
            } catch .interrupted {
                throw .interrupted
            } catch {
                failure = error
            }
        }
        throw failure
    }

    public func read(
        into buffer: inout [UInt8], patience: Duration, isWakeable: Bool
    ) throws(TransportError) -> ReadOutcome {
        while true {
            try interrupt.check()
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            guard errno == EAGAIN || errno == EINTR else { throw Self.lost(errno) }
            switch try interrupt.wait(for: POLLIN, of: descriptor, patience: patience, isWakeable: isWakeable)
            {
            case .ready: continue
            case .timedOut: return .timedOut
            case .woken: return .woken
            }
        }
    }

    public func write(_ bytes: [UInt8]) throws(TransportError) {
        var offset = 0
        while offset < bytes.count {
            try interrupt.check()
            let count = bytes.withUnsafeBytes { raw in
                send(
                    descriptor, raw.baseAddress?.advanced(by: offset), raw.count - offset, Int32(MSG_NOSIGNAL)
                )
            }
            if count > 0 {
                offset += count
                continue
            }
            guard errno == EAGAIN || errno == EINTR else { throw Self.lost(errno) }
            let readiness = try interrupt.wait(for: POLLOUT, of: descriptor, patience: patience.progress)
            if readiness == .timedOut { throw .timeout }
        }
    }

    public func upgraded(host: String, authorityFile: String?) throws(TransportError) -> any ByteStream {
        let owned = descriptor
        descriptor = -1
        return try TLSStream(
            descriptor: owned, host: host, authorityFile: authorityFile, interrupt: interrupt,
            patience: patience)
    }

    public func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    static func lost(_ code: Int32) -> TransportError {
        switch code {
        case ECONNRESET, EPIPE, ENOTCONN, EBADF: .closed
        case ETIMEDOUT: .timeout
        case ECONNREFUSED: .refused
        default: .unreachable(String(cString: strerror(code)))
        }
    }

    // MARK: - Connecting

    private static func connect(
        to address: SocketAddress, within limit: Duration, _ interrupt: Interrupt
    ) throws(TransportError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw lost(errno) }
        var isKept = false
        defer { if !isKept { Glibc.close(descriptor) } }
        set(IPPROTO_TCP_LEVEL, TCP_NODELAY, of: descriptor)
        set(SOL_SOCKET, SO_KEEPALIVE, of: descriptor)
        let status = address.bytes.withUnsafeBytes { raw in
            raw.baseAddress.map {
                Glibc.connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
            } ?? -1
        }
        if status != 0 {
            guard errno == EINPROGRESS else { throw lost(errno) }
            let readiness = try interrupt.wait(for: POLLOUT, of: descriptor, patience: limit)
            guard readiness == .ready else { throw .unanswered }
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
            guard code == 0 else { throw lost(code) }
        }
        isKept = true
        return descriptor
    }

    static func set(_ level: Int32, _ option: Int32, of descriptor: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// Glibc imports IPPROTO_TCP as an enumeration case or an integer depending on the header; the number is 6.
let IPPROTO_TCP_LEVEL: Int32 = 6

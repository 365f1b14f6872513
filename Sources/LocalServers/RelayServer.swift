import Glibc
import Platform
import Synchronization

/// Stands between a client and a server on loopback and can be told to fail: for what happens to connections on the
/// way.
public final class RelayServer: Sendable {
    public enum Mode: Sendable {
        /// Bytes go through.
        case passes
        /// All connections are cut, new ones are closed at once.
        case cuts
        /// Connections stay and new ones are taken, and nothing goes through.
        case stalls
    }

    public let port: UInt16
    private let mode = Mutex(Mode.passes)
    private let accepted = Mutex(0)
    private let changeSignal = EventFD()
    private let stopSignal = EventFD()

    /// Starts to listen.
    ///
    /// - Parameter target: the port of the server behind it.
    public init(to target: UInt16) throws(LocalServerError) {
        let (descriptor, port) = try LoopbackPorts.listen()
        self.port = port
        let pump = RelayPump(
            listener: descriptor, target: target, changeSignal: changeSignal, stopSignal: stopSignal)
        // Runs until the stop signal.
        Task { [self] in
            await pump.run(
                mode: { self.mode.withLock { $0 } }, onAccept: { self.accepted.withLock { $0 += 1 } })
        }
    }

    /// Changes what happens from now on.
    public func set(_ mode: Mode) {
        self.mode.withLock { $0 = mode }
        changeSignal.signal()
    }

    /// How many connections were made so far.
    public var connections: Int { accepted.withLock { $0 } }

    /// Closes everything.
    public func stop() { stopSignal.signal() }
}

/// The thread of a relay.
private actor RelayPump {
    private struct Pair {
        let client: Int32
        let server: Int32
    }

    private nonisolated let executor = ThreadExecutor(name: "relay")
    private let listener: Int32
    private let target: UInt16
    private let changeSignal: EventFD
    private let stopSignal: EventFD
    private var pairs: [Pair] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(listener: Int32, target: UInt16, changeSignal: EventFD, stopSignal: EventFD) {
        self.listener = listener
        self.target = target
        self.changeSignal = changeSignal
        self.stopSignal = stopSignal
    }

    func run(mode: @Sendable () -> RelayServer.Mode, onAccept: @Sendable () -> Void) {
        while true {
            let mode = mode()
            if mode == .cuts { closeAll() }
            var waits = [stopSignal.descriptor, changeSignal.descriptor, listener].map(Self.input)
            if mode == .passes {
                for pair in pairs { waits += [Self.input(pair.client), Self.input(pair.server)] }
            }
            _ = poll(&waits, nfds_t(waits.count), -1)
            if waits[0].revents != 0 { break }
            // A connection made after a change is treated as the change says.
            if waits[1].revents != 0 {
                changeSignal.drain()
                continue
            }
            let ready = Set(waits.dropFirst(3).filter { $0.revents != 0 }.map(\.fd))
            pairs.removeAll { pair in
                let isOpen =
                    (!ready.contains(pair.client) || Self.pass(from: pair.client, to: pair.server))
                    && (!ready.contains(pair.server) || Self.pass(from: pair.server, to: pair.client))
                if !isOpen { Self.close(pair) }
                return !isOpen
            }
            if waits[2].revents != 0 { accept(mode, onAccept) }
        }
        closeAll()
        Glibc.close(listener)
        executor.stop()
    }

    private func accept(_ mode: RelayServer.Mode, _ onAccept: () -> Void) {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return }
        LoopbackPorts.sendAtOnce(client)
        onAccept()
        guard mode != .cuts, let server = LoopbackPorts.connect(to: target) else {
            Glibc.close(client)
            return
        }
        pairs.append(Pair(client: client, server: server))
    }

    private func closeAll() {
        pairs.forEach(Self.close)
        pairs = []
    }

    private static func input(_ descriptor: Int32) -> pollfd {
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }

    private static func close(_ pair: Pair) {
        Glibc.close(pair.client)
        Glibc.close(pair.server)
    }

    /// - Returns: false when either side is gone.
    private static func pass(from source: Int32, to target: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(source, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        var sent = 0
        while sent < count {
            let written = buffer.withUnsafeBytes {
                send(target, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL))
            }
            guard written > 0 else { return false }
            sent += written
        }
        return true
    }
}

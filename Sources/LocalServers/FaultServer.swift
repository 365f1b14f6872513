import COpenSSL
import Glibc
import Platform

/// A server that does what its script says to each client in turn, and nothing else: for faults that no real server
/// commits on demand.
public final class FaultServer: Sendable {
    public enum Action: Hashable, Sendable {
        /// Sends these bytes.
        case say(String)
        /// Sends them one byte per packet.
        case drip(String)
        /// Reads until this text was seen.
        case await(String)
        /// Reads this many bytes and no more.
        case take(Int)
        /// TLS handshake with the certificate given.
        case startTLS
        /// Says nothing until the client goes away.
        case stall
    }

    public let port: UInt16
    private let stopSignal = EventFD()

    /// Starts to listen; after the last action the connection is closed.
    ///
    /// - Parameter identity: the certificate for `startTLS`.
    public init(_ script: [Action], identity: ServerIdentity? = nil) throws(LocalServerError) {
        let (descriptor, port) = try LoopbackPorts.listen()
        self.port = port
        let player = FaultPlayer(
            listener: descriptor, stopSignal: stopSignal, script: script, identity: identity)
        player.run()
    }

    /// Closes everything.
    public func stop() { stopSignal.signal() }
}

/// The thread of a fault server.
private actor FaultPlayer {
    private struct Gone: Error {}

    private nonisolated let executor = ThreadExecutor(name: "faults")
    private let listener: Int32
    private let stopSignal: EventFD
    private let script: [FaultServer.Action]
    private let identity: ServerIdentity?
    private var client: Int32 = -1
    private var tls: OpaquePointer?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(listener: Int32, stopSignal: EventFD, script: [FaultServer.Action], identity: ServerIdentity?) {
        self.listener = listener
        self.stopSignal = stopSignal
        self.script = script
        self.identity = identity
    }

    /// Serves until the stop signal, which is the owner of this task.
    nonisolated func run() {
        Task { await serve() }
    }

    private func serve() {
        while isReadable(listener) {
            client = accept(listener, nil, nil)
            guard client >= 0 else { continue }
            // The client going away ends the play; that is what these servers are for.
            try? play()
            if let tls { SSL_free(tls) }
            tls = nil
            close(client)
        }
        close(listener)
        executor.stop()
    }

    private func play() throws {
        for action in script {
            switch action {
            case .say(let text): try send(Array(text.utf8))
            case .drip(let text): for byte in text.utf8 { try send([byte]) }
            case .await(let text): try read(until: text)
            case .take(let count): for _ in 0..<count { _ = try readByte() }
            case .startTLS: try shakeHands()
            case .stall: while true { _ = try readByte() }
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        if let tls {
            guard SSL_write(tls, bytes, Int32(bytes.count)) > 0 else { throw Gone() }
        } else {
            guard Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
                throw Gone()
            }
        }
    }

    private func read(until text: String) throws {
        let wanted = Array(text.utf8)
        var seen: [UInt8] = []
        while !seen.reversed().starts(with: wanted.reversed()) { seen.append(try readByte()) }
    }

    private func readByte() throws -> UInt8 {
        var byte: UInt8 = 0
        if let tls {
            guard SSL_pending(tls) > 0 || isReadable(client), SSL_read(tls, &byte, 1) == 1 else {
                throw Gone()
            }
        } else {
            guard isReadable(client), recv(client, &byte, 1, 0) == 1 else { throw Gone() }
        }
        return byte
    }

    private func shakeHands() throws {
        let context = SSL_CTX_new(TLS_server_method())
        defer { SSL_CTX_free(context) }
        guard let identity, SSL_CTX_use_certificate_chain_file(context, identity.certificateFile) == 1,
            SSL_CTX_use_PrivateKey_file(context, identity.keyFile, SSL_FILETYPE_PEM) == 1
        else { throw Gone() }
        tls = SSL_new(context)
        SSL_set_fd(tls, client)
        guard SSL_accept(tls) == 1 else { throw Gone() }
    }

    /// Waits for input. False when the server must stop.
    private func isReadable(_ descriptor: Int32) -> Bool {
        while true {
            var descriptors = [
                pollfd(fd: stopSignal.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&descriptors, 2, -1)
            if descriptors[0].revents != 0 { return false }
            if descriptors[1].revents != 0 { return true }
        }
    }
}

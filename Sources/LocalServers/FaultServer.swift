import COpenSSL
import Glibc
import Platform

/// A server that does what its script says to each client in turn, and nothing else: for faults that no real server
/// commits on demand.
public final class FaultServer: Sendable {
    public enum Action: Hashable, Sendable {
        /// Sends these bytes.
        case say(String)
        /// Sends them again and again until the client goes away.
        case chant(String)
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
        /// Reads one line, which must hold this text, and remembers its first word as the tag.
        case command(String)
        /// Sends these bytes with every `%T` replaced by the tag of the last command.
        case answer(String)
        /// Closes this connection and waits for the next one.
        case hangUp
    }

    /// A line of a client, for servers that answer by rule instead of by script.
    public struct Command: Hashable, Sendable {
        /// Which connection since the start, from 1.
        public let connection: Int
        /// What follows the tag, such as `UID FETCH 1:4 (UID FLAGS)`.
        public let text: String
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
            listener: descriptor, stopSignal: stopSignal, scripts: [script], identity: identity, rule: nil)
        player.run()
    }

    /// Starts to listen; each client gets the next script, those after the last one the last one again.
    public init(scripts: [[Action]], identity: ServerIdentity? = nil) throws(LocalServerError) {
        let (descriptor, port) = try LoopbackPorts.listen()
        self.port = port
        let player = FaultPlayer(
            listener: descriptor, stopSignal: stopSignal, scripts: scripts, identity: identity, rule: nil)
        player.run()
    }

    /// Starts to listen; says `greeting`, and after each line of a client what `answer` gives.
    ///
    /// - Parameter answer: called on the server's thread.
    public init(
        greeting: String, answer: @escaping @Sendable (Command) -> [Action]
    ) throws(LocalServerError) {
        let (descriptor, port) = try LoopbackPorts.listen()
        self.port = port
        let player = FaultPlayer(
            listener: descriptor, stopSignal: stopSignal, scripts: [[.say(greeting)]], identity: nil,
            rule: answer)
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
    private let scripts: [[FaultServer.Action]]
    private let identity: ServerIdentity?
    private let rule: (@Sendable (FaultServer.Command) -> [FaultServer.Action])?
    private var connections = 0
    private var tag = ""
    private var client: Int32 = -1
    private var tls: OpaquePointer?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        listener: Int32, stopSignal: EventFD, scripts: [[FaultServer.Action]], identity: ServerIdentity?,
        rule: (@Sendable (FaultServer.Command) -> [FaultServer.Action])?
    ) {
        self.rule = rule
        self.listener = listener
        self.stopSignal = stopSignal
        self.scripts = scripts
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
            LoopbackPorts.sendAtOnce(client)
            connections += 1
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
        if !scripts.isEmpty { try play(scripts[min(connections, scripts.count) - 1]) }
        guard let rule else { return }
        while true {
            let text = try readCommand()
            try play(rule(FaultServer.Command(connection: connections, text: text)))
        }
    }

    private func play(_ actions: [FaultServer.Action]) throws {
        for action in actions {
            switch action {
            case .say(let text): try send(Array(text.utf8))
            case .chant(let text): while true { try send(Array(text.utf8)) }
            case .answer(let text): try send(Array(text.replacing("%T", with: tag).utf8))
            case .command(let text): guard try readCommand().contains(text) else { throw Gone() }
            case .hangUp: throw Gone()
            case .drip(let text): for byte in text.utf8 { try send([byte]) }
            case .await(let text): try read(until: text)
            case .take(let count): for _ in 0..<count { _ = try readByte() }
            case .startTLS: try shakeHands()
            case .stall: while true { _ = try readByte() }
            }
        }
    }

    /// - Returns: the line without its tag.
    private func readCommand() throws -> String {
        var line: [UInt8] = []
        while line.suffix(2) != [0x0D, 0x0A] { line.append(try readByte()) }
        let words = String(decoding: line.dropLast(2), as: UTF8.self).split(
            separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        tag = words.first.map(String.init) ?? ""
        return words.count > 1 ? String(words[1]) : ""
    }

    private func send(_ bytes: [UInt8]) throws {
        if let tls {
            guard SSL_write(tls, bytes, Int32(bytes.count)) > 0 else { throw Gone() }
        } else {
            var offset = 0
            while offset < bytes.count {
                let rest = Array(bytes[offset...])
                let count = Glibc.send(client, rest, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { throw Gone() }
                offset += count
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

import MailCore

/// What the sessions have in common: how they come to a conversation that is ready for use.
struct Opener {
    private enum Way {
        case network
        /// A stream that a test gives.
        case stream(any ByteStream)
    }

    let endpoint: ServerEndpoint
    private let patience: Patience
    private let way: Way

    init(_ endpoint: ServerEndpoint, patience: Patience) {
        self.endpoint = endpoint
        self.patience = patience
        way = .network
    }

    init(over stream: any ByteStream, endpoint: ServerEndpoint) {
        self.endpoint = endpoint
        patience = Patience()
        way = .stream(stream)
    }

    /// Connects, and runs the exchange that makes the connection usable, within bounds of time and bytes.
    ///
    /// - Parameters:
    ///   - exchange: made when it is known whether the connection is under TLS; its end closes nothing.
    ///   - isEnough: when the exchange goes on after the opening.
    func open<Parser, E: Exchange>(
        _ interrupt: Interrupt, _ exchange: inout E, until isEnough: () -> Bool = { false },
        _ onEvent: (E.Event) -> Void
    ) throws(SessionError) -> Conversation<Parser> where E.Response == Parser.Unit {
        let conversation: Conversation<Parser> = Conversation(
            over: try stream(interrupt), endpoint: endpoint, patience: patience)
        do throws(SessionError) {
            try conversation.run(&exchange, within: .opening(patience), until: isEnough, onEvent)
            return conversation
        } catch {
            conversation.close()
            throw error
        }
    }

    /// Whether nobody can read along from the first byte.
    var isEncrypted: Bool {
        switch way {
        case .network: endpoint.security == .implicitTLS
        case .stream(let stream): stream.isEncrypted
        }
    }

    private func stream(_ interrupt: Interrupt) throws(SessionError) -> any ByteStream {
        if case .stream(let stream) = way { return stream }
        do throws(TransportError) {
            let tcp = try TCPStream.connect(
                host: endpoint.host, port: endpoint.port, interrupt: interrupt, patience: patience)
            guard endpoint.security == .implicitTLS else { return tcp }
            return try tcp.upgraded(host: endpoint.host, authorityFile: endpoint.authorityFile)
        } catch {
            throw .transport(error)
        }
    }
}

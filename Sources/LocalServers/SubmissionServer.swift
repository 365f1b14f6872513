import Glibc
import Platform

/// A submission server on a free loopback port: takes mail from clients and gives it to a closure.
///
/// Plain, because nothing leaves the machine. It is what the demo's world is made of, and serves any number of clients
/// from one thread.
public final class SubmissionServer: Sendable {
    public let port: UInt16
    private let loop: SubmissionLoop
    private let stopSignal: EventFD

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - users: who may log in; when empty, nobody has to.
    ///   - refusal: the whole reply to a recipient that is not taken, such as `550 5.1.1 Nobody`; nil takes it.
    ///   - receive: called on the server's thread for each message, before the client gets its answer; be quick.
    public init(
        users: [MailUser], refusal: @escaping @Sendable (_ recipient: String) -> String? = { _ in nil },
        receive: @escaping @Sendable (SubmittedMessage) -> SubmissionVerdict
    ) throws(LocalServerError) {
        let (descriptor, port) = try LoopbackPorts.listen()
        let stopSignal = EventFD()
        let loop = SubmissionLoop(
            listener: descriptor, stopSignal: stopSignal, users: users, refusal: refusal,
            receive: receive)
        self.port = port
        self.stopSignal = stopSignal
        self.loop = loop
        loop.run()
    }

    /// Closes all connections. The thread ends by itself.
    public func stop() { stopSignal.signal() }
}

/// The thread of a submission server.
private actor SubmissionLoop {
    private struct Client {
        let descriptor: Int32
        var dialogue: SubmissionDialogue
        var unsent: [UInt8] = []
    }

    private nonisolated let executor = ThreadExecutor(name: "submission")
    private let listener: Int32
    private let stopSignal: EventFD
    private let users: [MailUser]
    private let refusal: SubmissionDialogue.Doorman
    private let receive: SubmissionDialogue.Receiver
    private var clients: [Client] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        listener: Int32, stopSignal: EventFD, users: [MailUser],
        refusal: @escaping SubmissionDialogue.Doorman,
        receive: @escaping SubmissionDialogue.Receiver
    ) {
        self.listener = listener
        self.stopSignal = stopSignal
        self.users = users
        self.refusal = refusal
        self.receive = receive
    }

    /// Serves until the stop signal, which is the owner of this task.
    nonisolated func run() {
        Task { await serve() }
    }

    private func serve() {
        while true {
            var descriptors = [
                pollfd(fd: stopSignal.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: clients.count < 100 ? listener : -1, events: Int16(POLLIN), revents: 0),
            ]
            for client in clients {
                let events = client.unsent.isEmpty ? POLLIN : POLLOUT
                descriptors.append(pollfd(fd: client.descriptor, events: Int16(events), revents: 0))
            }
            if poll(&descriptors, nfds_t(descriptors.count), -1) < 0 && errno != EINTR { break }
            if descriptors[0].revents != 0 { break }
            for index in clients.indices.reversed() where descriptors[index + 2].revents != 0 {
                if !serve(&clients[index]) {
                    close(clients[index].descriptor)
                    clients.remove(at: index)
                }
            }
            if descriptors[1].revents != 0 { accept() }
        }
        for client in clients { close(client.descriptor) }
        close(listener)
        executor.stop()
    }

    private func accept() {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        LoopbackPorts.sendAtOnce(descriptor)
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var client = Client(
            descriptor: descriptor,
            dialogue: SubmissionDialogue(users: users, refusal: refusal, receive: receive))
        if flush(&client) { clients.append(client) } else { close(descriptor) }
    }

    /// Reads and answers once. False when the connection is over.
    private func serve(_ client: inout Client) -> Bool {
        if client.unsent.isEmpty {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = recv(client.descriptor, &buffer, buffer.count, 0)
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            if count == 0 { return false }
            client.dialogue.take(buffer[..<count])
        }
        return flush(&client)
    }

    private func flush(_ client: inout Client) -> Bool {
        client.unsent += client.dialogue.takeOutput()
        while !client.unsent.isEmpty {
            let count = send(client.descriptor, client.unsent, client.unsent.count, Int32(MSG_NOSIGNAL))
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            client.unsent.removeFirst(count)
        }
        return !client.dialogue.isOver
    }
}

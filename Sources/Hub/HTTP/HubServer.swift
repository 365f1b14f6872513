public import Outreach
public import Platform

/// The hub: pixel, redirect, unsubscribe, events and campaigns over HTTP. TLS is the reverse proxy's.
public actor HubServer {
    /// How the hub is set up.
    public struct Options: Sendable {
        public var listen: ListenAddress
        public var key: TrackingKey
        /// Numeric addresses of reverse proxies whose `X-Forwarded-For` is believed.
        public var trustedProxies: Set<String>
        /// Open connections at once; more make room by cutting the one that asks for longest.
        public var connectionLimit: Int
        /// Of one address that is no trusted proxy.
        public var connectionsPerAddress: Int
        /// Seconds of silence after which a connection is closed.
        public var timeout: Int
        /// Seconds in which the headers of a request must be complete, and then its body.
        public var patience: Patience
        /// How many threads answer.
        public var threads: Int

        public init(
            listen: ListenAddress, key: TrackingKey, trustedProxies: Set<String> = [],
            connectionLimit: Int = 4000, connectionsPerAddress: Int = 256, timeout: Int = 30,
            patience: Patience = Patience(), threads: Int = 2
        ) {
            self.listen = listen
            self.key = key
            self.trustedProxies = trustedProxies
            self.connectionLimit = connectionLimit
            self.connectionsPerAddress = connectionsPerAddress
            self.timeout = timeout
            self.patience = patience
            self.threads = threads
        }
    }

    /// How long a client may take to say what it wants, in seconds, however busily it sends.
    public struct Patience: Hashable, Sendable {
        public var head: Double
        public var body: Double

        public init(head: Double = 10, body: Double = 60) {
            self.head = head
            self.body = body
        }
    }

    private let options: Options
    private let watch: ConnectionWatch
    private let desk: RequestDesk
    private let recorder: HitRecorder
    private let broadcast: EventBroadcast
    private var daemon: HTTPDaemon?
    private var streaming: Task<Void, Never>?
    private var answering: Task<Void, Never>?
    private var writing: Task<Void, Never>?
    private var sweeping: Task<Void, Never>?

    public init(_ options: Options, services: HubServices, log: Log) {
        self.options = options
        // What the store and the rest of the program open is left to them.
        let descriptors = max(64, HTTPDaemon.raiseDescriptorLimit() - 200)
        watch = ConnectionWatch(
            .init(
                connections: min(options.connectionLimit, descriptors),
                perAddress: options.connectionsPerAddress,
                head: Int64(options.patience.head * 1000), body: Int64(options.patience.body * 1000),
                idle: Int64(options.patience.head * 1000) + Int64(options.timeout) * 1000),
            proxies: options.trustedProxies, now: { SystemClock.bootMilliseconds() })
        recorder = HitRecorder(log: log, commit: services.record)
        broadcast = EventBroadcast(services: services)
        desk = RequestDesk(
            router: HubRouter(key: options.key, trustedProxies: options.trustedProxies), services: services,
            recorder: recorder, broadcast: broadcast)
    }

    /// Starts to serve.
    ///
    /// - Returns: the address with the port that the system chose.
    public func start() throws(HubError) -> ListenAddress {
        let daemon = try HTTPDaemon(
            options.listen, desk: desk, watch: watch, threads: options.threads, timeout: options.timeout)
        self.daemon = daemon
        writing = Task { [recorder] in await recorder.run() }
        streaming = Task { [broadcast] in await broadcast.run() }
        answering = Task { [desk] in await desk.run() }
        let period = Duration.seconds(min(1, options.patience.head / 4))
        sweeping = Task { [watch] in
            // Ends with the server.
            while (try? await Task.sleep(for: period)) != nil { watch.sweep() }
        }
        return ListenAddress(host: options.listen.host, port: daemon.port)
    }

    /// Takes no more requests, writes what came, closes every connection.
    public func stop() async {
        guard let daemon else { return }
        self.daemon = nil
        daemon.quiesce()
        // In this order nobody is left who could park a connection: the daemon must not be stopped with one.
        desk.close()
        await answering?.value
        broadcast.closeAll()
        await streaming?.value
        recorder.close()
        await writing?.value
        sweeping?.cancel()
        await sweeping?.value
        daemon.stop()
    }
}

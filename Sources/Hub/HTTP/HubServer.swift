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
        public var connectionLimit: Int
        /// Seconds of silence after which a connection is closed.
        public var timeout: Int
        /// How many threads answer.
        public var threads: Int

        public init(
            listen: ListenAddress, key: TrackingKey, trustedProxies: Set<String> = [],
            connectionLimit: Int = 4000, timeout: Int = 30, threads: Int = 2
        ) {
            self.listen = listen
            self.key = key
            self.trustedProxies = trustedProxies
            self.connectionLimit = connectionLimit
            self.timeout = timeout
            self.threads = threads
        }
    }

    private let options: Options
    private let desk: RequestDesk
    private let recorder: HitRecorder
    private let broadcast: EventBroadcast
    private var daemon: HTTPDaemon?
    private var streaming: Task<Void, Never>?
    private var answering: Task<Void, Never>?
    private var writing: Task<Void, Never>?

    public init(_ options: Options, services: HubServices, log: Log) {
        self.options = options
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
            options.listen, desk: desk, threads: options.threads, connectionLimit: options.connectionLimit,
            timeout: options.timeout)
        self.daemon = daemon
        writing = Task { [recorder] in await recorder.run() }
        streaming = Task { [broadcast] in await broadcast.run() }
        answering = Task { [desk] in await desk.run() }
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
        daemon.stop()
    }
}

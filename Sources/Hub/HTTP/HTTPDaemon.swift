import CMicroHTTPD
import Glibc
import Synchronization

/// libmicrohttpd with epoll and a few threads. All that knows C pointers of it stands in this file.
///
/// Unchecked because the daemon's handle is set once and its functions may be called from any thread.
final class HTTPDaemon: @unchecked Sendable {
    private let handle: OpaquePointer
    private let context: DaemonContext
    let port: UInt16

    init(
        _ address: ListenAddress, desk: RequestDesk, watch: ConnectionWatch, threads: Int, timeout: Int
    ) throws(HubError) {
        let context = DaemonContext(desk: desk, watch: watch)
        self.context = context
        let flags =
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
            | (address.host.contains(":") ? MHD_USE_IPv6.rawValue : 0)
        // Signals stay with the main thread: the pool's threads inherit the mask that holds now.
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        errno = 0
        let started = address.withSocketAddress { place in
            // Twice the watch's limit: the daemon shares its own out among the threads, and would stop to listen.
            mh_start(
                place, UInt32(flags), UInt32(threads), UInt32(2 * watch.limits.connections + threads),
                UInt32(timeout),
                mh_callbacks(
                    accepts: acceptConnection, connection: noteConnection, handler: answerRequest,
                    completed: endRequest, context: Unmanaged.passUnretained(context).toOpaque()))
        }
        guard let started else { throw .badAddress(address.description) }
        guard let daemon = started else {
            let reason = errno == 0 ? "the address cannot be used" : String(cString: strerror(errno))
            throw .cannotListen(address: address.description, reason: reason)
        }
        handle = daemon
        port = mh_port(daemon)
    }

    /// How many descriptors this process may have open.
    static func raiseDescriptorLimit() -> Int { Int(clamping: mh_raise_descriptor_limit()) }

    /// Closes the listening socket; open connections go on.
    func quiesce() {
        let socket = MHD_quiesce_daemon(handle)
        if socket >= 0 { close(socket) }
    }

    /// Ends all connections. None may be parked any more.
    func stop() { MHD_stop_daemon(handle) }
}

/// What the callbacks work with; lives as long as the daemon.
private final class DaemonContext: Sendable {
    let desk: RequestDesk
    let watch: ConnectionWatch

    init(desk: RequestDesk, watch: ConnectionWatch) {
        self.desk = desk
        self.watch = watch
    }

    static func at(_ context: UnsafeMutableRawPointer) -> DaemonContext {
        Unmanaged<DaemonContext>.fromOpaque(context).takeUnretainedValue()
    }
}

private func acceptConnection(
    context: UnsafeMutableRawPointer?, address: UnsafePointer<sockaddr>?, size: socklen_t
) -> MHD_Result {
    guard let context else { return .NO }
    return DaemonContext.at(context).watch.admits(ListenAddress.text(of: address)) ? .YES : .NO
}

private func noteConnection(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    place: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_ConnectionNotificationCode
) {
    guard let context, let connection else { return }
    let watch = DaemonContext.at(context).watch
    if mh_is_start(code) {
        watch.opened(
            Int(bitPattern: connection), descriptor: mh_descriptor(connection),
            address: ListenAddress.text(of: mh_client_address(connection)))
    } else {
        watch.closed(Int(bitPattern: connection))
    }
}

/// What a connection remembers between the callbacks of one request; touched by one HTTP thread at a time.
private final class Exchange {
    let pending: PendingRequest
    var body: [UInt8] = []
    var isRefused = false
    /// Bytes that came after the body was too large.
    var surplus = 0
    var isHandled = false

    init(_ connection: OpaquePointer) {
        let place = ConnectionPlace(pointer: connection)
        pending = PendingRequest(
            park: { MHD_suspend_connection(place.pointer) }, unpark: { MHD_resume_connection(place.pointer) })
    }
}

/// A connection's handle for closures.
///
/// Unchecked because suspending and resuming are safe from any thread while the request lives, and
/// `PendingRequest` and `EventFeed` never use it after `abandon`.
private struct ConnectionPlace: @unchecked Sendable {
    let pointer: OpaquePointer
}

private func answerRequest(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
    uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let url, let method, let uploadSize, let state else { return .NO }
    let (desk, watch) = (DaemonContext.at(context).desk, DaemonContext.at(context).watch)
    guard let known = state.pointee else {
        state.pointee = Unmanaged.passRetained(Exchange(connection)).toOpaque()
        watch.headersCame(Int(bitPattern: connection))
        guard let fault = RequestReader.fault(connection, limit: HubRouter.bodyLimit(of: path(of: url)))
        else {
            return .YES
        }
        // Answered before its body is read, which ends the connection.
        return HTTPReply.queue(fault, on: connection)
    }
    let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
    if uploadSize.pointee > 0, let upload {
        let limit = HubRouter.bodyLimit(of: path(of: url))
        if exchange.body.count + uploadSize.pointee <= limit {
            upload.withMemoryRebound(to: UInt8.self, capacity: uploadSize.pointee) {
                exchange.body.append(contentsOf: UnsafeBufferPointer(start: $0, count: uploadSize.pointee))
            }
        } else {
            exchange.isRefused = true
            exchange.body = []
            exchange.surplus += uploadSize.pointee
            // Whoever goes on and on is not heard out.
            if exchange.surplus > 1 << 20 { return .NO }
        }
        uploadSize.pointee = 0
        return .YES
    }
    if exchange.isHandled {
        guard let response = exchange.pending.response else { return .YES }
        return HTTPReply.queue(response, feed: exchange.pending.feed, on: connection)
    }
    exchange.isHandled = true
    watch.bodyCame(Int(bitPattern: connection))
    if exchange.isRefused { return HTTPReply.queue(.text(413, "the body is too large"), on: connection) }
    guard strnlen(url, 8193) <= 8192 else {
        return HTTPReply.queue(.text(414, "the address is too long"), on: connection)
    }
    guard MHD_get_connection_values(connection, .HEADER_KIND, nil, nil) <= 100 else {
        return HTTPReply.queue(.text(431, "too many headers"), on: connection)
    }
    let request = HubRequest(
        method: String(cString: method), path: path(of: url), query: RequestReader.query(connection),
        headers: RequestReader.headers(connection), body: exchange.body,
        peer: ListenAddress.text(of: mh_client_address(connection)))
    exchange.body = []
    guard let response = desk.handle(desk.router.route(request), exchange.pending) else { return .YES }
    return HTTPReply.queue(response, feed: exchange.pending.feed, on: connection)
}

private func path(of url: UnsafePointer<CChar>) -> String { HubRequest.originForm(String(cString: url)) }

private func endRequest(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
    guard let context, let connection, let state, let known = state.pointee else { return }
    state.pointee = nil
    DaemonContext.at(context).watch.answered(Int(bitPattern: connection))
    let exchange = Unmanaged<Exchange>.fromOpaque(known).takeRetainedValue()
    if let feed = exchange.pending.abandon() {
        DaemonContext.at(context).desk.left(feed)
    }
}

private enum RequestReader {
    private static let names = [
        "user-agent", "accept", "x-forwarded-for", "purpose", "sec-purpose", "sec-fetch-mode",
        "sec-fetch-user",
        "referer", "authorization", "last-event-id", "idempotency-key",
    ]

    /// What is wrong with the framing of a request, before its body was read (RFC 9112 §6.3).
    static func fault(_ connection: OpaquePointer, limit: Int) -> HubResponse? {
        var framing = Framing()
        MHD_get_connection_values(connection, .HEADER_KIND, countFraming, &framing)
        if framing.lengths > 1 || framing.lengths > 0 && framing.hasTransferCoding {
            return refusal(400, "the length of the body is ambiguous")
        }
        return framing.length > limit ? refusal(413, "the body is too large") : nil
    }

    private static func refusal(_ status: Int, _ text: String) -> HubResponse {
        var response = HubResponse.text(status, text)
        response.headers.append(.init("Connection", "close"))
        return response
    }

    static func headers(_ connection: OpaquePointer) -> [String: String] {
        var headers: [String: String] = [:]
        for name in names {
            guard let value = MHD_lookup_connection_value(connection, .HEADER_KIND, name) else { continue }
            headers[name] = text(value)
        }
        return headers
    }

    static func query(_ connection: OpaquePointer) -> [String: String] {
        var query: [String: String] = [:]
        for name in ["since", "of"] {
            guard let value = MHD_lookup_connection_value(connection, .GET_ARGUMENT_KIND, name) else {
                continue
            }
            query[name] = text(value)
        }
        return query
    }

    /// At most 1,000 bytes, control characters out.
    private static func text(_ value: UnsafePointer<CChar>) -> String {
        let count = strnlen(value, 1000)
        return value.withMemoryRebound(to: UInt8.self, capacity: count) {
            let bytes = UnsafeBufferPointer(start: $0, count: count)
            guard bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                return String(decoding: bytes, as: UTF8.self)
            }
            return String(decoding: bytes.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
        }
    }
}

/// What the headers say about a body.
private struct Framing {
    var lengths = 0
    var length = 0
    var hasTransferCoding = false
}

private func countFraming(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, key: UnsafePointer<CChar>?,
    value: UnsafePointer<CChar>?
) -> MHD_Result {
    guard let context, let key else { return .NO }
    let framing = context.assumingMemoryBound(to: Framing.self)
    if strcasecmp(key, "content-length") == 0 {
        framing.pointee.lengths += 1
        framing.pointee.length = value.flatMap { Int(String(cString: $0)) } ?? Int.max
    } else if strcasecmp(key, "transfer-encoding") == 0 {
        framing.pointee.hasTransferCoding = true
    }
    return .YES
}

private enum HTTPReply {
    static func queue(_ response: HubResponse, feed: EventFeed? = nil, on connection: OpaquePointer)
        -> MHD_Result
    {
        let made: OpaquePointer?
        if let feed {
            made = MHD_create_response_from_callback(
                UInt64.max, 16 << 10, readFeed, Unmanaged.passRetained(feed).toOpaque(), freeFeed)
        } else {
            made = response.body.withUnsafeBytes { bytes in
                MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
            }
        }
        guard let made else { return .NO }
        defer { MHD_destroy_response(made) }
        for header in response.headers { MHD_add_response_header(made, header.name, header.value) }
        return MHD_queue_response(connection, UInt32(response.status), made)
    }
}

private func readFeed(
    context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, limit: Int
) -> Int {
    let end = Int(MHD_CONTENT_READER_END_OF_STREAM)
    guard let context, let buffer else { return end }
    switch Unmanaged<EventFeed>.fromOpaque(context).takeUnretainedValue().take(upTo: limit) {
    case .parked: return 0
    case .closed: return end
    case .bytes(let bytes):
        buffer.withMemoryRebound(to: UInt8.self, capacity: bytes.count) {
            $0.update(from: bytes, count: bytes.count)
        }
        return bytes.count
    }
}

private func freeFeed(context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<EventFeed>.fromOpaque(context).release()
}

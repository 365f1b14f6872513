import CLinux
import COpenSSL
import Glibc
import Platform

/// A TLS 1.2 or 1.3 connection whose certificate and host name were verified.
public final class TLSStream: ByteStream {
    private var descriptor: Int32
    private var connection: OpaquePointer?
    private let interrupt: Interrupt
    private let patience: Patience
    /// A record that could not be handed over whole. Saying goodbye would send the rest of it.
    private var hasUnfinishedRecord = false

    public var isEncrypted: Bool { true }

    /// Shakes hands over a connected socket, which the stream owns from here on, also when this throws.
    ///
    /// - Parameter authorityFile: PEM file with the trusted authorities; the system's when nil.
    init(
        descriptor: Int32, host: String, authorityFile: String?, interrupt: Interrupt, patience: Patience
    ) throws(TransportError) {
        self.descriptor = descriptor
        self.interrupt = interrupt
        self.patience = patience
        let context = SSL_CTX_new(TLS_client_method())
        defer { SSL_CTX_free(context) }
        guard let context else { throw .tls(.protocolError("no context")) }
        tls_set_minimum_version(context, TLS1_2_VERSION)
        tls_set_modes(context)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        if let authorityFile {
            // OpenSSL would wait at a FIFO; the reason why a file cannot be read does not matter here.
            guard (try? FileSystem.readableSize(authorityFile)) != nil else { throw .tls(.authorityFile) }
            guard SSL_CTX_load_verify_locations(context, authorityFile, nil) == 1 else {
                throw .tls(.authorityFile)
            }
        } else {
            SSL_CTX_set_default_verify_paths(context)
        }
        SSL_CTX_set_default_read_buffer_len(context, 128 << 10)
        connection = SSL_new(context)
        guard connection != nil else { throw .tls(.protocolError("no connection")) }
        try expect(host: host)
        SSL_set_fd(connection, descriptor)
        SSL_set_read_ahead(connection, 1)
        try shakeHands()
        // The server's first words may wait for our delayed ACK of its session tickets: 44 ms per connection.
        TCPStream.set(IPPROTO_TCP_LEVEL, TCP_QUICKACK, of: descriptor)
    }

    deinit { close() }

    public func read(
        into buffer: inout [UInt8], patience: Duration, isWakeable: Bool
    ) throws(TransportError) -> ReadOutcome {
        guard connection != nil else { throw .closed }
        while true {
            try interrupt.check()
            var total = 0
            var failure = SSL_ERROR_NONE
            let capacity = buffer.count
            buffer.withUnsafeMutableBytes { raw in
                while total < capacity, failure == SSL_ERROR_NONE {
                    var count = 0
                    ERR_clear_error()
                    let status = SSL_read_ex(
                        connection, raw.baseAddress?.advanced(by: total), capacity - total, &count)
                    total += status == 1 ? count : 0
                    if status != 1 { failure = SSL_get_error(connection, status) }
                }
            }
            if total > 0 { return .bytes(total) }
            if failure == SSL_ERROR_ZERO_RETURN { return .ended }
            let events = try self.events(after: failure)
            switch try interrupt.wait(for: events, of: descriptor, patience: patience, isWakeable: isWakeable)
            {
            case .ready: continue
            case .timedOut: return .timedOut
            case .woken: return .woken
            }
        }
    }

    public func write(_ bytes: [UInt8]) throws(TransportError) {
        guard connection != nil else { throw .closed }
        hasUnfinishedRecord = true
        var offset = 0
        while offset < bytes.count {
            try interrupt.check()
            var count = 0
            ERR_clear_error()
            let status = bytes.withUnsafeBytes { raw in
                SSL_write_ex(connection, raw.baseAddress?.advanced(by: offset), raw.count - offset, &count)
            }
            if status == 1 {
                offset += count
                continue
            }
            let events = try self.events(after: SSL_get_error(connection, status))
            let readiness = try interrupt.wait(for: events, of: descriptor, patience: patience.progress)
            if readiness == .timedOut { throw .timeout }
        }
        hasUnfinishedRecord = false
    }

    public func upgraded(host: String, authorityFile: String?) throws(TransportError) -> any ByteStream {
        throw .tls(.protocolError("the connection is encrypted already"))
    }

    public func close() {
        if let connection {
            ERR_clear_error()
            if !hasUnfinishedRecord { SSL_shutdown(connection) }  // one alert, not waited for
            SSL_free(connection)
        }
        connection = nil
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    // MARK: - Handshake

    private func expect(host: String) throws(TransportError) {
        let parameters = SSL_get0_param(connection)
        // An address is checked against the addresses in the certificate and is no server name (RFC 6066 §3).
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return }
        ERR_clear_error()
        SSL_set_hostflags(connection, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        guard SSL_set1_host(connection, host) == 1, tls_set_server_name(connection, host) == 1 else {
            throw .unknownHost
        }
    }

    private func shakeHands() throws(TransportError) {
        let deadline = SystemClock.bootMilliseconds() + patience.connect.milliseconds
        while true {
            ERR_clear_error()
            let status = SSL_connect(connection)
            if status == 1 { return }
            let failure = SSL_get_error(connection, status)
            guard failure == SSL_ERROR_WANT_READ || failure == SSL_ERROR_WANT_WRITE else {
                let failure = handshakeFailure(failure)
                throw failure == .closed ? .closedAtOnce : failure
            }
            let events = failure == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT
            let left = deadline - SystemClock.bootMilliseconds()
            let readiness = try interrupt.wait(
                for: events, of: descriptor, patience: .milliseconds(max(left, 0)))
            if readiness == .timedOut { throw .silent }
        }
    }

    private func handshakeFailure(_ failure: Int32) -> TransportError {
        let verdict = SSL_get_verify_result(connection)
        switch Int32(verdict) {
        case X509_V_OK: break
        case X509_V_ERR_CERT_HAS_EXPIRED: return .tls(.expired)
        case X509_V_ERR_CERT_NOT_YET_VALID: return .tls(.notYetValid)
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return .tls(.selfSigned)
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return .tls(.unknownAuthority)
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: return .tls(.wrongHost)
        default: return .tls(.certificate(String(cString: X509_verify_cert_error_string(verdict))))
        }
        let code = ERR_peek_error()
        if code == 0 { return failure == SSL_ERROR_SYSCALL && errno != 0 ? TCPStream.lost(errno) : .closed }
        switch ERR_GET_REASON(code) {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG:
            return .tls(.notTLS)
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .closed
        default: return .tls(.protocolError(Self.words(code)))
        }
    }

    /// What to poll for before the operation is tried again.
    private func events(after failure: Int32) throws(TransportError) -> Int32 {
        switch failure {
        case SSL_ERROR_WANT_READ: return POLLIN
        case SSL_ERROR_WANT_WRITE: return POLLOUT
        case SSL_ERROR_ZERO_RETURN: throw .closed
        case SSL_ERROR_SYSCALL:
            throw errno == 0 ? .closed : TCPStream.lost(errno)
        default:
            let code = ERR_peek_error()
            if ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING { throw .closed }
            throw .tls(.protocolError(Self.words(code)))
        }
    }

    private static func words(_ code: UInt) -> String {
        ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

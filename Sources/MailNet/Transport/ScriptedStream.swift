/// A peer that says what it was told to say: for tests of everything above the socket.
public final class ScriptedStream: ByteStream {
    /// All that was written to the peer.
    public private(set) var written: [UInt8] = []
    private var incoming: [UInt8]
    private let chunk: Int
    /// How many writes succeed before the connection is lost; nil for all.
    private let writesLeft: Int?
    private var writes = 0

    public var isEncrypted: Bool { true }

    /// - Parameters:
    ///   - chunk: how many bytes one read brings at most.
    ///   - losesWriteNumber: the write, counted from 1, that fails; nil for none.
    public init(saying text: String, chunk: Int = 4_096, losesWriteNumber: Int? = nil) {
        incoming = Array(text.utf8)
        self.chunk = max(1, chunk)
        writesLeft = losesWriteNumber
    }

    public func read(
        into buffer: inout [UInt8], patience: Duration, isWakeable: Bool
    ) throws(TransportError) -> ReadOutcome {
        let count = min(chunk, buffer.count, incoming.count)
        guard count > 0 else { return .ended }
        for index in 0..<count { buffer[index] = incoming[index] }
        incoming.removeFirst(count)
        return .bytes(count)
    }

    public func write(_ bytes: [UInt8]) throws(TransportError) {
        writes += 1
        if writes == writesLeft { throw .closed }
        written += bytes
    }

    public func upgraded(host: String, authorityFile: String?) throws(TransportError) -> any ByteStream {
        self
    }

    public func close() {}
}

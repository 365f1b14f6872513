/// Bytes to and from one peer. TCP, TLS and scripted peers conform.
///
/// A stream blocks its thread and belongs to one actor with a thread of its own.
public protocol ByteStream: AnyObject {
    /// True when nobody between the ends can read along.
    var isEncrypted: Bool { get }

    /// Waits for bytes and puts as many as there are at the start of `buffer`, whose count stays the same.
    ///
    /// - Parameters:
    ///   - patience: how long to wait for the first byte.
    ///   - isWakeable: whether a `wake` of the interrupt ends the wait.
    func read(
        into buffer: inout [UInt8], patience: Duration, isWakeable: Bool
    ) throws(TransportError) -> ReadOutcome

    /// Writes all of it.
    ///
    /// - Throws: after an error it is unknown how much the peer got; the last byte it did not get and will not.
    func write(_ bytes: [UInt8]) throws(TransportError)

    /// Begins TLS on this connection and gives the encrypted stream; this one must not be used any more.
    func upgraded(host: String, authorityFile: String?) throws(TransportError) -> any ByteStream

    func close()
}

/// What a read brought.
public enum ReadOutcome: Hashable, Sendable {
    /// This many bytes, at least one.
    case bytes(Int)
    /// The peer will send nothing more.
    case ended
    /// The time is over.
    case timedOut
    /// Somebody called `wake`.
    case woken
}

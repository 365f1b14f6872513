import CZstd
import Platform

/// Raw messages, compressed, by the SHA-256 of their bytes, in a file beside the workspace.
///
/// A raw message without a row harms nobody; a row without its raw message is fetched again.
public struct RawMessageStore: Sendable {
    private let database: any Database

    /// - Parameter database: opened with `Migrations.blobs`.
    public init(_ database: any Database) { self.database = database }

    /// Stores messages that are not there yet, in one transaction. Hashing and compressing happen before it,
    /// on the caller's thread.
    ///
    /// - Parameter hashes: the SHA-256 of each, when the caller has them.
    /// - Returns: the SHA-256 of each, in order.
    @discardableResult
    public func put(_ messages: [[UInt8]], hashes: [[UInt8]]? = nil) async throws(StoreError) -> [[UInt8]] {
        let packer = MessagePacker()
        let packed = messages.enumerated().map { packer.pack($1, hash: hashes?[$0]) }
        try await database.write { (c) throws(StoreError) in
            for message in packed {
                guard message.bytes.count > MessagePacker.largeSize else {
                    try c.run(.addBlob, [.bytes(message.hash), .int(message.size), .bytes(message.bytes)])
                    continue
                }
                let isNew = try c.run(
                    .addRoom, [.bytes(message.hash), .int(message.size), .int(message.bytes.count)])
                if isNew == 1 {
                    try c.fill("blobs", column: "bytes", row: c.lastInsertedRow, with: message.bytes)
                }
            }
        }
        return packed.map(\.hash)
    }

    /// - Returns: nil when it is not there, or does not unpack to what its hash promises.
    public func bytes(_ hash: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try await database.read { (c) throws(StoreError) in try c.first(.blobByHash, [.bytes(hash)]) }?
            .unpacked
    }

    /// Which of these are there.
    public func present(_ hashes: [[UInt8]]) async throws(StoreError) -> Set<[UInt8]> {
        try await database.read { (c) throws(StoreError) in
            var found: Set<[UInt8]> = []
            for hash in hashes where try c.first(.hasBlob, [.bytes(hash)]) != nil { found.insert(hash) }
            return found
        }
    }

    func isEmpty() async throws(StoreError) -> Bool {
        try await database.read { (c) throws(StoreError) in try c.first(.anyBlob) == nil }
    }

    /// Takes messages out, so that they count as missing and are fetched again.
    func forget(_ hashes: [[UInt8]]) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            for hash in hashes { try c.run(.removeBlob, [.bytes(hash)]) }
        }
    }

    /// The keys of messages that do not unpack to what they promise.
    func broken() async throws(StoreError) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var last: [UInt8] = []
        while true {
            let after = last
            let page = try await database.read { (c) throws(StoreError) in
                try c.all(.blobsAfter, [.bytes(after)])
            }
            found += page.filter { $0.unpacked == nil }.map(\.hash)
            guard let end = page.last else { return found }
            last = end.hash
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.blobsAfter.listed(), Statement.anyBlob.listed(scansBecause: "looks at one row"),
        Statement.addBlob.listed(), Statement.addRoom.listed(), Statement.blobByHash.listed(),
        Statement.hasBlob.listed(), Statement.removeBlob.listed(),
    ]
}

/// Compresses messages one after the other, with the same memory.
final class MessagePacker {
    private let context = ZSTD_createCCtx()
    private var space: [UInt8] = []
    /// What is larger is compressed to where it stays, and stored piece by piece: a mail of a hundred megabytes must not
    /// be in memory five times.
    static let largeSize = 1 << 20

    deinit { ZSTD_freeCCtx(context) }

    func pack(_ raw: [UInt8], hash known: [UInt8]? = nil) -> PackedMessage {
        let bound = ZSTD_compressBound(raw.count)
        if raw.count > Self.largeSize {
            let packed = [UInt8](unsafeUninitializedCapacity: bound) { room, count in
                count = ZSTD_compressCCtx(context, room.baseAddress, bound, raw, raw.count, 1)
                precondition(ZSTD_isError(count) == 0, "zstd cannot compress")
            }
            return PackedMessage(hash: known ?? Digest.sha256(raw), size: raw.count, bytes: packed)
        }
        if space.count < bound { space = [UInt8](repeating: 0, count: bound) }
        let count = ZSTD_compressCCtx(context, &space, space.count, raw, raw.count, 1)
        precondition(ZSTD_isError(count) == 0, "zstd cannot compress")
        return PackedMessage(
            hash: known ?? Digest.sha256(raw), size: raw.count, bytes: Array(space[..<count]))
    }
}

/// A raw message as it is stored.
struct PackedMessage: Sendable {
    var hash: [UInt8]
    var size: Int
    var bytes: [UInt8]

    /// The most that is unpacked; a message of such a size is refused by every server.
    private static let largest = 256 << 20

    fileprivate init(hash: [UInt8], size: Int, bytes: [UInt8]) {
        self.hash = hash
        self.size = size
        self.bytes = bytes
    }

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        hash = try row.bytes(0)
        size = try row.int(1)
        bytes = try row.bytes(2)
    }

    /// Nil when damaged.
    var unpacked: [UInt8]? {
        guard size >= 0, size <= PackedMessage.largest else { return nil }
        var raw = [UInt8](repeating: 0, count: size)
        let count = ZSTD_decompress(&raw, size, bytes, bytes.count)
        guard ZSTD_isError(count) == 0, count == size, Digest.sha256(raw) == hash else { return nil }
        return raw
    }
}

extension Statement where Row == Void {
    fileprivate static let addBlob = Statement(
        named: "addBlob", "INSERT INTO blobs(hash, size, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
}

extension Statement where Row == Void {
    fileprivate static let removeBlob = Statement(
        named: "removeBlob", "DELETE FROM blobs WHERE hash = $1")
    /// `$3` how many bytes are to come.
    fileprivate static let addRoom = Statement(
        named: "addRoom",
        "INSERT INTO blobs(hash, size, bytes) VALUES ($1, $2, zeroblob($3)) ON CONFLICT DO NOTHING")
}

extension Statement where Row == PackedMessage {
    fileprivate static let blobByHash = Statement(
        named: "blobByHash", "SELECT hash, size, bytes FROM blobs WHERE hash = $1"
    ) { (row) throws(StoreError) in try PackedMessage(row) }

    /// `$1` hash.
    fileprivate static let blobsAfter = Statement(
        named: "blobsAfter", "SELECT hash, size, bytes FROM blobs WHERE hash > $1 ORDER BY hash LIMIT 20"
    ) { (row) throws(StoreError) in try PackedMessage(row) }
}

extension Statement where Row == Int {
    fileprivate static let anyBlob = Statement(named: "anyBlob", "SELECT 1 FROM blobs LIMIT 1") {
        (row) throws(StoreError) in try row.int(0)
    }
    fileprivate static let hasBlob = Statement(named: "hasBlob", "SELECT 1 FROM blobs WHERE hash = $1") {
        (row) throws(StoreError) in try row.int(0)
    }
}

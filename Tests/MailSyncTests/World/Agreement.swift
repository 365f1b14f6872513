import CRMModel
import CRMStore
import MailCore
import MailNet
import MailSync
import Testing

/// What a folder holds: the Message-ID and the flags of each UID.
struct Holding: Hashable, CustomStringConvertible {
    var uid: UInt32
    var messageID: String
    var flags: MessageFlags

    var description: String { "\(uid) \(messageID) \(flags.rawValue)" }
}

extension SyncWorld {
    /// Everything on the server, by the raw name of the folder.
    func remote(_ session: IMAPSession) async throws -> [[UInt8]: Set<Holding>] {
        var result: [[UInt8]: Set<Holding>] = [:]
        for mailbox in try await session.listMailboxes() where mailbox.isSelectable {
            _ = try await session.select(mailbox.name, readOnly: true)
            var held: Set<Holding> = []
            for message in try await session.fetch(.from(1), [.flags, .header]) {
                let uid = try #require(message.uid)
                let id = message.header.flatMap { MIMEParser.parse($0).messageID }
                held.insert(
                    Holding(
                        uid: uid.rawValue, messageID: id ?? "none", flags: Ingest.flags(message.flags ?? [])))
            }
            result[mailbox.name.bytes] = held
        }
        return result
    }

    /// The same as it is shown here.
    func local() async throws -> [[UInt8]: Set<Holding>] {
        var result: [[UInt8]: Set<Holding>] = [:]
        for folder in try await store.folders.synced(of: account.id) where folder.isSelectable {
            var held: Set<Holding> = []
            for message in try await list(.folder(folder.id)) {
                for place in try await store.messages.locations(of: message.id)
                where place.folder == folder.id {
                    let detail = try await store.messages.detail(message.id)
                    held.insert(
                        Holding(
                            uid: place.uid ?? 0, messageID: detail?.message.messageID ?? "none",
                            flags: place.flags))
                }
            }
            result[folder.rawName] = held
        }
        return result
    }

    /// Both sides show the same, and the store is sound.
    func expectAgreement(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let session = try await client()
        let there = try await remote(session)
        await session.logout()
        let here = try await local()
        #expect(here.keys.count == there.keys.count, comment, sourceLocation: sourceLocation)
        for (name, holdings) in there {
            let ours = here[name] ?? []
            let folder = String(decoding: name, as: UTF8.self)
            #expect(
                ours == holdings,
                "\(folder): only here \(ours.subtracting(holdings)), only there \(holdings.subtracting(ours))",
                sourceLocation: sourceLocation)
        }
        #expect(try await store.check() == [], sourceLocation: sourceLocation)
        for message in try await list(.all) {
            #expect(try await store.messages.raw(message.id) != nil, sourceLocation: sourceLocation)
        }
    }
}

/// Numbers that follow from their seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

import CRMModel
import CRMStore
import MailCore
import MailNet
import MailSync
import Platform

/// Bringing messages of files into an account and writing messages into files.
struct MailFileDesk: Sendable {
    let workspace: OpenWorkspace

    struct Report: Hashable, Sendable {
        var done = 0
        var skipped = 0
        var errors: [String] = []
    }

    /// Puts messages into a folder of the account's server, then brings the account up to date, so that they are here
    /// like all other mail. What the account has already (by Message-ID) is skipped.
    ///
    /// - Parameter folder: by its readable name; made when there is none.
    func bring(_ paths: [String], into name: String, of account: Account) async throws -> Report {
        var report = Report()
        var items: [MailFiles.Item] = []
        for path in paths {
            items += try MailFiles.read(path) { report.errors.append("\($0.path): \($0.reason)") }
        }
        let session = try await connect(account)
        let known = try await workspace.folders.synced(of: account.id)
            .first { $0.folder.name.lowercased() == name.lowercased() }
        let mailbox = known.map { MailboxName(wire: $0.rawName) } ?? MailboxName(name)
        if known == nil { try await session.create(mailbox) }
        var seen: Set<String> = []
        for item in items {
            if let trouble = item.trouble {
                report.errors.append("\(item.source): \(trouble)")
                continue
            }
            let parsed = MIMEParser.parse(item.bytes)
            let id = parsed.messageID ?? ""
            if parsed.headers.decodedFields.isEmpty {
                report.errors.append("\(item.source): this is no mail")
                continue
            }
            let known = id.isEmpty ? [] : try await workspace.messages.messages(withMessageID: id)
            let isHere = known.contains { $0.account == account.id }
            if isHere || (!id.isEmpty && !seen.insert(id).inserted) {
                report.skipped += 1
            } else if let refusal = try await append(item, parsed.date, to: mailbox, session) {
                report.errors.append("\(item.source): \(refusal)")
            } else {
                report.done += 1
            }
        }
        await session.logout()
        if report.done > 0 { _ = try await SyncDesk(workspace: workspace).bringUpToDate(account) }
        return report
    }

    private func connect(_ account: Account) async throws -> IMAPSession {
        let credentials = try await workspace.askedCredentials(account)
        let endpoint = workspace.imapEndpoint(account)
        do { return try await IMAPSession.connect(to: endpoint, credentials: credentials) } catch {
            throw ServerFailure(error, .imap, endpoint, account: account.name)
        }
    }

    /// - Returns: why the server would not have it, in its words; nil when it has it.
    private func append(
        _ item: MailFiles.Item, _ date: MessageDate?, to mailbox: MailboxName, _ session: IMAPSession
    ) async throws(SessionError) -> String? {
        var flags: MessageFlags = item.isRead ? [.seen] : []
        if item.isFlagged { flags.insert(.flagged) }
        do throws(SessionError) {
            _ = try await session.append(
                item.bytes, to: mailbox, flags: Ingest.names(flags), date: date.map { $0.milliseconds / 1000 }
            )
            return nil
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return refusal.text
        }
    }

    /// Writes messages: into a folder as `.eml` files (never over another file), or into one new mbox.
    func write(_ messages: [Message], to path: String, asMbox: Bool) async throws -> Report {
        var report = Report()
        var mbox: [UInt8] = []
        if asMbox && FileSystem.exists(path) {
            throw CommandError(
                code: .cannotCreate, what: path, why: "the file exists", recovery: "name a new file")
        }
        if !asMbox { try FileSystem.createDirectory(path, mode: 0o700) }
        for message in messages {
            guard let raw = try await workspace.messages.raw(message.id) else {
                report.errors.append("message \(message.id): its content is not here; sync fetches it")
                continue
            }
            if asMbox {
                mbox += MailFiles.mboxEntry(
                    raw, from: message.from.address.text, at: Self.asctime(message.received))
            } else {
                let subject = String(message.subject.prefix(60))
                _ = try SafeFileName.write(raw, named: "\(message.id) \(subject).eml", in: path)
            }
            report.done += 1
        }
        if asMbox { try FileSystem.replace(path, with: mbox, mode: 0o600) }
        return report
    }

    /// `Fri Nov 20 14:02:11 2026`, as mbox has it.
    static func asctime(_ time: Timestamp) -> String {
        let days = Int64((Double(time.milliseconds) / 86_400_000).rounded(.down))
        let date = CivilDate(daysSince1970: days)
        let text = time.description
        let clock = text.dropFirst(11).prefix(8)
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let weekday = weekdays[Int(((days + 3) % 7 + 7) % 7)]
        let day = date.day < 10 ? " \(date.day)" : "\(date.day)"
        return "\(weekday) \(months[max(0, min(11, date.month - 1))]) \(day) \(clock) \(date.year)"
    }
}

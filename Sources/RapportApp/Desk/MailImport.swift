import CRMModel
import CRMStore
import MailCore
import MailNet
import MailSync
import Platform

/// Bringing messages of files into an account.
///
/// What is there already is decided after a look at the server, and one import of an account runs at a time: an import
/// that was killed, or that lost its connection behind a message, goes on where it stopped, and none comes twice.
struct MailImport: Sendable {
    let workspace: OpenWorkspace
    let account: Account

    /// Puts messages into a folder of the account's server, then brings the account up to date, so that they are here
    /// like all other mail. What the account has already is skipped: by Message-ID, without one by its bytes.
    ///
    /// - Parameter name: of the folder, as it is read; made when there is none.
    func bring(_ paths: [String], into name: String) async throws -> MailFileDesk.Report {
        var report = MailFileDesk.Report()
        var items: [MailFiles.Item] = []
        for path in paths {
            items += try MailFiles.read(path) { report.errors.append("\($0.path): \($0.reason)") }
        }
        let turn = Turn(account, workspace)
        do {
            // Whoever had the turn meanwhile brought something: only a look that was ours from its start counts.
            repeat {
                while try await !turn.claim() { try await Task.sleep(for: .milliseconds(50)) }
                _ = try await SyncDesk(workspace: workspace).bringUpToDate(account)
            } while try await !turn.claim()
            do { try await upload(items, to: name, turn, &report) } catch {
                throw stopped(error, report, of: items.count)
            }
            if report.done > 0 { _ = try await SyncDesk(workspace: workspace).bringUpToDate(account) }
        } catch {
            await turn.end()
            throw Task.isCancelled && !(error is CommandError)
                ? stopped(error, report, of: items.count) : error
        }
        await turn.end()
        return report
    }

    private func upload(
        _ items: [MailFiles.Item], to name: String, _ turn: Turn, _ report: inout MailFileDesk.Report
    ) async throws {
        let session = try await connect()
        let known = try await workspace.folders.synced(of: account.id)
            .first { $0.folder.name.lowercased() == name.lowercased() }
        let mailbox = known.map { MailboxName(wire: $0.rawName) } ?? MailboxName(name)
        if known == nil { try await session.create(mailbox) }
        var seen: Set<String> = []
        for item in items {
            // Between two messages, so that none is cut off.
            try Task.checkCancellation()
            guard try await turn.claim() else { throw CancellationError() }
            if let trouble = item.trouble {
                report.errors.append("\(item.source): \(trouble)")
                continue
            }
            let parsed = MIMEParser.parse(item.bytes)
            if parsed.headers.decodedFields.isEmpty {
                report.errors.append("\(item.source): this is no mail")
                continue
            }
            let id = IngestMessage.identity(
                messageID: parsed.messageID, contentHash: Digest.sha256(item.bytes))
            let isHere = try await !workspace.messages.messages(withMessageID: id, account: account.id)
                .isEmpty
            if isHere || !seen.insert(id).inserted {
                report.skipped += 1
            } else if let refusal = try await append(item, parsed.date, to: mailbox, session) {
                report.errors.append("\(item.source): \(refusal)")
            } else {
                report.done += 1
            }
        }
        await session.logout()
    }

    /// What was taken before the end, and what to do.
    private func stopped(_ error: any Error, _ report: MailFileDesk.Report, of count: Int) -> CommandError {
        let isInterrupted = Task.isCancelled || error is CancellationError
        let cause = isInterrupted ? nil : ErrorWords.commandError(for: error)
        let taken = report.done == 1 ? "1 message was taken" : "\(report.done) messages were taken"
        return CommandError(
            code: cause?.code ?? .tryLater,
            what: "mail import stopped after \(report.done + report.skipped) of \(count) messages",
            why: cause.map { "\($0.what): \($0.why)" } ?? "it was interrupted",
            recovery: "\(taken); the same command again goes on with those that are missing")
    }

    private func connect() async throws -> IMAPSession {
        let credentials = try await workspace.askedCredentials(account)
        let endpoint = workspace.imapEndpoint(account)
        do { return try await IMAPSession.connect(to: endpoint, credentials: credentials) } catch {
            throw ServerFailure(error, .imap, endpoint, account: account.name)
        }
    }

    /// - Returns: why the server would not have it, in its words; nil when it has it.
    private func append(
        _ item: MailFiles.Item, _ date: MessageDate?, to mailbox: MailboxName, _ session: IMAPSession
    ) async throws -> String? {
        var flags: MessageFlags = item.isRead ? [.seen] : []
        if item.isFlagged { flags.insert(.flagged) }
        do throws(SessionError) {
            _ = try await session.append(
                item.bytes, to: mailbox, flags: Ingest.names(flags), date: date.map { $0.milliseconds / 1000 }
            )
            return nil
        } catch {
            guard case .refused(let refusal) = error else {
                throw ServerFailure(
                    error, .imap, workspace.imapEndpoint(account), account: account.name)
            }
            return refusal.text
        }
    }
}

/// The right of one import of an account to run.
private actor Turn {
    private let leases: LeaseRepository
    private let duty: LeaseRepository.Duty
    private let owner = LeaseOwner.fresh()
    private var claimed: Int64?

    /// Seconds; whose process is gone loses it at once.
    private static let length = 600.0

    init(_ account: Account, _ workspace: OpenWorkspace) {
        leases = workspace.store.leases
        duty = .other("import:\(account.id)")
    }

    /// Takes or keeps the turn; cheap when that was done some seconds ago.
    ///
    /// - Returns: false while somebody else has it.
    func claim() async throws(StoreError) -> Bool {
        let now = SystemClock.wallMilliseconds()
        if let claimed, (0..<5000).contains(now - claimed) { return true }
        let moment = Timestamp(milliseconds: now)
        let isOurs = try await leases.claim(
            duty, by: owner, until: moment.adding(seconds: Self.length), at: moment)
        claimed = isOurs ? now : nil
        return isOurs
    }

    func end() async {
        // A turn that cannot be given back ends with this process.
        try? await leases.release(duty, by: owner)
    }
}

import AppUI
import CRMModel
import CRMStore
import Outreach
import Platform

/// Makes the changes that the screen has shown already.
struct ChangeAnswers: ChangeAnswering {
    let workspace: OpenWorkspace
    let live: LiveWork

    private var messages: MessageRepository { workspace.messages }
    private var writing: WritingDesk { WritingDesk(workspace: workspace) }
    private var now: Timestamp { workspace.now }

    func perform(_ change: Change) async throws -> ChangeResult {
        switch change {
        case .setFlags, .archive, .delete, .junk, .move, .moveToName: return try await triage(change)
        case .link, .unlink, .createContact, .removeContact, .editContact, .fillFields, .addNote,
            .importContacts:
            return try await PeopleAnswers(workspace: workspace).perform(change)
        case .saveDraft, .discardDraft, .send, .cancelJob, .sendJobNow, .retryJob, .settleJob, .saveTemplate:
            return try await write(change)
        case .createCampaign, .startCampaign, .pauseCampaign, .resumeCampaign, .cancelCampaign:
            return try await campaign(change)
        case .testAccount(let form):
            return .accountTested(try await AccountSetup(workspace).test(form).checks)
        case .saveAccount(let form): return try await save(form)
        case .setPassword(let account, let password): return try await setPassword(password, of: account)
        case .saveAttachment(let id, let number, let typed, let replaces):
            let content = try await MailDesk(workspace: workspace).content(id, number: number)
            let path = try SavedPath.whole(typed, named: content.name)
            if replaces {
                try FileSystem.replace(path, with: content.bytes, mode: 0o644)
            } else if try !FileSystem.create(path, with: content.bytes, mode: 0o644) {
                return .fileTaken(id, number: number, path: path)
            }
            return .attachmentSaved(path: path)
        case .proposePath(let name):
            return .pathCompleted(SavedPath.proposal(name: name, in: Self.downloads), names: [])
        case .checkFile(let path): return try AttachedPath.check(path)
        case .completePath(let path): return AttachedPath.complete(path)
        case .openAttachment(let id, let number):
            let folder = Environment["XDG_RUNTIME_DIR"] ?? "/tmp"
            let path = try await attachment(
                id, number, to: "\(folder)/rapport-\(Hex.encode(SecureRandom.bytes(6)))", mode: 0o700)
            try await DesktopDesk().open(path)
            return .done
        case .syncNow:
            await live.syncNow()
            return .done
        }
    }

    // MARK: Triage

    private func triage(_ change: Change) async throws -> ChangeResult {
        let desk = TriageDesk(workspace: workspace)
        switch change {
        case .setFlags(let ids, let adding, let removing):
            _ = try await desk.perform(.flags(add: adding, remove: removing), on: ids)
        case .archive(let ids): try refuse(try await desk.perform(.archive, on: ids), "archive")
        case .delete(let ids): _ = try await desk.perform(.discard, on: ids)
        case .junk(let ids): try refuse(try await desk.perform(.moveToRole(.junk), on: ids), "junk")
        case .move(let ids, let folder):
            try refuse(try await desk.perform(.moveInto(folder), on: ids), "such")
        case .moveToName(let ids, let name): _ = try await desk.perform(.move(to: name), on: ids)
        default: break
        }
        return .done
    }

    private func refuse(_ receipt: ChangeReceipt, _ folder: String) throws {
        guard !receipt.refused.isEmpty, receipt.changed.isEmpty else { return }
        throw Problem(
            what: "There is no \(folder) folder", why: "the account has none",
            next: "make one on the server, or move the mail elsewhere")
    }

    // MARK: Writing

    private func write(_ change: Change) async throws -> ChangeResult {
        let progress = WritingInProgress(workspace: workspace)
        switch change {
        case .saveDraft(let draft):
            let revision = try await workspace.drafts.save(draft, at: now)
            try await progress.remember(draft.id)
            return .draftSaved(draft.id, revision: revision, at: now)
        case .discardDraft(let id):
            try await workspace.drafts.discard(id)
            try await progress.forget(id)
        case .send(var draft, let moment):
            // Saved first: what cannot go out, or is taken back, is there again.
            draft.revision = try await workspace.drafts.save(draft, at: now)
            let sent = try await writing.enqueue(draft, at: moment)
            try await progress.forget(draft.id)
            return .queued(sent.mail.job, notBefore: sent.notBefore)
        case .cancelJob(let job):
            guard try await workspace.outbox.cancel(job, at: now) else {
                throw Problem(what: "Too late", why: "the mail is on its way", next: "")
            }
        case .sendJobNow(let job):
            guard try await workspace.outbox.sendNow(job, at: now) else { throw Self.notWaiting }
        case .retryJob(let job):
            guard try await workspace.outbox.retry(job, at: now) else { throw Self.notWaiting }
        case .settleJob(let job):
            let isSettled = try await workspace.outbox.resolveUncertain(
                job, wasSent: true, reason: "settled by you", at: now)
            guard isSettled else { throw Problem(what: "It is settled already") }
        case .saveTemplate(let form):
            let saved = try await writing.save(
                .init(
                    name: form.name, subject: form.subject, body: form.body,
                    category: form.category.isEmpty ? nil : form.category,
                    industry: form.industry.isEmpty ? nil : form.industry))
            return .templateSaved(name: saved.name, version: saved.current.number)
        default: break
        }
        return .done
    }

    private static let notWaiting = Problem(what: "The mail does not wait", why: "it was sent or taken back")

    // MARK: Campaigns

    private func campaign(_ change: Change) async throws -> ChangeResult {
        switch change {
        case .createCampaign(let form): return try await create(form)
        case .startCampaign(let id): try await perform(.start, on: id)
        case .pauseCampaign(let id): try await perform(.pause, on: id)
        case .resumeCampaign(let id): try await perform(.resume, on: id)
        case .cancelCampaign(let id): try await perform(.cancel, on: id)
        default: break
        }
        return .done
    }

    private func perform(_ command: CampaignRepository.Command, on id: ID<Campaign>) async throws {
        guard try await workspace.campaigns.perform(command, on: id, at: now) != nil else {
            throw Problem(
                what: "Cannot \(command.rawValue) it", why: "the campaign is over or was not started")
        }
    }

    private func create(_ form: CampaignForm) async throws -> ChangeResult {
        var account: Account?
        if let id = form.account { account = try await workspace.accounts.account(id) }
        let sender = try await writing.firstAccount(account)
        guard let template = try await workspace.templates.template(form.template) else {
            throw LoadAnswers.gone
        }
        let desk = CampaignDesk(workspace: workspace)
        let people = try await desk.recipients(form.recipients.audience)
        guard !people.isEmpty else {
            throw Problem(what: "Nobody to send to", why: "no contact with an address is among them")
        }
        let created = try await desk.create(
            form.name, from: sender, template, to: people,
            pace: Pace(perMinute: form.perMinute, dailyCap: form.dailyCap), tracks: form.tracks)
        if form.starts { try await perform(.start, on: created.campaign) }
        return .campaignCreated(created.campaign, name: form.name, recipients: created.recipients)
    }

    // MARK: Accounts and files

    private func save(_ form: AccountForm) async throws -> ChangeResult {
        let setup = AccountSetup(workspace)
        let (account, checks) = try await setup.test(form)
        guard checks.allSatisfy({ $0.problem == nil }) else { return .accountTested(checks) }
        try await AccountDesk(workspace: workspace).save(account, password: form.password)
        await live.add(account)
        return .accountSaved(account.id)
    }

    private func setPassword(_ password: String, of id: ID<Account>) async throws -> ChangeResult {
        guard let account = try await workspace.accounts.account(id) else {
            throw Problem(what: "The account is gone", next: "Space A adds it again")
        }
        let checks = await AccountSetup(workspace).checks(account, password: password)
        guard checks.allSatisfy({ $0.problem == nil }) else { return .accountTested(checks) }
        try await AccountDesk(workspace: workspace).save(account, password: password)
        await live.syncNow()
        return .accountSaved(id)
    }

    private func attachment(
        _ id: RowID<Message>, _ number: Int, to folder: String, mode: UInt32 = 0o755
    ) async throws -> String {
        try FileSystem.createDirectory(folder, mode: mode)
        let saved = try await MailDesk(workspace: workspace).save(id, numbers: [number], to: folder)
        guard let path = saved.first?.path else { throw LoadAnswers.gone }
        return path
    }

    /// Where files from mails go.
    static var downloads: String {
        if let named = Environment["XDG_DOWNLOAD_DIR"] { return named }
        let home = Environment["HOME"] ?? "/tmp"
        return FileSystem.isDirectory("\(home)/Downloads") ? "\(home)/Downloads" : home
    }
}

extension RecipientChoice {
    var audience: CampaignDesk.Audience {
        switch self {
        case .everyone: .everyone
        case .tag(let tag): .tag(tag)
        case .search(let text): .search(text)
        case .file(let path): .file(path)
        }
    }
}

public import CRMModel

extension TrackingRepository {
    /// Stores judgements: counts of mail, recipient and campaign follow, the timeline shows what it is now, and an
    /// event tells those who watch. A hit that was judged before is corrected everywhere; the same judgement again
    /// changes nothing.
    public func judge(_ judged: [JudgedHit], at now: Timestamp) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            for hit in judged { try HitJudging.apply(hit, at: now, in: c) }
        }
    }
}

/// The judging transaction.
enum HitJudging {
    static func apply(_ judged: JudgedHit, at now: Timestamp, in c: any Connection) throws(StoreError) {
        guard let row = try c.first(.hitByID, [.row(judged.id)]) else { return }
        let verdict = judged.judgement.verdict
        try c.run(
            .judgeHit,
            [
                .row(judged.id), .text(verdict.rawValue), .text(StoredJSON.array(judged.judgement.reasons)),
                .int(judged.judgement.rules), .time(judged.settles),
            ])
        let before = row.judgement?.verdict
        guard before != verdict, let mail = try c.first(.hitMail, [.id(row.hit.job)]) else { return }
        if row.hit.kind == .click, let domain = mail.domain, !domain.isEmpty {
            let clicks = change(before, verdict) { $0 != .own }
            let machines = change(before, verdict) { $0 == .machine }
            if clicks != 0 || machines != 0 {
                try c.run(.countDomainClick, [.text(domain), .int(clicks), .int(machines)])
            }
        }
        try count(row.hit, from: before, to: verdict, mail, in: c)
        let contact = try contact(of: mail, in: c)
        try show(row, as: judged.judgement, mail, contact, in: c)
        let who = try contact.flatMap { (id) throws(StoreError) in try c.first(.contactDisplay, [.id(id)]) }
        try EventLog.append(
            .hit(
                kind: row.hit.kind, verdict: verdict, job: row.hit.job, contact: contact,
                who: who.flatMap { $0.isEmpty ? nil : $0 } ?? mail.recipients.first?.text ?? "",
                what: row.hit.target ?? mail.subject), at: now, in: c)
    }

    private static func contact(of mail: HitMail, in c: any Connection) throws(StoreError) -> ID<Contact>? {
        if let contact = mail.contact { return contact }
        // With several recipients nobody knows who it was.
        guard mail.recipients.count == 1 else { return nil }
        return try c.first(.contactOfAddress, [.text(mail.recipients[0].normalized)])
    }

    /// 1 when a verdict begins to count, -1 when it no longer does.
    private static func change(
        _ before: Judgement.Verdict?, _ after: Judgement.Verdict, _ counts: (Judgement.Verdict) -> Bool
    ) -> Int { (counts(after) ? 1 : 0) - (before.map { counts($0) ? 1 : 0 } ?? 0) }

    private static func count(
        _ hit: NewHit, from before: Judgement.Verdict?, to after: Judgement.Verdict, _ mail: HitMail,
        in c: any Connection
    ) throws(StoreError) {
        let people = change(before, after) { $0.isPerson }
        let machines = change(before, after) { $0 == .machine || $0 == .proxy }
        let opens = hit.kind == .open
        guard opens || hit.kind == .click, people != 0 || machines != 0 else { return }
        try c.run(
            .countHit,
            [
                .id(hit.job), .int(opens ? people : 0), .int(opens ? 0 : people), .int(opens ? machines : 0),
                .int(opens ? 0 : machines), .time(hit.at),
            ])
        if people != 0, let enrolment = mail.enrolment {
            try c.run(
                .countEnrolmentHit, [.id(enrolment), .int(opens ? people : 0), .int(opens ? 0 : people)])
        }
        if opens, machines != 0, let campaign = mail.campaign {
            try c.run(.countMachineOpen, [.id(campaign), .int(machines)])
        }
    }

    private static func show(
        _ row: HitRow, as judgement: Judgement, _ mail: HitMail, _ contact: ID<Contact>?, in c: any Connection
    ) throws(StoreError) {
        let isClick = row.hit.kind == .click
        guard isClick || row.hit.kind == .open else { return }
        let reference = Activity.Reference("hit", .row(row.id))
        let kinds: (person: TimelineEntry.Kind, machine: TimelineEntry.Kind) =
            isClick ? (.click, .machineClick) : (.open, .machineOpen)
        try Timeline.remove(kinds.person, reference, in: c)
        try Timeline.remove(kinds.machine, reference, in: c)
        guard let contact, judgement.verdict != .own else { return }
        let isPerson = judgement.verdict.isPerson || judgement.verdict == .unknown
        try Timeline.append(
            Activity(
                id: Timeline.newID(at: row.hit.at), at: row.hit.at,
                kind: isPerson ? kinds.person : kinds.machine,
                summary: isClick ? row.hit.target ?? mail.subject : mail.subject,
                detail: ([judgement.verdict.rawValue] + judgement.reasons).joined(separator: ": "),
                actor: isPerson ? "" : "machine",
                message: try c.first(.messageOfJob, [.text(mail.messageID)]),
                contacts: [contact], reference: reference), in: c)
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.hitByID.listed(), Statement.judgeHit.listed(), Statement.countHit.listed(),
        Statement.countEnrolmentHit.listed(), Statement.countDomainClick.listed(),
        Statement.countMachineOpen.listed(),
        Statement.contactDisplay.listed(),
        Statement.messageOfJob.listed(),
    ]
}

/// Unsubscribes within other transactions.
enum Unsubscribes {
    /// - Returns: false when there is no such mail.
    @discardableResult
    static func take(_ job: ID<OutboxJob>, at now: Timestamp, in c: any Connection) throws(StoreError) -> Bool
    {
        guard let mail = try c.first(.hitMail, [.id(job)]) else { return false }
        var contacts = mail.contact.map { [$0] } ?? []
        for recipient in mail.recipients {
            try Suppressions.add(
                Suppression(key: recipient.normalized, reason: .unsubscribe, source: "\(job)", at: now), in: c
            )
            try Enrolments.stop(address: recipient, as: .unsubscribed, reason: nil, at: now, in: c)
            if let contact = try c.first(.contactOfAddress, [.text(recipient.normalized)]),
                !contacts.contains(contact)
            {
                contacts.append(contact)
            }
        }
        try Timeline.append(
            Activity(
                id: Timeline.newID(at: now), at: now, kind: .unsubscribe, summary: mail.subject,
                contacts: contacts, reference: Activity.Reference("outbox", .id(job))), in: c)
        return true
    }
}

extension Statement where Row == String {
    /// `$1` contact.
    static let contactDisplay = Statement(
        named: "contactDisplay", "SELECT trim(first_name || ' ' || last_name) FROM contacts WHERE id = $1"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == RowID<Message> {
    /// `$1` Message-ID.
    fileprivate static let messageOfJob = Statement(
        named: "messageOfJob",
        "SELECT id FROM messages WHERE message_id = $1 AND direction = 'outgoing' LIMIT 1"
    ) { (row) throws(StoreError) in try row.row(0) }
}

extension Statement where Row == Void {
    /// `$1` hit, `$2` verdict, `$3` reasons, `$4` rules, `$5` settles.
    fileprivate static let judgeHit = Statement(
        named: "judgeHit",
        "UPDATE hits SET verdict = $2, reasons = $3, rules = $4, settles = $5 WHERE id = $1")
    /// `$1` job, `$2` opens, `$3` clicks, `$4` machine opens, `$5` machine clicks, `$6` at.
    fileprivate static let countHit = Statement(
        named: "countHit",
        """
        UPDATE outbox_jobs SET opens = opens + $2, clicks = clicks + $3, machine_opens = machine_opens + $4,
            machine_clicks = machine_clicks + $5, last_hit = max(coalesce(last_hit, 0), $6) WHERE id = $1
        """)
    /// `$1` enrolment, `$2` opens, `$3` clicks.
    fileprivate static let countEnrolmentHit = Statement(
        named: "countEnrolmentHit",
        "UPDATE enrolments SET opens = opens + $2, clicks = clicks + $3 WHERE id = $1")
    /// `$1` domain, `$2` clicks, `$3` machines' clicks.
    fileprivate static let countDomainClick = Statement(
        named: "countDomainClick",
        """
        INSERT INTO domain_clicks(domain, clicks, machines) VALUES ($1, $2, $3)
        ON CONFLICT (domain) DO UPDATE SET clicks = clicks + $2, machines = machines + $3
        """)
    /// `$1` campaign, `$2` how many.
    fileprivate static let countMachineOpen = Statement(
        named: "countMachineOpen", "UPDATE campaigns SET machine_opens = machine_opens + $2 WHERE id = $1")
}

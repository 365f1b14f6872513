public import CRMModel
public import CRMStore
public import Platform

/// Makes the mails of running campaigns, a minute's worth ahead, and puts them into the outbox.
///
/// Every recipient is a row; killed at any point, the next one goes on with the rows that are still due.
public actor CampaignRunner {
    /// What mails are made with.
    public struct Workshop: Sendable {
        /// The account with its signature; nil when it is gone.
        public var account: @Sendable (ID<Account>) async throws(StoreError) -> Account?
        /// A contact and its company; nil when it is gone.
        public var person:
            @Sendable (ID<Contact>) async throws(StoreError) -> (contact: Contact, company: Company?)?
        /// A template's version; nil when it is gone.
        public var template: @Sendable (ID<TemplateVersion>) async throws(StoreError) -> TemplateVersion?
        /// The names of the fields that the user gave to contacts: a recipient without one lacks a value, where an
        /// unknown name would be a fault of the template.
        public var fieldNames: @Sendable () async throws(StoreError) -> [String]
        public var key: TrackingKey
        /// Nil when there is no hub.
        /// Where the hub is now; asked before each round.
        public var tracking: @Sendable () async throws(StoreError) -> TrackingAddresses?
        public var offsetMinutes: Int

        public init(
            account: @escaping @Sendable (ID<Account>) async throws(StoreError) -> Account?,
            person:
                @escaping @Sendable (ID<Contact>) async throws(StoreError) -> (
                    contact: Contact, company: Company?
                )?,
            template: @escaping @Sendable (ID<TemplateVersion>) async throws(StoreError) -> TemplateVersion?,
            fieldNames: @escaping @Sendable () async throws(StoreError) -> [String] = {
                () async throws(StoreError) in []
            },
            key: TrackingKey,
            tracking: @escaping @Sendable () async throws(StoreError) -> TrackingAddresses?,
            offsetMinutes: Int = 0
        ) {
            self.account = account
            self.person = person
            self.template = template
            self.fieldNames = fieldNames
            self.key = key
            self.tracking = tracking
            self.offsetMinutes = offsetMinutes
        }
    }

    /// What a pass did.
    public struct Report: Hashable, Sendable {
        public var enqueued = 0
        public var parked = 0
        public var failed = 0

        public init() {}
    }

    private let campaigns: CampaignRepository
    private let workshop: Workshop
    private let log: Log
    private let now: @Sendable () -> Timestamp

    public init(
        campaigns: CampaignRepository, workshop: Workshop, log: Log,
        now: @escaping @Sendable () -> Timestamp = WallClock.now
    ) {
        self.campaigns = campaigns
        self.workshop = workshop
        self.log = log
        self.now = now
    }

    /// Works until cancelled: at once, when the next recipient is due, and with every element of `wakes`.
    public func run(wakes: AsyncStream<Void>) async {
        await PacedLoop.run(wakes: wakes) { [self] in await pass() }
    }

    /// Makes everything that is due now.
    public func makeDue() async throws(StoreError) -> Report {
        try await campaigns.settle(at: now())
        var report = Report()
        let fields = try await workshop.fieldNames()
        while !Task.isCancelled {
            let due = try await campaigns.dueEnrolments(at: now(), limit: 50)
            if due.isEmpty { break }
            let tracking = try await workshop.tracking()
            var moved = 0
            for enrolment in due where !Task.isCancelled {
                if try await make(enrolment, tracking, fields: fields, &report) { moved += 1 }
            }
            // Rows that stay as they are were stopped or paused meanwhile.
            if moved == 0 { break }
        }
        return report
    }

    private func pass() async -> Timestamp? {
        do throws(StoreError) {
            _ = try await makeDue()
            guard let next = try await campaigns.nextDue() else { return nil }
            // What is due already waits for room in the outbox.
            return max(next, now().adding(seconds: 2))
        } catch {
            log.warning("campaign.store", ["reason": .string(error.description)])
            return now().adding(seconds: 5)
        }
    }

    /// - Returns: whether the row moved on.
    private func make(
        _ due: DueEnrolment, _ tracking: TrackingAddresses?, fields: [String], _ report: inout Report
    ) async throws(StoreError) -> Bool {
        guard let person = try await workshop.person(due.contact),
            let account = try await workshop.account(due.campaign.account),
            let template = try await workshop.template(due.template)
        else {
            try await campaigns.fail(due.enrolment, reason: "contact, account or template is gone", at: now())
            report.failed += 1
            return true
        }
        let request = CampaignMail.request(
            due, person, account, template, workshop, tracking, fields: fields, at: now())
        switch Self.compose(request) {
        case .success(let mail):
            guard
                try await campaigns.enqueueStep(due, CampaignMail.outgoing(mail, due, at: now()), at: now())
                    != nil
            else { return false }
            report.enqueued += 1
        case .failure(let error):
            if let missing = error.missingFields {
                try await campaigns.park(due.enrolment, missing: missing, at: now())
                report.parked += 1
            } else {
                try await campaigns.fail(due.enrolment, reason: error.description, at: now())
                report.failed += 1
            }
        }
        return true
    }

    private static func compose(_ request: ComposeRequest) -> Result<ComposedMail, ComposeError> {
        do throws(ComposeError) { return .success(try DraftComposer.compose(request)) } catch {
            return .failure(error)
        }
    }
}

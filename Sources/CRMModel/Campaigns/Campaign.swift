/// A mailing to a list of contacts.
public struct Campaign: Hashable, Sendable, Identifiable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case draft, scheduled, running, paused, finished, cancelled
    }

    public var id: ID<Campaign>
    public var name: String
    public var account: ID<Account>
    public var state: State
    public var pace: Pace
    public var tracksOpens: Bool
    public var tracksClicks: Bool
    /// Mails carry List-Unsubscribe with one click (RFC 8058).
    public var hasUnsubscribe: Bool
    public var startAt: Timestamp?
    public var created: Timestamp

    public init(
        id: ID<Campaign>, name: String, account: ID<Account>, state: State, pace: Pace, tracksOpens: Bool,
        tracksClicks: Bool, hasUnsubscribe: Bool, startAt: Timestamp?, created: Timestamp
    ) {
        self.id = id
        self.name = name
        self.account = account
        self.state = state
        self.pace = pace
        self.tracksOpens = tracksOpens
        self.tracksClicks = tracksClicks
        self.hasUnsubscribe = hasUnsubscribe
        self.startAt = startAt
        self.created = created
    }
}

/// How fast a campaign may send.
public struct Pace: Hashable, Sendable {
    /// Messages per minute, at least 1.
    public var perMinute: Int
    /// Mails of one mailbox within 24 hours, at least 1.
    public var dailyCap: Int

    public init(perMinute: Int, dailyCap: Int) {
        self.perMinute = perMinute
        self.dailyCap = dailyCap
    }
}

/// One step of a campaign.
public struct CampaignStep: Hashable, Sendable, Identifiable {
    public var id: ID<CampaignStep>
    /// 0 for the first.
    public var order: Int
    public var template: ID<TemplateVersion>
    /// Seconds after the step before; 0 for the first.
    public var delay: Int
    /// Begins a thread of its own instead of answering the mail before; of no account for the first.
    public var startsThread: Bool

    public init(
        id: ID<CampaignStep>, order: Int, template: ID<TemplateVersion>, delay: Int,
        startsThread: Bool = false
    ) {
        self.id = id
        self.order = order
        self.template = template
        self.delay = delay
        self.startsThread = startsThread
    }
}

/// One recipient of a campaign.
public struct Enrolment: Hashable, Sendable, Identifiable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case queued, sending, sent, failed, uncertain
        case needsData = "needs_data"
        case suppressed, bounced, replied, unsubscribed, cancelled

        /// Nothing more will happen to it by itself.
        public var isFinal: Bool { self != .queued && self != .sending && self != .needsData }
    }

    public var id: ID<Enrolment>
    public var campaign: ID<Campaign>
    public var contact: ID<Contact>
    public var address: EmailAddress
    public var name: String
    public var state: State
    /// Missing fields, the server's words, or why it was skipped.
    public var reason: String?
    public var opens: Int
    public var clicks: Int
    public var updated: Timestamp

    public init(
        id: ID<Enrolment>, campaign: ID<Campaign>, contact: ID<Contact>, address: EmailAddress, name: String,
        state: State, reason: String?, opens: Int, clicks: Int, updated: Timestamp
    ) {
        self.id = id
        self.campaign = campaign
        self.contact = contact
        self.address = address
        self.name = name
        self.state = state
        self.reason = reason
        self.opens = opens
        self.clicks = clicks
        self.updated = updated
    }
}

/// How a campaign stands, kept up to date by the store.
public struct CampaignProgress: Hashable, Sendable {
    public var campaign: Campaign
    /// Recipients by state; absent states count zero.
    public var counts: [Enrolment.State: Int]
    /// Recipients with at least one open or click by a person, and opens by machines.
    public var openedByPeople: Int
    public var clickedByPeople: Int
    public var machineOpens: Int
    /// Mails accepted in the last full minute.
    public var ratePerMinute: Int
    /// When the last one will go out at this pace; nil unless running.
    public var eta: Timestamp?

    public var total: Int { counts.values.reduce(0, +) }
    public subscript(_ state: Enrolment.State) -> Int { counts[state] ?? 0 }

    public init(
        campaign: Campaign, counts: [Enrolment.State: Int], openedByPeople: Int, clickedByPeople: Int,
        machineOpens: Int, ratePerMinute: Int, eta: Timestamp?
    ) {
        self.campaign = campaign
        self.counts = counts
        self.openedByPeople = openedByPeople
        self.clickedByPeople = clickedByPeople
        self.machineOpens = machineOpens
        self.ratePerMinute = ratePerMinute
        self.eta = eta
    }
}

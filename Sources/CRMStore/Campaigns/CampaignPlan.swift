public import CRMModel

/// A campaign that was checked and can be stored.
public struct CampaignPlan: Hashable, Sendable {
    public var id: ID<Campaign>
    public var name: String
    public var account: ID<Account>
    /// In their order, at least one; positions are given by the order.
    public var steps: [CampaignStep]
    public var pace: Pace
    public var tracksOpens: Bool
    public var tracksClicks: Bool
    public var hasUnsubscribe: Bool
    /// Nil waits for `start`.
    public var startAt: Timestamp?
    /// The same key again makes no second campaign.
    public var key: String?
    public var recipients: [CampaignRecipient]

    public init(
        id: ID<Campaign>, name: String, account: ID<Account>, steps: [CampaignStep], pace: Pace,
        tracksOpens: Bool = false, tracksClicks: Bool = false, hasUnsubscribe: Bool = true,
        startAt: Timestamp? = nil, key: String? = nil, recipients: [CampaignRecipient]
    ) {
        self.id = id
        self.name = name
        self.account = account
        self.steps = steps
        self.pace = pace
        self.tracksOpens = tracksOpens
        self.tracksClicks = tracksClicks
        self.hasUnsubscribe = hasUnsubscribe
        self.startAt = startAt
        self.key = key
        self.recipients = recipients
    }
}

/// Somebody to be enrolled.
public struct CampaignRecipient: Hashable, Sendable {
    public var contact: ID<Contact>
    public var address: EmailAddress
    /// For showing.
    public var name: String
    /// Fields that count for this campaign only.
    public var variables: [String: String]

    public init(contact: ID<Contact>, address: EmailAddress, name: String, variables: [String: String] = [:])
    {
        self.contact = contact
        self.address = address
        self.name = name
        self.variables = variables
    }
}

/// What became of storing a campaign.
public struct CreatedCampaign: Hashable, Sendable {
    public var campaign: ID<Campaign>
    /// False when the key was known: nothing was written.
    public var isNew: Bool
    /// Recipients of the campaign; each contact and each address once.
    public var recipients: Int
}

/// A recipient whose mail should be made now.
public struct DueEnrolment: Hashable, Sendable {
    public var enrolment: ID<Enrolment>
    public var campaign: Campaign
    public var contact: ID<Contact>
    public var address: EmailAddress
    public var name: String
    /// 0 for the first.
    public var step: Int
    public var template: ID<TemplateVersion>
    /// Goes into the mail's key; a mail of an older epoch is never sent.
    public var epoch: Int
    /// The Message-ID of the mail that began the thread; nil for the first step and for one that begins another.
    public var rootMessageID: String?
    public var variables: [String: String]
}

enum CampaignWords {
    /// Why a mail of a paused campaign is held.
    static let paused = "the campaign is paused"
}

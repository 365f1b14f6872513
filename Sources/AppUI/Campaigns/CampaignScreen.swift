import CRMModel
import TUI

/// Pane 4: campaigns and what happens live.
struct CampaignScreen: Hashable, Sendable {
    var phase = LoadPhase.ready
    /// Running ones first.
    var campaigns: [CampaignProgress] = []
    /// The campaign that the upper part shows.
    var shown: ID<Campaign>?
    var events: [ActivityEvent] = []
    var opensPerMinute: [Int] = []
    var state = ListState()
    /// The drill-down into the recipients of one campaign.
    var recipients: RecipientList?
    static let eventLimit = 200

    var current: CampaignProgress? {
        campaigns.first { $0.campaign.id == shown } ?? campaigns.first
    }

    var others: [CampaignProgress] { campaigns.filter { $0.campaign.id != current?.campaign.id } }

    /// Puts an event on top; what is selected stays selected.
    mutating func note(_ event: ActivityEvent) {
        guard ActivityFeed.add(event, to: &events) else { return }
        events = Array(events.prefix(Self.eventLimit))
        let isFollowing = state.selected == 0
        state.update(count: events.count, selectedIsNowAt: isFollowing ? 0 : state.selected + 1)
        if isFollowing { state.selectFirst() }
    }
}

extension Enrolment {
    /// The fields that a parked recipient has no value for.
    var missingFields: [String] {
        guard state == .needsData, let reason, reason.hasPrefix("missing: ") else { return [] }
        return Addresses.parts(String(reason.dropFirst(9))).prefix(8).map { $0 }
    }
}

/// The recipients of a campaign, by state.
struct RecipientList: Hashable, Sendable {
    var campaign: ID<Campaign>
    var filter: Enrolment.State?
    var phase = LoadPhase.loading
    var rows: [Enrolment] = []
    var state = ListState()

    static let limit = 500
}

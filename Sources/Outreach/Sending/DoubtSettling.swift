public import CRMModel
public import CRMStore

/// Settles recipients whom a restored backup left in doubt, where the account has the mail that was meant for them.
/// Never sends anything.
public struct DoubtSettling: Sendable {
    private let campaigns: CampaignRepository
    private let messageID:
        @Sendable (_ recipient: DoubtedRecipient, _ campaign: Campaign) async throws -> String?
    private let isThere: @Sendable (_ messageID: String, _ account: ID<Account>) async throws -> Bool

    /// - Parameters:
    ///   - messageID: of the mail that was made for the recipient; nil when it cannot be known.
    ///   - isThere: whether the account has a copy.
    public init(
        campaigns: CampaignRepository,
        messageID: @escaping @Sendable (DoubtedRecipient, Campaign) async throws -> String?,
        isThere: @escaping @Sendable (_ messageID: String, _ account: ID<Account>) async throws -> Bool
    ) {
        self.campaigns = campaigns
        self.messageID = messageID
        self.isThere = isThere
    }

    /// - Returns: how many turned out to have been written to. The others stay as they are: that a copy is missing
    ///   proves nothing.
    @discardableResult
    public func settle(at now: Timestamp) async throws -> Int {
        var found = 0
        for campaign in try await campaigns.campaignsInDoubt() {
            var last = -1
            while !Task.isCancelled {
                let page = try await campaigns.doubted(in: campaign.id, after: last)
                for recipient in page {
                    last = recipient.position
                    guard let id = try await messageID(recipient, campaign) else { continue }
                    guard try await isThere(id, campaign.account) else { continue }
                    if try await campaigns.settle(recipient, messageID: id, at: now) { found += 1 }
                }
                if page.isEmpty { break }
            }
        }
        return found
    }
}

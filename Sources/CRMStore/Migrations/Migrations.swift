/// All steps of the schema. In the workspace numbers below 100 belong to mail and events, from 100 to people,
/// writing, campaigns and tracking.
public enum Migrations {
    /// The steps of `workspace.sqlite`.
    public static let workspace: [Migration] = [
        .m0001People, .m0002Mail, .m0003MailCounts, .m0004Search, .m0005Events,
        .m0100PeopleSearch, .m0101Writing, .m0102Campaigns, .m0103Tracking,
        .m0105Sending, .m0106Relinking, .m0107ThreadHits, .m0108FollowedHubs, .m0109HitJudging,
        .m0110PartDelivery, .m0111DomainClicks,
    ]

    /// The steps of `blobs.sqlite`.
    public static let blobs: [Migration] = [.m0001Blobs]
}

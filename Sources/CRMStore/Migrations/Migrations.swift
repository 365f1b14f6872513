/// All steps of the workspace's schema. Numbers below 100 belong to mail and events, from 100 to people,
/// writing, campaigns and tracking.
public enum Migrations {
    public static let workspace: [Migration] = []
}

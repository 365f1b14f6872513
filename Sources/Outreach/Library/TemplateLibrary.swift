/// Templates and sequences that come with the program; a new workspace starts with them.
public enum TemplateLibrary {
    /// A template as text.
    public struct Entry: Hashable, Sendable {
        public var name: String
        public var category: String
        /// `any` when it fits all.
        public var industry: String
        public var subject: String
        public var body: String
    }

    /// Mails that follow each other.
    public struct Sequence: Hashable, Sendable {
        public struct Step: Hashable, Sendable {
            /// The name of an entry.
            public var template: String
            /// Days after the step before; 0 for the first.
            public var delayDays: Int
            /// Answers the mail before, in its thread.
            public var repliesInThread: Bool
        }

        public var name: String
        public var summary: String
        public var steps: [Step]
    }

    /// All templates, by category; names are unique.
    public static let entries: [Entry] = openings + followUps + deals + relations

    public static let sequences = [
        Sequence(
            name: "First contact, three touches",
            summary: "An introduction, a useful nudge, a polite end; eleven days.",
            steps: [
                .init(template: "Cold intro", delayDays: 0, repliesInThread: false),
                .init(template: "Follow-up with one idea", delayDays: 4, repliesInThread: true),
                .init(template: "Closing the file", delayDays: 7, repliesInThread: true),
            ]),
        Sequence(
            name: "After the demo",
            summary: "The summary the same day, the numbers, then a date to decide by.",
            steps: [
                .init(template: "Demo follow-up", delayDays: 0, repliesInThread: false),
                .init(template: "Pricing", delayDays: 2, repliesInThread: true),
                .init(template: "Proposal nudge", delayDays: 5, repliesInThread: true),
            ]),
    ]

    /// The entry called `name`.
    public static func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
}

/// What the screen tells somebody who sees the program for the first time.
public enum DemoTour {
    /// One line of the tour.
    public struct Step: Hashable, Sendable {
        /// The keys to press; empty for a line that only explains.
        public var keys: String
        public var text: String
    }

    public static let title = "A guided minute"

    /// Each fits into 76 cells with its keys.
    public static let steps: [Step] = [
        Step(keys: "", text: "You are Dana Weiss and sell planning software. All of this runs on your"),
        Step(keys: "", text: "machine: mail servers, customers, clicks. Nothing leaves it."),
        Step(keys: "j k Enter", text: "pick Ingrid's mail and read it; her history is beside it"),
        Step(keys: "t", text: "answer with a template, filled in for her (r: without)"),
        Step(keys: "Ctrl-s", text: "send it; z takes it back for ten seconds"),
        Step(keys: "", text: "Wait a little: the open, the click and the answer appear by themselves."),
        Step(keys: "4", text: "watch the running campaign; p pauses and resumes it"),
        Step(keys: "/", text: "search in everything"),
        Step(keys: "l", text: "link an unknown sender to a contact"),
        Step(keys: "?", text: "see every key"),
        Step(keys: "q", text: "leave; everything is removed"),
    ]
}

/// The conversations of the demo's mailbox, in the language of `ThreadScript`.
enum DemoThreads {
    static let all: [ThreadScript] = [today, yesterday, thisWeek, lastWeeks, earlier, others]
        .flatMap(ThreadScript.parse)
}

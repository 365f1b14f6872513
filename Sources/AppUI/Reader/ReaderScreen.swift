import CRMModel
import TUI

/// Pane 3 in reading.
struct ReaderScreen: Hashable, Sendable {
    var phase = LoadPhase.ready
    /// The message to show; `opened` may still be the one before it.
    var wanted: RowID<Message>?
    var opened: OpenedMessage? { didSet { refold() } }
    /// The draft or mail of the outbox to show instead; `unsent` may still be the one before it.
    var wantedUnsent: UnsentMail.Source?
    var unsent: UnsentMail? { didSet { refold() } }
    var scroll = ScrollState()
    var unfoldsQuotes = false { didSet { refold() } }
    var showsThread = false
    /// A selection that waits until the keys rest, so that holding `j` does not load every mail.
    var dueAt: Timestamp?
    var lastMove = Timestamp(milliseconds: 0)
    /// The width that `opened` was rendered for.
    var width = 0

    /// The rows of the body as they are shown, with long quotes folded.
    private(set) var shown: [ReaderLine] = []

    private mutating func refold() {
        let body = opened?.body ?? unsent?.body
        shown = body.map { ReaderLine.lines(of: $0, unfolding: unfoldsQuotes) } ?? []
    }

    mutating func show(_ message: OpenedMessage) {
        if opened?.message.id != message.message.id {
            scroll = ScrollState(count: 0, height: scroll.height)
            unfoldsQuotes = false
            showsThread = false
        }
        opened = message
        unsent = nil
        phase = .ready
    }

    mutating func show(_ mail: UnsentMail) {
        if unsent?.source != mail.source {
            scroll = ScrollState(count: 0, height: scroll.height)
            unfoldsQuotes = false
        }
        showsThread = false
        opened = nil
        unsent = mail
        phase = .ready
    }

    /// Nothing is open any more.
    mutating func clear() {
        (wanted, opened, wantedUnsent, unsent) = (nil, nil, nil, nil)
        phase = .ready
    }
}

/// A row of the reader: a row of the mail, or a fold that stands for several.
enum ReaderLine: Hashable, Sendable {
    case text(BodyLine)
    case fold(count: Int, level: Int, last: BodyLine?)

    /// Quotes of more than this many rows are folded after `kept`.
    private static let longest = 5
    private static let kept = 2

    static func lines(of body: RenderedBody, unfolding: Bool) -> [ReaderLine] {
        var result: [ReaderLine] = body.notes.map { .text(BodyLine("(\($0))", .dim)) }
        if !result.isEmpty { result.append(.text(BodyLine(""))) }
        let lines = AnsweredMail.marked(body.lines)
        guard !unfolding else { return result + lines.map { .text($0) } }
        var index = 0
        while index < lines.count {
            guard lines[index].quoteLevel > 0 else {
                result.append(.text(lines[index]))
                index += 1
                continue
            }
            var end = index
            while end < lines.count, lines[end].quoteLevel > 0 { end += 1 }
            if end - index > longest {
                result += lines[index..<index + kept].map { .text($0) }
                result.append(
                    .fold(
                        count: end - index - kept - 1, level: lines[index].quoteLevel,
                        last: lines[index + kept]))
            } else {
                result += lines[index..<end].map { .text($0) }
            }
            index = end
        }
        return result
    }
}

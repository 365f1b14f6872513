/// A row of commands of which several are under way at once.
///
/// Answers may come in any order, except that a command whose literal waits for `+` is alone at the end of the
/// line until it is out. A command that is refused does not stop the others.
///
/// A BYE ends it: what is under way has a moment to be answered, and nothing more is sent (RFC 9051 §7.1.5).
public struct IMAPPipeline: Exchange {
    public enum Event: Hashable, Sendable {
        /// What the server said besides the answers. It may belong to any command or to none.
        case said(IMAPResponse)
        /// The command with this index in the row is done.
        case completed(Int, StatusResponse)
        /// The server ends the connection.
        case bye(StatusResponse)
    }

    /// How long answers may take after BYE; servers send them in the same packet, if at all.
    public static let grace = Duration.seconds(2)

    private let literals: LiteralStyle
    private let depth: Int
    private let firstTag: Int
    private var commands: ArraySlice<IMAPCommand>
    private var next = 0
    private var underWay: [String: Int] = [:]
    /// Pieces of the last command that wait for their `+`, last first.
    private var pending: [[UInt8]] = []
    private var isOver = false
    /// What the server said when it ended the connection.
    private var goodbye: String?

    /// - Parameters:
    ///   - depth: how many commands may be unanswered at once, at least 1.
    ///   - firstTag: tags count up from here; give numbers that were not used on the connection.
    public init(_ commands: [IMAPCommand], literals: LiteralStyle, depth: Int = 1, firstTag: Int) {
        self.commands = commands[...]
        self.literals = literals
        self.depth = max(1, depth)
        self.firstTag = firstTag
    }

    public mutating func start() -> [Step<Event>] { advance() }

    public mutating func receive(_ response: IMAPResponse) throws(ProtocolViolation) -> [Step<Event>] {
        guard !isOver else { throw ProtocolViolation(by: .client, "fed after the end") }
        switch response {
        case .continuation:
            guard let piece = pending.popLast() else {
                throw ProtocolViolation(by: .server, "a continuation that nobody waits for")
            }
            return [.send(piece)] + advance()
        case .tagged(let tag, let status):
            guard let index = underWay.removeValue(forKey: tag) else {
                throw ProtocolViolation(by: .server, "an answer to a command that was not sent")
            }
            if index == next - 1 { pending = [] }  // refused before its literal: nothing more to send
            return [.emit(.completed(index, status))] + advance()
        case .untagged(let status) where status.kind == .bye:
            guard goodbye == nil else { return [] }
            goodbye = status.text
            return [.emit(.bye(status)), .wait(Self.grace)]
        default: return [.emit(.said(response))]
        }
    }

    public mutating func deadlinePassed() -> [Step<Event>] {
        isOver = true
        return [.hangUp(goodbye ?? "")]
    }

    private mutating func advance() -> [Step<Event>] {
        if let goodbye {
            guard underWay.isEmpty else { return [] }
            isOver = true
            return commands.isEmpty ? [.finish] : [.hangUp(goodbye)]
        }
        var bytes: [UInt8] = []
        while pending.isEmpty, underWay.count < depth, let command = commands.popFirst() {
            let tag = "R\(firstTag + next)"
            let pieces = IMAPEncoder.pieces(command, tag: tag, literals: literals)
            bytes += pieces[0]
            pending = pieces.dropFirst().reversed()
            underWay[tag] = next
            next += 1
        }
        var steps: [Step<Event>] = bytes.isEmpty ? [] : [.send(bytes)]
        if underWay.isEmpty && commands.isEmpty {
            isOver = true
            steps.append(.finish)
        }
        return steps
    }
}

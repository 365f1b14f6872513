/// What may follow a beginning of a key sequence: one line of the which-key popup.
public struct KeyFollowUp: Hashable, Sendable {
    public let key: KeyEvent
    /// What the key does; nil when it is a beginning again.
    public let action: ActionID?
    /// How many actions lie behind the key.
    public let count: Int

    public init(key: KeyEvent, action: ActionID?, count: Int) {
        self.key = key
        self.action = action
        self.count = count
    }
}

/// What keys mean in a keymap.
public enum KeyResolution: Hashable, Sendable {
    case action(ActionID)
    /// The beginning of a sequence.
    case pending([KeyFollowUp])
    case none
}

/// The keys typed so far of a sequence.
public struct PendingKeys: Hashable, Sendable {
    /// What became of a key.
    public enum Outcome: Hashable, Sendable {
        case action(ActionID)
        /// Waiting for more; these may follow.
        case pending([KeyFollowUp])
        /// Nothing is bound to it: to be typed, or to be ignored.
        case unbound(KeyEvent)
        /// It ended a sequence that is not bound; Esc ends one too.
        case cancelled
    }

    public private(set) var keys: [KeyEvent] = []

    public init() {}

    public var isEmpty: Bool { keys.isEmpty }

    /// Takes the next key.
    ///
    /// - Parameter contexts: innermost first.
    public mutating func press(_ key: KeyEvent, keymap: Keymap, contexts: [KeyContext]) -> Outcome {
        if !keys.isEmpty, key == KeyEvent(.escape) {
            keys = []
            return .cancelled
        }
        switch keymap.resolve(keys + [key], in: contexts) {
        case .action(let action):
            keys = []
            return .action(action)
        case .pending(let follow):
            keys.append(key)
            return .pending(follow)
        case .none:
            let isFirst = keys.isEmpty
            keys = []
            return isFirst ? .unbound(key) : .cancelled
        }
    }

    public mutating func cancel() { keys = [] }
}

/// The name of something that a key can do, such as `message.archive`.
public struct ActionID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral value: String) { name = value }
    public var description: String { name }
    public static func < (one: ActionID, other: ActionID) -> Bool { one.name < other.name }
}

/// Where a binding holds, such as `list` or `editor`.
public struct KeyContext: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral value: String) { name = value }
    public var description: String { name }
    /// Holds everywhere, when no inner context has the key.
    public static let global: KeyContext = "global"
}

/// Two bindings that cannot both hold.
public enum KeymapError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The same keys for two actions.
    case clash(KeySequence, KeyContext, ActionID, ActionID)
    /// The keys of the first action are the beginning of the second's, which could never be typed.
    case hides(KeySequence, ActionID, KeySequence, ActionID, KeyContext)

    public var description: String {
        switch self {
        case .clash(let keys, let context, let one, let other):
            "'\(keys)' is bound to both \(one) and \(other) in \(context)"
        case .hides(let short, let one, let long, let other, let context):
            "'\(short)' (\(one)) hides '\(long)' (\(other)) in \(context)"
        }
    }
}

/// Which keys do what, by context: a trie of key sequences for each.
public struct Keymap: Hashable, Sendable {
    fileprivate struct Node: Hashable, Sendable {
        var action: ActionID?
        var next: [KeyEvent: Node] = [:]
    }

    private var roots: [KeyContext: Node] = [:]

    public init() {}

    /// Binds keys to an action.
    ///
    /// - Throws: when they are taken by another action, or one sequence would hide the other. The keymap is
    ///   unchanged then.
    public mutating func bind(_ keys: KeySequence, to action: ActionID, in context: KeyContext)
        throws(KeymapError)
    {
        if let clash = conflict(keys, action, context) { throw clash }
        roots[context, default: Node()].insert(keys.keys[...], action)
    }

    /// Takes away every binding of an action in a context: what a configuration does before it binds anew.
    public mutating func unbind(_ action: ActionID, in context: KeyContext) {
        roots[context]?.remove { $0 == action }
    }

    /// Takes away what the keys do in a context, and everything that begins with them.
    public mutating func unbind(_ keys: KeySequence, in context: KeyContext) {
        roots[context]?.remove(keys.keys[...])
    }

    /// The actions of a context with their keys, by keys.
    public func bindings(in context: KeyContext) -> [(keys: KeySequence, action: ActionID)] {
        var result: [(keys: KeySequence, action: ActionID)] = []
        roots[context]?.collect(from: [], into: &result)
        return result.sorted { $0.keys.description < $1.keys.description }
    }

    /// The keys of an action, the shortest first.
    ///
    /// - Parameter contexts: innermost first; the first that binds the action answers.
    public func keys(for action: ActionID, in contexts: [KeyContext]) -> [KeySequence] {
        for context in contexts {
            let found = bindings(in: context).filter { $0.action == action }.map(\.keys)
            if !found.isEmpty {
                return found.sorted { ($0.keys.count, $0.description) < ($1.keys.count, $1.description) }
            }
        }
        return []
    }

    /// What `keys` mean.
    ///
    /// - Parameter contexts: innermost first: the first that knows the keys, as a whole or as a beginning,
    ///   decides. The outer ones add to what may follow a beginning.
    public func resolve(_ keys: [KeyEvent], in contexts: [KeyContext]) -> KeyResolution {
        var follow: [KeyEvent: KeyFollowUp] = [:]
        for context in contexts {
            guard let node = roots[context]?.descend(keys[...]) else { continue }
            if let action = node.action {
                if follow.isEmpty { return .action(action) }
                continue
            }
            for (key, next) in node.next where follow[key] == nil {
                follow[key] = KeyFollowUp(key: key, action: next.action, count: next.count)
            }
        }
        if follow.isEmpty { return .none }
        return .pending(follow.values.sorted { $0.key.description < $1.key.description })
    }

    private func conflict(_ keys: KeySequence, _ action: ActionID, _ context: KeyContext) -> KeymapError? {
        guard var node = roots[context] else { return nil }
        for (index, key) in keys.keys.enumerated() {
            guard let next = node.next[key] else { return nil }
            node = next
            guard let taken = node.action else { continue }
            let prefix = KeySequence(Array(keys.keys[...index]))
            if prefix == keys { return taken == action ? nil : .clash(keys, context, taken, action) }
            return .hides(prefix, taken, keys, action, context)
        }
        var longer: [(keys: KeySequence, action: ActionID)] = []
        node.collect(from: keys.keys, into: &longer)
        return longer.min { $0.keys.description < $1.keys.description }
            .map { .hides(keys, action, $0.keys, $0.action, context) }
    }
}

extension Keymap.Node {
    fileprivate var count: Int { (action == nil ? 0 : 1) + next.values.reduce(0) { $0 + $1.count } }

    fileprivate mutating func insert(_ keys: ArraySlice<KeyEvent>, _ action: ActionID) {
        guard let first = keys.first else {
            self.action = action
            return
        }
        next[first, default: Keymap.Node()].insert(keys.dropFirst(), action)
    }

    fileprivate func descend(_ keys: ArraySlice<KeyEvent>) -> Keymap.Node? {
        guard let first = keys.first else { return self }
        return next[first]?.descend(keys.dropFirst())
    }

    fileprivate mutating func remove(where isGone: (ActionID) -> Bool) {
        if let action, isGone(action) { self.action = nil }
        for key in Array(next.keys) {
            next[key]?.remove(where: isGone)
            if next[key]?.count == 0 { next[key] = nil }
        }
    }

    fileprivate mutating func remove(_ keys: ArraySlice<KeyEvent>) {
        guard let first = keys.first else { return }
        if keys.count == 1 {
            next[first] = nil
        } else {
            next[first]?.remove(keys.dropFirst())
            if next[first]?.count == 0 { next[first] = nil }
        }
    }

    fileprivate func collect(
        from prefix: [KeyEvent], into result: inout [(keys: KeySequence, action: ActionID)]
    ) {
        if let action { result.append((KeySequence(prefix), action)) }
        for (key, node) in next { node.collect(from: prefix + [key], into: &result) }
    }
}

public import TUI

/// The keymap made from the registry.
public enum KeyBindings {
    /// The default keys. They do not clash; a test holds that.
    public static let standard: Keymap = {
        do throws(KeymapError) {
            return try keymap(overriding: [:])
        } catch {
            return Keymap()
        }
    }()

    /// The default keys with the user's own in their place.
    ///
    /// - Parameter own: keys by the name of an action, such as `["message.archive": ["y"]]`; an empty list
    ///   takes the keys away. They hold where the default ones do.
    /// - Throws: the first clash; it names both actions.
    public static func keymap(overriding own: [String: [KeySequence]]) throws(KeymapError) -> Keymap {
        var keymap = Keymap()
        for action in ScreenActions.all {
            if let keys = own[action.id.name] {
                var contexts: [KeyContext] = []
                for binding in action.keys where !contexts.contains(binding.context) {
                    contexts.append(binding.context)
                }
                for context in contexts.isEmpty ? [.global] : contexts {
                    for sequence in keys { try keymap.bind(sequence, to: action.id, in: context) }
                }
            } else {
                for binding in action.keys {
                    guard let sequence = KeySequence(binding.keys) else { continue }
                    try keymap.bind(sequence, to: action.id, in: binding.context)
                }
            }
        }
        return keymap
    }

    /// Which of the user's own keys mean something else in some places: a key of a pane goes before the same key of
    /// all panes. That is allowed, for the default keys do it too, but nobody should find it out by accident.
    public static func shadows(_ own: [String: [KeySequence]], in keymap: Keymap) -> [String] {
        let inner: [KeyContext] = [.list, .timeline, .reader, .campaigns, .recipients]
        var found: [String] = []
        for (name, sequences) in own.sorted(by: { $0.key < $1.key }) {
            let id = ActionID(name)
            for keys in sequences {
                for context in inner {
                    guard case .action(let here) = keymap.resolve(keys.keys, in: [context]),
                        case .action(let elsewhere) = keymap.resolve(keys.keys, in: [.global]),
                        here != elsewhere, here == id || elsewhere == id
                    else { continue }
                    found.append("'\(keys)' is \(here) in \(context) and \(elsewhere) elsewhere")
                }
            }
        }
        return found
    }

    /// Every action with its default keys, for `rapport keys`, the manual page and the configuration.
    public static var summaries: [ActionSummary] {
        ScreenActions.all.map { action in
            ActionSummary(
                id: action.id, words: action.words, section: action.section.rawValue,
                argument: action.argument,
                keys: action.keys.compactMap { binding in
                    KeySequence(binding.keys).map { (binding.context, $0) }
                })
        }
    }
}

/// The keys of every action, found once: a keymap is made for the way from keys to actions.
struct KeyTable: Hashable, Sendable {
    private var keys: [KeyContext: [ActionID: [KeySequence]]] = [:]

    init(_ keymap: Keymap) {
        for context in KeyContext.all {
            var found: [ActionID: [KeySequence]] = [:]
            for binding in keymap.bindings(in: context) {
                found[binding.action, default: []].append(binding.keys)
            }
            keys[context] = found.mapValues { sequences in
                sequences.sorted {
                    ($0.keys.count, $0.description.count) < ($1.keys.count, $1.description.count)
                }
            }
        }
    }

    /// The keys of an action in the first of the contexts that has any, the shortest first.
    func keys(for action: ActionID, in contexts: [KeyContext]) -> [KeySequence] {
        contexts.lazy.compactMap { keys[$0]?[action] }.first ?? []
    }
}

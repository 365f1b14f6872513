import TUI
import Testing

@Suite struct `Key bindings` {
    static func keys(_ text: String) -> KeySequence { KeySequence(text) ?? KeySequence([]) }

    static func sample() throws -> Keymap {
        var keymap = Keymap()
        try keymap.bind(keys("e"), to: "archive", in: .global)
        try keymap.bind(keys("g g"), to: "first", in: .global)
        try keymap.bind(keys("g i"), to: "inbox", in: .global)
        try keymap.bind(keys("g g"), to: "top", in: "reader")
        try keymap.bind(keys("Space m a"), to: "mail.archive", in: .global)
        return keymap
    }

    @Test func `asks the innermost context first`() throws {
        let keymap = try Self.sample()
        #expect(keymap.resolve(Self.keys("g g").keys, in: ["reader", .global]) == .action("top"))
        #expect(keymap.resolve(Self.keys("g g").keys, in: [.global]) == .action("first"))
        #expect(keymap.resolve(Self.keys("e").keys, in: ["reader", .global]) == .action("archive"))
        #expect(keymap.resolve(Self.keys("q").keys, in: ["reader", .global]) == .none)
    }

    @Test func `tells what may follow, of all contexts`() throws {
        let keymap = try Self.sample()
        let g = KeyEvent(.character("g"))
        let i = KeyEvent(.character("i"))
        #expect(
            keymap.resolve([g], in: ["reader", .global])
                == .pending([
                    KeyFollowUp(key: g, action: "top", count: 1),
                    KeyFollowUp(key: i, action: "inbox", count: 1),
                ]))
        #expect(
            keymap.resolve([KeyEvent(.character(" "))], in: [.global])
                == .pending([KeyFollowUp(key: KeyEvent(.character("m")), action: nil, count: 1)]))
    }

    @Test func `names both actions of a clash`() throws {
        var keymap = try Self.sample()
        let error = #expect(throws: KeymapError.self) {
            try keymap.bind(Self.keys("e"), to: "edit", in: .global)
        }
        #expect(error?.description == "'e' is bound to both archive and edit in global")
        let hiding = #expect(throws: KeymapError.self) {
            try keymap.bind(Self.keys("g"), to: "go", in: .global)
        }
        #expect(hiding?.description == "'g' (go) hides 'g g' (first) in global")
        let hidden = #expect(throws: KeymapError.self) {
            try keymap.bind(Self.keys("e e"), to: "go", in: .global)
        }
        #expect(hidden?.description == "'e' (archive) hides 'e e' (go) in global")
        let unchanged = try Self.sample()
        #expect(keymap == unchanged)
        try keymap.bind(Self.keys("e"), to: "archive", in: .global)
    }

    @Test func `is bound anew by a configuration`() throws {
        var keymap = try Self.sample()
        keymap.unbind("archive", in: .global)
        try keymap.bind(Self.keys("y"), to: "archive", in: .global)
        #expect(keymap.keys(for: "archive", in: ["reader", .global]).map(\.description) == ["y"])
        #expect(keymap.resolve([KeyEvent("e")], in: [.global]) == .none)
        keymap.unbind(Self.keys("g"), in: .global)
        #expect(keymap.bindings(in: .global).map(\.action) == ["mail.archive", "archive"])
    }

    @Test func `keeps the keys that wait for more`() throws {
        let keymap = try Self.sample()
        var pending = PendingKeys()
        guard case .pending = pending.press(KeyEvent("g"), keymap: keymap, contexts: [.global]) else {
            return #expect(Bool(false))
        }
        #expect(pending.press(KeyEvent("g"), keymap: keymap, contexts: [.global]) == .action("first"))
        #expect(pending.isEmpty)
        _ = pending.press(KeyEvent("g"), keymap: keymap, contexts: [.global])
        #expect(pending.press(KeyEvent("x"), keymap: keymap, contexts: [.global]) == .cancelled)
        #expect(pending.press(KeyEvent("x"), keymap: keymap, contexts: [.global]) == .unbound(KeyEvent("x")))
        _ = pending.press(KeyEvent("g"), keymap: keymap, contexts: [.global])
        #expect(pending.press(KeyEvent(.escape), keymap: keymap, contexts: [.global]) == .cancelled)
    }
}

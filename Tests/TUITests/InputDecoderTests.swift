import TUI
import Testing

@Suite struct `Input decoder` {
    static func decode(_ text: String) -> [InputEvent] {
        var decoder = InputDecoder()
        return decoder.decode(Array(text.utf8))
    }

    @Test(arguments: [
        ("a", "a"), ("G", "G"), (" ", "Space"), ("é", "é"), ("日", "日"), ("😀", "😀"), ("\r", "Enter"),
        ("\t", "Tab"),
        ("\u{7F}", "Backspace"), ("\u{8}", "Ctrl-h"), ("\u{B}", "Ctrl-k"), ("\u{0}", "Ctrl-Space"),
        ("\u{1F}", "Ctrl-_"), ("\n", "Ctrl-j"), ("\u{1B}x", "Alt-x"), ("\u{1B}\r", "Alt-Enter"),
        ("\u{1B}é", "Alt-é"), ("\u{1B}\u{7F}", "Alt-Backspace"), ("\u{1B}[A", "Up"), ("\u{1B}OA", "Up"),
        ("\u{1B}[H", "Home"), ("\u{1B}[4~", "End"), ("\u{1B}[5~", "PageUp"), ("\u{1B}[3~", "Delete"),
        ("\u{1B}[Z", "Shift-Tab"), ("\u{1B}OP", "F1"), ("\u{1B}[15~", "F5"), ("\u{1B}[24~", "F12"),
        ("\u{1B}[1;5C", "Ctrl-Right"), ("\u{1B}[1;2A", "Shift-Up"), ("\u{1B}[3;5~", "Ctrl-Delete"),
        ("\u{1B}[1;3D", "Alt-Left"), ("\u{1B}\u{1B}[C", "Alt-Right"), ("\u{1B}[[A", "F1"),
        ("\u{1B}OM", "Enter"),
        ("\u{1B}[13;5u", "Ctrl-Enter"), ("\u{1B}[107;5u", "Ctrl-k"), ("\u{1B}[27u", "Esc"),
        ("\u{1B}[97:65;2u", "A"), ("\u{1B}[9;2u", "Shift-Tab"), ("\u{1B}[127;5u", "Ctrl-Backspace"),
        ("\u{1B}[27;5;13~", "Ctrl-Enter"), ("\u{1B}[57414u", "Enter"),
    ])
    func `reads a key`(bytes: String, name: String) {
        #expect(Self.decode(bytes).map { "\($0)" } == ["key(\(name))"])
        #expect(KeyEvent(name).map { [InputEvent.key($0)] } == Self.decode(bytes))
    }

    @Test(arguments: [
        ("\u{1B}[<0;5;9M", MouseEvent(.press(.left), column: 4, row: 8)),
        ("\u{1B}[<0;5;9m", MouseEvent(.release(.left), column: 4, row: 8)),
        ("\u{1B}[<2;1;1M", MouseEvent(.press(.right), column: 0, row: 0)),
        ("\u{1B}[<32;7;2M", MouseEvent(.drag(.left), column: 6, row: 1)),
        ("\u{1B}[<35;7;2M", MouseEvent(.move, column: 6, row: 1)),
        ("\u{1B}[<64;300;200M", MouseEvent(.wheelUp, column: 299, row: 199)),
        ("\u{1B}[<81;3;3M", MouseEvent(.wheelDown, column: 2, row: 2, modifiers: .control)),
        ("\u{1B}[<4;3;3M", MouseEvent(.press(.left), column: 2, row: 2, modifiers: .shift)),
    ])
    func `reads the mouse`(bytes: String, event: MouseEvent) {
        #expect(Self.decode(bytes) == [.mouse(event)])
    }

    @Test func `collects a paste whatever is in it`() {
        let pasted = "one\rtwo\r\nthree \u{1B}[31m \u{1B}[20 日本"
        let events = Self.decode("a\u{1B}[200~\(pasted)\u{1B}[201~b")
        #expect(
            events == [
                .key(KeyEvent("a")), .paste("one\ntwo\nthree \u{1B}[31m \u{1B}[20 日本"), .key(KeyEvent("b")),
            ])
    }

    @Test func `bounds a paste`() {
        var decoder = InputDecoder()
        _ = decoder.decode("\u{1B}[200~".utf8)
        let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
        for _ in 0..<9 { #expect(decoder.decode(chunk).isEmpty) }
        guard case .paste(let text) = decoder.decode("\u{1B}[201~".utf8).first else {
            return #expect(Bool(false))
        }
        #expect(text.utf8.count == InputDecoder.pasteLimit)
        #expect(!decoder.isPasting)
    }

    @Test func `reads the focus`() {
        #expect(Self.decode("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
    }

    @Test(arguments: [
        ("\u{1B}", "Esc"), ("\u{1B}[", "Alt-["), ("\u{1B}O", "Alt-O"), ("\u{1B}P", "Alt-P"),
        ("\u{1B}]", "Alt-]"),
    ])
    func `takes what stays alone for a key after a while`(bytes: String, name: String) {
        var decoder = InputDecoder()
        #expect(decoder.decode(bytes.utf8).isEmpty)
        #expect(decoder.isWaitingForEscape)
        #expect(decoder.escapeTimeoutPassed() == KeyEvent(name).map { [.key($0)] })
        #expect(decoder.decode("x".utf8) == [.key(KeyEvent("x"))])
        #expect(decoder.escapeTimeoutPassed().isEmpty)
    }

    @Test(arguments: [
        "\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}]11;rgb:0/0/0\u{1B}\\", "\u{1B}P1+r\u{1B}\\", "\u{1B}[?62;1c",
        "\u{1B}[?1u",
        "\u{1B}[99~", "\u{1B}[M !!", "\u{1B}[<1;1M", "\u{1B}[<0;0;0M", "\u{1B}[99999999999A",
        "\u{1B}[97;1:3u",
        "\u{1B}[57441;2u",
    ])
    func `drops answers and unknown sequences whole`(bytes: String) {
        #expect(Self.decode(bytes + "x") == [.key(KeyEvent("x"))])
    }

    @Test func `shows broken bytes as one replacement each and goes on`() {
        var decoder = InputDecoder()
        let events = decoder.decode([0xC3, 0x28, 0xFF, 0xE2, 0x82, 0x61, 0xED, 0xA0, 0x80, 0x62])
        let text = events.compactMap { if case .key(let key) = $0 { key.insertedCharacter } else { nil } }
        #expect(text.last == "b")
        #expect(text.contains("(") && text.contains("a"))
        #expect(text.filter { $0 == "\u{FFFD}" }.count >= 4)
    }

    @Test func `says the same at every chunk size`() {
        let session = Array(
            "héj\u{1B}[A\u{1B}OP\u{1B}[1;5C\u{1B}x\u{1B}[<0;5;9M\u{1B}[200~pa\rste\u{1B}[201~日\u{1B}[13;5u\u{1B}]0;t\u{7}z"
                .utf8)
        var whole = InputDecoder()
        let expected = whole.decode(session)
        #expect(expected.count == 12)
        for size in 1...session.count {
            var decoder = InputDecoder()
            var events: [InputEvent] = []
            for start in stride(from: 0, to: session.count, by: size) {
                events += decoder.decode(session[start..<min(start + size, session.count)])
            }
            #expect(events == expected, "chunks of \(size)")
        }
    }

    @Test(arguments: 0..<40)
    func `survives random bytes and is ready after them`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let favourites = Array("\u{1B}[]OP<;:M~mu0123456789?200201 \u{7}".utf8)
        var decoder = InputDecoder()
        for _ in 0..<4000 {
            let byte =
                Bool.random(using: &random)
                ? favourites[Int.random(in: 0..<favourites.count, using: &random)]
                : UInt8.random(in: 0...255, using: &random)
            #expect(decoder.decode([byte]).count <= 3)
            if Int.random(in: 0..<50, using: &random) == 0 { _ = decoder.escapeTimeoutPassed() }
        }
        // A cancel byte and the end of a paste bring it back from anywhere.
        _ = decoder.decode("\u{1B}[201~\u{18}\u{18}\u{18}\u{18}\u{1B}".utf8)
        _ = decoder.escapeTimeoutPassed()
        #expect(decoder.decode("q".utf8).last == .key(KeyEvent("q")))
    }

    @Test(arguments: [
        ("\u{1B}[200~hello", "hello"), ("\u{1B}[200~hello\u{1B}[20", "hello\u{1B}[20"),
        ("\u{1B}[200~one\rtwo\u{1B}", "one\ntwo\u{1B}"),
    ])
    func `a paste whose end got lost ends by itself and the keyboard is free`(bytes: String, text: String) {
        var decoder = InputDecoder()
        #expect(decoder.decode(bytes.utf8).isEmpty && decoder.isPasting)
        #expect(decoder.pasteTimeoutPassed() == [.paste(text)])
        #expect(!decoder.isPasting && decoder.pasteTimeoutPassed().isEmpty)
        // The mark that comes late is no key.
        #expect(decoder.decode("\u{1B}[201~q".utf8) == [.key(KeyEvent("q"))])
    }

    @Test func `an empty paste that never ends is nothing`() {
        var decoder = InputDecoder()
        _ = decoder.decode("\u{1B}[200~".utf8)
        #expect(decoder.pasteTimeoutPassed().isEmpty && !decoder.isPasting)
    }
}

@Suite struct `Key names` {
    @Test(arguments: [
        "Ctrl-k", "Space", "Alt-Enter", "F5", "G", "Shift-Tab", "Ctrl-Alt-Delete", "-", "Ctrl--", "é", "#",
        "Super-x",
    ])
    func `are read as they are printed`(name: String) {
        #expect(KeyEvent(name)?.description == name)
    }

    @Test(arguments: [
        ("^K", "Ctrl-k"), ("ctrl-K", "Ctrl-k"), ("C-x", "Ctrl-x"), ("M-x", "Alt-x"), ("escape", "Esc"),
        ("pgdn", "PageDown"), ("Shift-a", "A"), ("S-F3", "Shift-F3"),
    ])
    func `have other spellings`(other: String, name: String) {
        #expect(KeyEvent(other)?.description == name)
    }

    @Test(arguments: ["", "Ctrl-", "Hyper-x", "F99", "ab", "\u{1B}", "Ctrl-Nothing"])
    func `are refused when they mean nothing`(name: String) {
        #expect(KeyEvent(name) == nil)
    }

    @Test func `make sequences`() {
        #expect(KeySequence("g g")?.description == "g g")
        #expect(KeySequence("Space m a")?.keys.count == 3)
        #expect(KeySequence("g Nope") == nil)
        #expect(KeySequence("  ") == nil)
        #expect(KeySequence("Ctrl-k")?.shortText(.unicode) == "^K")
        #expect(KeySequence("g g")?.shortText(.unicode) == "gg")
        #expect(KeySequence("Space Enter")?.shortText(.unicode) == "Space ⏎")
        #expect(KeySequence("Enter")?.shortText(.ascii) == "Enter")
    }
}

import CellText
import Testing

@testable import TUI

@Suite struct `Text editor` {
    static func typed(_ keys: [String], into text: String = "") -> TextEditor {
        var editor = TextEditor(text)
        editor.resize(width: 20, height: 5)
        for name in keys {
            if let key = KeyEvent(name) {
                editor.press(key)
            } else {
                for letter in name { editor.press(KeyEvent(letter)) }
            }
        }
        return editor
    }

    @Test(arguments: [
        (["abc", "Enter", "def"], "abc\ndef"), (["abc", "Left", "Enter"], "ab\nc"),
        (["ab", "Enter", "Backspace"], "ab"),
        (["ab", "Home", "Delete"], "b"), (["one two", "Ctrl-w"], "one "),
        (["one", "Enter", "two", "Up", "End", "Delete"], "onetwo"),
        (["ab", "Enter", "cd", "Ctrl-Home", "Ctrl-k", "Ctrl-k"], "cd"),
        (["ab", "Alt-a", "Ctrl-x", "Ctrl-v", "Ctrl-v"], "abab"),
        (["one", "Ctrl-u", "two", "Ctrl-u", "Ctrl-y", "Alt-y"], "one"),
        (["abc", "Shift-Left", "Shift-Left", "x"], "ax"),
        (["日本", "Backspace"], "日"), (["e\u{301}x", "Left", "Backspace"], "x"),
    ])
    func `is edited by the usual keys`(keys: [String], text: String) {
        #expect(Self.typed(keys).text == text)
    }

    @Test func `takes typing back word by word and does it again`() {
        var editor = Self.typed(["hello big world"])
        editor.apply(.undo)
        #expect(editor.text == "hello big ")
        editor.apply(.undo)
        #expect(editor.text == "hello ")
        editor.apply(.redo)
        editor.apply(.redo)
        #expect(editor.text == "hello big world")
        #expect(editor.apply(.redo) == false)
        for _ in 0..<3 { editor.apply(.undo) }
        #expect(editor.text.isEmpty)
        #expect(editor.apply(.undo) == false)
    }

    @Test func `takes deleting back in one go`() {
        var editor = Self.typed(["hello", "Backspace", "Backspace", "Backspace"])
        editor.apply(.undo)
        #expect(editor.text == "hello")
        #expect(editor.cursor.offset == 5)
    }

    @Test func `wraps words and keeps the cursor's cell on the way up and down`() {
        var editor = TextEditor("the quick brown fox jumps\nover\nthe lazy dog again")
        editor.resize(width: 10, height: 6)
        #expect(
            editor.rows.map(\.text) == [
                "the quick ", "brown fox ", "jumps", "over", "the lazy ", "dog again",
            ])
        editor.moveCursor(to: TextPosition(line: 0, offset: 18))
        #expect(editor.cursorPlace == Point(column: 8, row: 1))
        for _ in 0..<2 { editor.apply(.move(.down, selecting: false)) }
        #expect(editor.cursorPlace == Point(column: 4, row: 3))
        editor.apply(.move(.down, selecting: false))
        #expect(editor.cursorPlace == Point(column: 8, row: 4))
        #expect(editor.position(at: Point(column: 2, row: 1)) == TextPosition(line: 0, offset: 12))
    }

    @Test func `scrolls along with the cursor`() {
        var editor = TextEditor((1...50).map { "line \($0)" }.joined(separator: "\n"))
        editor.resize(width: 20, height: 5)
        editor.apply(.move(.end, selecting: false))
        editor.resize(width: 20, height: 5)
        #expect(editor.rows.map(\.text) == ["line 46", "line 47", "line 48", "line 49", "line 50"])
        #expect(editor.hasMore == (above: true, below: false))
        editor.scroll(by: -10)
        #expect(editor.rows.first?.text == "line 36")
        #expect(editor.cursorPlace == nil)
        editor.apply(.move(.pageUp, selecting: false))
        #expect(editor.cursor.line == 45)
    }

    @Test func `shows what is selected, the line end too`() {
        var editor = Self.typed(["Ctrl-Home", "Right", "Shift-Down", "Shift-Right"], into: "abc\ndef")
        #expect(editor.selectedText == "bc\nde")
        #expect(editor.rows.map(\.selection) == [1..<4, 0..<2])
        editor.apply(.insert("x"))
        #expect(editor.text == "axf")
        editor.apply(.undo)
        #expect(editor.text == "abc\ndef")
    }

    @Test func `takes pasted text without its controls`() {
        var editor = TextEditor("a\r\nb\tc\u{1B}[31m\u{9B}")
        #expect(editor.text == "a\nb    c[31m")
        editor.apply(.move(.end, selecting: false))
        editor.apply(.insert("x\ry"))
        #expect(editor.lines.count == 3)
    }

    @Test func `refuses what would be too much`() {
        var editor = TextEditor()
        let chunk = String(repeating: "x", count: TextEditor.byteLimit)
        #expect(editor.apply(.insert(chunk)) == true)
        #expect(editor.apply(.insert("y")) == false)
    }

    @Test func `keeps a text that is larger from the beginning, and lets it grow a little`() {
        var editor = TextEditor(String(repeating: "x", count: TextEditor.byteLimit * 2))
        #expect(editor.byteCount == TextEditor.byteLimit * 2)
        #expect(editor.apply(.insert("y")) == true)
        #expect(editor.apply(.insert(String(repeating: "y", count: 1 << 17))) == false)
        editor.replaceAll(with: String(repeating: "z", count: TextEditor.byteLimit * 3))
        #expect(editor.byteCount == TextEditor.byteLimit * 3)
        editor.apply(.undo)
        #expect(editor.byteCount == TextEditor.byteLimit * 2 + 1)
    }

    @Test func `remembered rows of a long line are those of the line, whatever is done to it`() {
        let line = String(repeating: "wörd 日本 plain words\u{301} 👩‍👩‍👧 ", count: 200)
        var editor = TextEditor("short\n" + line + "\nlast")
        editor.resize(width: 20, height: 6)
        let commands: [EditCommand] = [
            .move(.down, selecting: false), .insert("x"), .newline, .insert("yy "), .delete(.left), .undo,
            .move(.lineEnd, selecting: false), .insert("é"), .redo, .move(.pageUp, selecting: false),
            .kill(.lineEnd), .undo,
        ]
        for command in commands {
            editor.apply(command)
            editor.resize(width: 20, height: 6)
            var fresh = TextEditor(editor.text)
            fresh.moveCursor(to: editor.cursor)
            fresh.width = 20
            fresh.height = 6
            fresh.top = editor.top
            #expect(fresh.rows.map(\.text) == editor.rows.map(\.text))
            #expect(fresh.cursorPlace == editor.cursorPlace)
        }
    }

    @Test(arguments: 0..<20)
    func `breaks mixed text between the same clusters as cluster by cluster`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let pieces = ["a", "word ", "é", "e\u{301}", "日", "👨‍👩‍👧", "🇩🇪", " ", "\u{301}", "x\u{200D}", "\t", "~"]
        var text = ""
        for _ in 0..<120 { text += pieces[Int.random(in: 0..<pieces.count, using: &random)] }
        var places: Set<Int> = [0]
        var at = 0
        for character in text {
            at += character.utf8.count
            places.insert(at)
        }
        let rows = LineWrap.rows(of: text, width: 11)
        #expect(rows.first?.lowerBound == 0 && rows.last?.upperBound == text.utf8.count)
        for (row, next) in zip(rows, rows.dropFirst()) { #expect(row.upperBound == next.lowerBound) }
        for row in rows {
            #expect(places.contains(row.upperBound))
            let part = text.utf8.dropFirst(row.lowerBound).prefix(row.count)
            var words = String(decoding: part, as: UTF8.self)
            while words.last == " " || words.last == "\t" { words.removeLast() }
            #expect(words.cellWidth <= 11)
        }
    }

    @Test(arguments: 0..<12)
    func `agrees with a plain text whatever is done, and undoes all of it`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let start = "héllo 日本 wörld\n\nsecond 👨‍👩‍👧 line\nthird"
        var editor = TextEditor(start)
        editor.resize(width: 9, height: 4)
        let motions: [TextMotion] = [
            .left, .right, .wordLeft, .wordRight, .lineStart, .lineEnd, .up, .down, .pageUp, .pageDown,
            .start, .end,
        ]
        let inserts = ["x", " ", "日", "\u{301}", "two\nlines", "👩", "\u{200D}", "🇩", "🇪"]
        for _ in 0..<300 {
            let motion = motions[Int.random(in: 0..<motions.count, using: &random)]
            let command: EditCommand
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1: command = .insert(inserts[Int.random(in: 0..<inserts.count, using: &random)])
            case 2: command = .delete(motion)
            case 3: command = .kill(motion)
            case 4: command = .newline
            case 5: command = .paste
            case 6: command = .undo
            case 7: command = .redo
            default: command = .move(motion, selecting: Bool.random(using: &random))
            }
            editor.apply(command)
            editor.resize(width: 9, height: 4)
            #expect(editor.lines.indices.contains(editor.cursor.line))
            #expect(editor.cursor == editor.content.clamped(editor.cursor))
            #expect(editor.cursorPlace != nil)
        }
        var steps = 0
        while editor.apply(.undo), steps < 2000 { steps += 1 }
        #expect(editor.text == start)
    }
}

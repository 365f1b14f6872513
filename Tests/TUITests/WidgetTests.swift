import CellText
import Testing

@testable import TUI

@Suite struct `List state` {
    @Test func `moves within its ends and scrolls along`() {
        var list = ListState(count: 100, height: 10)
        list.move(by: 8)
        #expect(list.selected == 8)
        #expect(list.visible == 1..<11)
        list.selectLast()
        #expect(list.visible == 90..<100)
        list.move(by: .max)
        #expect(list.selected == 99)
        list.page(by: -1)
        #expect(list.selected == 90)
        list.selectFirst()
        #expect(list.visible == 0..<10)
    }

    @Test func `keeps the selected row where it is when news come above it`() {
        var list = ListState(count: 100, height: 10)
        list.select(50)
        let line = list.selected - list.offset
        list.update(count: 103, selectedIsNowAt: 53)
        #expect(list.selected == 53)
        #expect(list.selected - list.offset == line)
    }

    @Test func `selects the neighbour of a row that is gone`() {
        var list = ListState(count: 3, height: 10)
        list.selectLast()
        list.update(count: 2, selectedIsNowAt: nil)
        #expect(list.selection == 1)
        list.update(count: 0, selectedIsNowAt: nil)
        #expect(list.selection == nil)
        list.move(by: 1)
        #expect(list.visible.isEmpty)
    }

    @Test func `lets the wheel scroll without moving the selection`() {
        var list = ListState(count: 100, height: 10)
        list.scroll(by: 30)
        #expect(list.selected == 0)
        #expect(list.offset == 30)
        #expect(list.row(atLine: 3) == 33)
        #expect(list.row(atLine: 10) == nil)
        list.move(by: 1)
        #expect(list.visible.contains(list.selected))
    }
}

@Suite struct `Scroll state` {
    @Test func `stays in the text and shows a thumb`() {
        var scroll = ScrollState(count: 100, height: 20)
        scroll.scroll(by: -5)
        #expect(scroll.visible == 0..<20)
        scroll.scrollToEnd()
        #expect(scroll.visible == 80..<100)
        #expect(scroll.thumb(length: 10) == 8..<10)
        scroll.reveal(70)
        #expect(scroll.offset == 70)
        scroll.resize(count: 10, height: 20)
        #expect(scroll.thumb(length: 10) == nil)
    }
}

@Suite struct `Text field` {
    static func type(_ keys: String, into field: TextField = TextField()) -> TextField {
        var field = field
        for word in keys.split(separator: " ") {
            if let key = KeyEvent(String(word)) {
                field.press(key)
            } else {
                for letter in word { field.press(KeyEvent(letter)) }
            }
        }
        return field
    }

    @Test(arguments: [
        ("abc Left x", "abxc"), ("abc Backspace", "ab"), ("foo Space bar Ctrl-w", "foo "),
        ("foo Space bar Ctrl-a Alt-d", " bar"),
        ("abc Ctrl-u Ctrl-y Ctrl-y", "abcabc"), ("abc Shift-Home x", "x"), ("ab Home Delete", "b"),
        ("abc Alt-a Ctrl-x Ctrl-v Ctrl-v", "abcabc"), ("日本 Backspace", "日"), ("ab Left Ctrl-k", "a"),
    ])
    func `is edited by the usual keys`(keys: String, text: String) {
        #expect(Self.type(keys).text == text)
    }

    @Test func `shows the part with the cursor`() {
        var field = TextField("the quick brown fox")
        #expect(field.window(cells: 8).text == "own fox")
        #expect(field.window(cells: 8).cursor == 7)
        field.apply(.move(.lineStart, selecting: false))
        #expect(field.window(cells: 8).text == "the quic")
        field.apply(.move(.wordRight, selecting: true))
        #expect(field.window(cells: 8).selection == 0..<3)
        field.click(cell: 6, cells: 8)
        #expect(field.cursor == 6)
    }

    @Test(arguments: [
        ("foo Space bar Ctrl-z", "foo "), ("foo Space bar Ctrl-z Ctrl-z Ctrl-z", ""),
        ("abc Ctrl-u Ctrl-z", "abc"),
        ("abc Backspace Backspace Ctrl-z", "abc"), ("foo Space bar Ctrl-z Alt-z", "foo bar"),
        ("foo Ctrl-z x Alt-z", "x"), ("Ctrl-z", ""), ("abc Left Left x Ctrl-z", "abc"),
    ])
    func `takes back what was typed, word by word`(keys: String, text: String) {
        #expect(Self.type(keys).text == text)
    }

    @Test func `takes a paste or a completion back as one`() {
        var field = TextField("mia@x.example, ")
        field.apply(.insert("a whole wrong page"))
        field.apply(.undo)
        #expect(field.text == "mia@x.example, " && field.cursor == 15)
        field.replaceAll(with: "Hello")
        field.apply(.undo)
        #expect(field.text == "mia@x.example, ")
        field.apply(.redo)
        #expect(field.text == "Hello")
    }

    @Test func `takes lines and controls as one harmless line`() {
        var field = TextField()
        field.apply(.insert("a\nb\u{1B}c"))
        #expect(field.text == "a b␛c")
        #expect(field.apply(.newline) == false)
    }
}

@Suite struct `Fuzzy matcher` {
    @Test func `finds letters in order and says where`() {
        #expect(FuzzyMatcher.match("arc", in: "Move to Archive")?.positions == [8, 9, 10])
        #expect(FuzzyMatcher.match("mta", in: "Move to Archive")?.positions == [0, 5, 8])
        #expect(FuzzyMatcher.match("xyz", in: "Archive") == nil)
        #expect(FuzzyMatcher.match("", in: "Archive")?.score == 0)
        #expect(FuzzyMatcher.match("ines", in: "Inês Moreau") != nil)
        #expect(FuzzyMatcher.match("snd ltr", in: "Send later") != nil)
    }

    @Test(arguments: [
        ("arch", ["Search everything", "Archive", "March report"], "Archive"),
        ("sl", ["Unsubscribe list", "Send later", "Templates: list"], "Send later"),
        ("reply", ["Reply to all", "Reply", "Replay last keys"], "Reply"),
    ])
    func `puts first what a person means`(query: String, items: [String], best: String) {
        #expect(FuzzyMatcher.rank(query, items) { $0 }.first?.item == best)
    }

    @Test func `bounds its work`() {
        let long = String(repeating: "ab", count: 100_000)
        #expect(FuzzyMatcher.match(String(repeating: "a", count: 5000), in: long) != nil)
    }
}

@Suite struct `Charts` {
    @Test func `draw columns by their share of the greatest`() {
        #expect(Sparkline.text([0, 1, 4, 8], cells: 10, glyphs: .unicode) == "▁▂▅█")
        #expect(Sparkline.text([0, .nan, 8], cells: 2, glyphs: .ascii) == ".#")
        #expect(Sparkline.text([], cells: 5, glyphs: .unicode).isEmpty)
    }

    @Test(arguments: [
        (0.0, "", "░░░░"), (0.5, "██", "░░"), (1.0, "████", ""), (0.001, "▏", "░░░"), (0.999, "███▉", ""),
        (-.infinity, "", "░░░░"),
    ])
    func `never show a bar as full before it is`(fraction: Double, filled: String, rest: String) {
        let bar = ProgressBar.text(fraction, cells: 4, glyphs: .unicode)
        #expect(bar.filled == filled)
        #expect(bar.rest == rest)
    }

    @Test func `leave out the least important columns of a narrow table`() {
        let columns = [
            TableColumn("Who", .cells(10), priority: 3),
            TableColumn("Subject", .flexible(atLeast: 10), priority: 3),
            TableColumn("Sig", .cells(6), priority: 1),
            TableColumn("When", .cells(6), alignment: .trailing, priority: 2),
        ]
        #expect(TableLayout.places(columns, width: 60).map(\.width) == [10, 35, 6, 6])
        #expect(TableLayout.places(columns, width: 30).map(\.index) == [0, 1, 3])
        #expect(TableLayout.places(columns, width: 3).map(\.width) == [3])
    }
}

@Suite struct `Wrapping` {
    @Test(arguments: [
        ("the quick brown fox", 10, ["the quick", "brown fox"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("日本語テキスト", 5, ["日本", "語テ", "キス", "ト"]), ("a verylongword b", 6, ["a", "verylo", "ngword", "b"]),
        ("", 5, [""]),
        ("x", 0, ["x"]), ("word      ", 5, ["word"]),
    ])
    func `breaks between words, else between clusters`(text: String, width: Int, rows: [String]) {
        #expect(
            StyledText([StyledLine(text)]).wrapped(to: width).lines.map { $0.text.trimmingSpaces } == rows)
    }

    @Test func `keeps looks and puts the indent before what follows`() {
        let line: StyledLine = [
            StyledSpan("bold words ", "text.strong"), StyledSpan("and a link", "mail.link"),
        ]
        let rows = line.wrapped(to: 12, indent: [StyledSpan("▎ ", "mail.quote.bar")])
        #expect(rows.map(\.text) == ["bold words", "▎ and a link"].map { $0 })
        #expect(rows[1].spans.map(\.paint) == [.role("mail.quote.bar"), .role("mail.link")])
    }

    @Test func `covers every byte once and never exceeds the width`() {
        var random = SplitMix(seed: 5)
        let pieces = ["word ", "日本", "é", " ", "\t", "👨‍👩‍👧", "longerword", "-"]
        for _ in 0..<500 {
            let line = (0..<12).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            let width = Int.random(in: 1...20, using: &random)
            let rows = LineWrap.rows(of: line, width: width)
            #expect(rows.first?.lowerBound == 0 && rows.last?.upperBound == line.utf8.count)
            for (row, next) in zip(rows, rows.dropFirst()) { #expect(row.upperBound == next.lowerBound) }
            for row in rows {
                let text = line.slice(row.lowerBound, row.upperBound).trimmingSpaces
                #expect(text.cellWidth <= max(2, width), "'\(text)' in \(width)")
            }
        }
    }
}

extension String {
    var trimmingSpaces: String {
        var text = self
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

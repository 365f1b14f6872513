import CellText
import TUI
import Testing

@Suite struct `Cell buffer` {
    @Test func `draws a pane as in the picture`() {
        var buffer = Buffer(columns: 44, rows: 4)
        let theme = Theme.builtIn("dark")
        let inside = buffer.box(
            buffer.bounds, FrameTitle(badge: "1", title: "Inbox · Hot", note: "4 unread"),
            style: FrameStyle(theme, isFocused: true), glyphs: .unicode)
        buffer.write("Mia Chen", column: inside.column, row: inside.row)
        buffer.write("16:41", endingBefore: inside.endColumn, row: inside.row)
        #expect(
            buffer.snapshot == """
                ╭─ 1  Inbox · Hot ────────────── 4 unread ─╮
                │Mia Chen                             16:41│
                │                                          │
                ╰──────────────────────────────────────────╯
                """)
        #expect(buffer[3, 0].style == theme.style(.paneBadgeFocused))
    }

    @Test func `draws the same pane in ASCII`() {
        var buffer = Buffer(columns: 24, rows: 3)
        buffer.box(
            buffer.bounds, FrameTitle(badge: "2", title: "Contact"),
            style: FrameStyle(.builtIn("mono"), isFocused: false), glyphs: .ascii)
        #expect(
            buffer.snapshot == """
                +- 2  Contact ---------+
                |                      |
                +----------------------+
                """)
    }

    @Test(arguments: [
        (0, ""), (3, "╭─╮"), (8, "╭─ 1 ──╮"), (12, "╭─ 1  In… ─╮"), (20, "╭─ 1  Inbox · Hot ─╮"),
    ])
    func `gives up parts of the title as it gets narrow`(width: Int, line: String) {
        var buffer = Buffer(columns: width, rows: 2)
        buffer.box(
            buffer.bounds, FrameTitle(badge: "1", title: "Inbox · Hot", note: "4 unread"),
            style: FrameStyle(.builtIn(), isFocused: false), glyphs: .unicode)
        #expect(buffer.line(0) == line)
    }

    @Test(arguments: [
        ("abcdef", 4, "abcd"), ("日本語", 4, "日本"), ("日本語", 5, "日本"), ("a日", 2, "a"), ("\u{1B}[2J", 9, "␛[2J"),
        ("👨‍👩‍👧x", 3, "👨‍👩‍x"),
    ])
    func `clips text by cells and shows what is hostile`(text: String, cells: Int, expected: String) {
        var buffer = Buffer(columns: 20, rows: 1)
        let end = buffer.write(text, column: 0, row: 0, maxCells: cells)
        #expect(end <= cells)
        #expect(
            Array(buffer.snapshot.unicodeScalars.filter { $0 != "\u{200D}" })
                == Array(expected.unicodeScalars.filter { $0 != "\u{200D}" }))
    }

    @Test func `blanks the other half of a wide character that is half overwritten`() {
        var buffer = Buffer(columns: 8, rows: 1)
        buffer.write("日本語", column: 0, row: 0)
        buffer.write("x", column: 1, row: 0)
        #expect(buffer.line(0) == " x本語")
        buffer.write("y", column: 4, row: 0)
        #expect(buffer.line(0) == " x本y")
        buffer.write("語", column: 3, row: 0)
        #expect(buffer.line(0) == " x 語")
        #expect((0..<8).allSatisfy { buffer[$0, 0].isContinuation == ($0 == 4) })
    }

    @Test func `never leaves half a wide character, whatever is drawn`() {
        var random = SplitMix(seed: 3)
        var buffer = Buffer(columns: 13, rows: 3)
        for _ in 0..<5000 {
            let column = Int.random(in: -4...14, using: &random)
            let row = Int.random(in: -1...3, using: &random)
            let text =
                ["日", "a", "日本語", "\u{1B}", "e\u{301}", "🇩🇪", "ab日c"].randomElement(using: &random) ?? ""
            let rect = Rect(column: column, row: row, width: Int.random(in: 0...5, using: &random), height: 2)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: buffer.fill(rect, Style(background: .ansi(3)))
            case 1:
                buffer.within(rect) { $0.write(text, column: Int.random(in: -2...3, using: &random), row: 0) }
            case 2: buffer.fill(rect, repeating: "─", .plain)
            default: buffer.write(text, column: column, row: row)
            }
            for row in 0..<3 {
                for column in 0..<13 {
                    let isWide = buffer[column, row].width == 2
                    #expect(isWide == (column < 12 && buffer[column + 1, row].isContinuation))
                }
            }
        }
    }

    @Test func `keeps drawing inside a region, in the region's own places`() {
        var buffer = Buffer(columns: 10, rows: 3)
        buffer.within(Rect(column: 2, row: 1, width: 4, height: 1)) { region in
            #expect(region.bounds == Rect(width: 4, height: 1))
            region.write("abcdefgh", column: 0, row: 0)
            region.write("below", column: 0, row: 1)
            region.within(Rect(column: 3, row: 0, width: 9, height: 9)) { $0.write("zz", column: 0, row: 0) }
        }
        #expect(buffer.snapshot == "\n  abcz\n")
        #expect(buffer.bounds == Rect(width: 10, height: 3))
    }

    @Test func `keeps the background under text that brings none`() {
        var buffer = Buffer(columns: 6, rows: 1)
        buffer.fill(buffer.bounds, Style(foreground: .ansi(1), background: .ansi(4)))
        buffer.write("ab", column: 0, row: 0, style: Style(foreground: .ansi(2), attributes: .bold))
        buffer.restyle(Rect(column: 1, row: 0, width: 2, height: 1), Style(background: .ansi(7)))
        #expect(
            buffer.styledSnapshot == """
                ab
                abcddd
                a: green on blue bold
                b: green on white bold
                c: red on white
                d: red on blue
                """)
    }

    @Test func `tells the damage in whole characters`() {
        var before = Buffer(columns: 10, rows: 2)
        before.write("a日b", column: 0, row: 0)
        var after = before
        #expect(after.diff(from: before) == [])
        after.write("本", column: 1, row: 0)
        after.write("x", column: 9, row: 1)
        #expect(
            after.diff(from: before) == [Damage(row: 0, columns: 1..<3), Damage(row: 1, columns: 9..<10)])
        #expect(after.diff(from: Buffer(columns: 3, rows: 3)).count == 2)
    }

    @Test func `gives what was drawn when the damage is painted over the old`() {
        var random = SplitMix(seed: 11)
        for _ in 0..<300 {
            var old = Buffer(columns: 12, rows: 2)
            var new = Buffer(columns: 12, rows: 2)
            for _ in 0..<4 {
                old.write("日本 ab", column: Int.random(in: 0..<12, using: &random), row: 0)
                new.write("日a本b", column: Int.random(in: 0..<12, using: &random), row: 0)
            }
            for run in new.diff(from: old) {
                #expect(!new[run.columns.lowerBound, run.row].isContinuation)
                #expect(!new[run.columns.upperBound, run.row].isContinuation || run.columns.upperBound == 12)
            }
        }
    }
}

@Suite struct `Rectangles` {
    let rect = Rect(column: 2, row: 1, width: 10, height: 6)

    @Test func `split without losing a cell`() {
        #expect(rect.split(top: 2).rest == Rect(column: 2, row: 3, width: 10, height: 4))
        #expect(rect.split(bottom: 9).rest.isEmpty)
        #expect(rect.split(leading: 3).leading == Rect(column: 2, row: 1, width: 3, height: 6))
        #expect(rect.split(trailing: 3).trailing == Rect(column: 9, row: 1, width: 3, height: 6))
    }

    @Test(arguments: [
        ([Length.cells(3), .flexible()], 10, 1, [3, 6]), ([.percent(50), .percent(50)], 9, 0, [4, 4]),
        ([.flexible(weight: 2), .flexible()], 10, 0, [6, 4]), ([.cells(8), .cells(8)], 10, 0, [8, 2]),
        ([.flexible(atLeast: 4), .cells(5)], 6, 0, [1, 5]), ([], 5, 1, []),
    ])
    func `share a line among parts`(lengths: [Length], total: Int, gap: Int, sizes: [Int]) {
        #expect(Length.resolve(lengths, total: total, gap: gap) == sizes)
    }

    @Test func `stay within bounds as popups`() {
        let screen = Rect(width: 40, height: 12)
        let below = PopupPlacement.beside(
            Rect(column: 4, row: 2, width: 1, height: 1), width: 20, height: 4, in: screen)
        #expect(below == Rect(column: 4, row: 3, width: 20, height: 4))
        let above = PopupPlacement.beside(
            Rect(column: 35, row: 10, width: 1, height: 1), width: 20, height: 4, in: screen)
        #expect(above == Rect(column: 20, row: 6, width: 20, height: 4))
        #expect(
            PopupPlacement.beside(Rect(width: 1, height: 1), width: 99, height: 99, in: screen).width == 40)
    }
}

import CellText
import Testing

@testable import MailCore

@Suite struct `Rendering HTML` {
    private func lines(_ html: String, width: Int = 40) -> [String] {
        HTMLRenderer.render(html, width: width).lines.map(\.text)
    }

    @Test func `sets paragraphs, headings and lists apart`() {
        #expect(
            lines(
                "<h1>Plan</h1><p>One   two</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol start=3><li>x</ol>"
            ) == [
                "Plan", "", "One two", "", "  • a", "     ◦ b", "  • c", "", "  3. x",
            ])
    }

    @Test func `numbers links by their true target`() {
        let text = HTMLRenderer.render(
            "<a href='https://evil.example/x'>https://bank.example</a> <a href='https://ok.example'>here</a> <a href='https://ok.example'>again</a> <a href='javascript:x()'>no</a>",
            width: 80)
        #expect(text.lines.map(\.text) == ["https://bank.example [1] here [2] again [2] no"])
        #expect(text.links.map(\.target) == ["https://evil.example/x", "https://ok.example"])
        #expect(text.links.map(\.isDeceptive) == [true, false])
    }

    @Test func `drops pixels, spacers, scripts and hidden words`() {
        let html = """
            <div style="display:none;max-height:0">preheader</div><span style="font-size:0px">x</span>
            <img src=p width=1 height=1 alt=pixel><img src=l alt="Acme logo"><script>alert(1)</script>
            <style>p{}</style><p hidden>h</p>\u{200B}\u{AD}<p>Hello&zwnj;&nbsp;&zwnj;&nbsp;there</p>
            """
        #expect(lines(html) == ["Acme logo", "", "Hello there"])
    }

    @Test func `aligns tables of data`() {
        let html =
            "<table><tr><th>Item<th>Price</tr><tr><td>Seat<td>$ 40.00</tr><tr><td>Support<td>$ 5.00</table>"
        #expect(
            lines(html) == ["Item       Price", "────────────────", "Seat     $ 40.00", "Support   $ 5.00"])
    }

    @Test func `lets cells reach over columns and rows`() {
        let html = """
            <table><tr><th colspan=2>Quarter one</th><th>Sum</th></tr>
            <tr><td>North</td><td>100</td><td>7</td></tr><tr><td rowspan=2>South</td><td>20</td><td>8</td></tr>
            <tr><td>3</td><td>9</td></tr><tr><td colspan=2>All of them</td><td>24</td></table>
            """
        #expect(
            lines(html) == [
                "Quarter one  Sum", "────────────────", "North   100    7", "South    20    8",
                "          3    9", "All of them   24",
            ])
        let hostile =
            "<table border=1><tr><td colspan=999999999>a<td rowspan=99999999>b</tr><tr><td>c</table>"
        #expect(lines(hostile).joined(separator: " ").contains("c"))
    }

    @Test(arguments: [
        (".m{display:none}", "<p class=m>x</p>", true),
        (
            "td.m, #pre { color: red; display : none !important }", "<p id=pre style='display:block'>x</p>",
            true
        ),
        ("<!-- .m{display:none} -->", "<p class='a m'>x</p>", true),
        ("/* { */ .a.m{display:none}", "<p class='a m'>x</p>", true),
        (".m{display:none} .m{display:block}", "<p class=m>x</p>", false),
        (".m{display:none}", "<p class=m style='display:block'>x</p>", false),
        ("td.m{display:none}", "<p class=m>x</p>", false),
        (".a .m{display:none}", "<p class=m>x</p>", false),
        (".m:hover{display:none} .m[x]{display:none}", "<p class=m>x</p>", false),
        ("@media (max-width:600px){.m{display:none}.z{}} @import 'x';", "<p class=m>x</p>", false),
        (".m{display:none", "<p class=m>x</p>", true), ("@media {{{", "<p class=m>x</p>", false),
    ])
    func `honours what a style sheet hides`(css: String, body: String, isHidden: Bool) {
        let html = "<head><style>\(css)</style></head><body>\(body)<p>Hello</p></body>"
        #expect(lines(html).contains("x") == !isHidden)
        #expect(lines(html).contains("Hello"))
        #expect(lines("<div><style>\(css)</style>\(body)</div><p>Hello").contains("x") == !isHidden)
    }

    @Test func `puts the cells of layout tables one after the other`() {
        let html =
            "<table role=presentation><tr><td><p>One</p><p>Two</p><td><table><tr><td>Three</table></table>"
        #expect(lines(html) == ["One", "", "Two", "Three"])
    }

    @Test func `marks quotations with their level and folds deep ones`() {
        let html = "a<blockquote>b<blockquote>c<blockquote>d<br>e<br>f</blockquote></blockquote></blockquote>"
        let text = HTMLRenderer.render(html, width: 40)
        #expect(text.lines.map(\.quoteLevel).max() == 3)
        #expect(text.lines.contains { $0.folded == 3 })
        var options = RenderOptions()
        options.foldsQuotesBeyond = nil
        #expect(HTMLRenderer.render(html, width: 40, options: options).plain.contains("│ │ │ f"))
    }

    @Test func `keeps blanks of preformatted text`() {
        #expect(lines("<pre>a  b\n c</pre>") == ["a  b", " c"])
    }

    @Test(arguments: [20, 21, 33, 80])
    func `never draws beyond the width`(width: Int) {
        let html = """
            <p>日本語の文章、とても長い。</p><p>aVeryLongWordWithoutAnyBreakAtAllThatGoesOnAndOn 👨‍👩‍👧‍👦👍🏽</p>
            <blockquote><ul><li><ol><li>x y z https://a.example/long/long/long/long/path</ol></ul></blockquote>
            <table><tr><th>one<th>two<th>three<th>four</tr><tr><td>a long cell with words<td>b<td>c<td>d</table><pre>\(String(repeating: "x", count: 200))</pre>
            """
        for line in HTMLRenderer.render(html, width: width).lines {
            #expect(line.text.cellWidth <= width, "\(line.text)")
        }
    }

    @Test func `sends nothing to the terminal that drives it`() {
        let text = HTMLRenderer.render(
            "<p>a&#27;[31m\u{202E}b\u{9B}c<a href='https://x.example/&#10;\u{1B}'>l</a>", width: 40)
        let shown = text.plain + text.links.map(\.target).joined()
        #expect(shown.unicodeScalars.allSatisfy { Sanitizer.isSafe($0) || $0 == "\n" })
    }

    @Test(arguments: [
        String(repeating: "<div>", count: 10_000) + "deep",
        String(repeating: "<table><tr><td>", count: 4_000) + "deep",
        String(repeating: "<b><font color=a>", count: 20_000) + "deep",
        "<a " + (0..<20_000).map { "x\($0)=1" }.joined(separator: " ") + ">a</a>deep",
        String(repeating: "<!--", count: 20_000) + "-->deep",
        String(repeating: "<blockquote><ul><li>", count: 3_000) + "deep",
    ])
    func `survives markup made to hurt`(html: String) {
        #expect(HTMLRenderer.render(html, width: 60).lines.count < 100)
        _ = HTMLSanitizer.fragment(of: html)
        _ = HTMLText.words(of: html)
    }

    @Test(arguments: 0..<10)
    func `survives mutated markup`(seed: UInt64) {
        var random = SplitMix(state: seed)
        let pieces = [
            "<table>", "<tr>", "<td>", "<th colspan=9>", "</table>", "<ul>", "<li>", "</ul>",
            "<a href=https://x.example>", "</a>", "<b>", "</i>",
            "<blockquote>", "<pre>", "text ", "日本", "\u{0}", "&#0;", "<img alt=x>", "<br>",
            "<p style='display:none'>", "</p>", "<hr>", "<!--", "-->", "<", "'\"",
            "<svg><math>", "<select><option>", "<h2>", "<div style=\"", "&nbsp;",
        ]
        for _ in 0..<40 {
            let html = (0..<60).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            for line in HTMLRenderer.render(html, width: 30).lines {
                #expect(line.text.cellWidth <= 30, "\(html)")
            }
            _ = HTMLRewriter.rewrite(html, pixel: "https://p.example/") { "https://t.example/\($0.index)" }
            _ = HTMLText.plainText(of: html)
        }
    }
}

@Suite struct `Rendering plain text` {
    @Test func `shows quotations, links and the signature for what they are`() {
        let text = HTMLRenderer.render(plain: "Hi\n\n> old https://x.example/a\n-- \nDana\n", width: 40)
        #expect(text.lines.map(\.text) == ["Hi", "", "│ old https://x.example/a [1]", "--", "Dana"])
        #expect(text.lines[2].spans.map(\.role).contains(.quote(1)))
        #expect(text.lines[4].spans.map(\.role) == [.signature])
        #expect(text.links.map(\.target) == ["https://x.example/a"])
    }

    @Test func `refills flowed paragraphs`() {
        let text = HTMLRenderer.render(
            plain: "one two \nthree four \nfive", flow: .flowed(deletesSpace: false), width: 20)
        #expect(text.lines.map(\.text) == ["one two three four", "five"])
    }

    @Test func `folds long quotations when asked`() {
        var options = RenderOptions()
        options.quotePreviewLines = 2
        let text = HTMLRenderer.render(
            plain: (1...9).map { "> line \($0)" }.joined(separator: "\n"), width: 40, options: options)
        #expect(text.lines.map(\.text) == ["│ line 1", "│ line 2", "│ … 7 more lines"])
    }
}

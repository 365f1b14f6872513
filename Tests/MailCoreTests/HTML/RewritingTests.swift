import Foundation
import Testing

@testable import MailCore

@Suite struct `Rewriting links` {
    @Test func `changes only web links and nothing else`() {
        let html = """
            <!-- keep --><BODY bgcolor=red><a href="https://a.example/?x=1&amp;y=2" class=b>One <b>two</b></a>
            <a href=http://b.example>B</a><a href='mailto:x@y.example'>m</a><a href="#top">t</a><a href="tel:1">c</a>
            <a href="https://u.example" data-rapport="keep">u</a><a class="unsubscribe" href="https://v.example">v</a></BODY>
            """
        var seen: [HTMLRewriter.Link] = []
        let result = HTMLRewriter.rewrite(html, pixel: "https://p.example/?a=1&b=2") { link in
            seen.append(link)
            return "https://t.example/\(link.index)?a&b"
        }
        #expect(seen.map(\.url) == ["https://a.example/?x=1&y=2", "http://b.example"])
        #expect(seen.map(\.text) == ["One two", "B"])
        let expected =
            html
            .replacing("\"https://a.example/?x=1&amp;y=2\"", with: "\"https://t.example/0?a&amp;b\"")
            .replacing("=http://b.example", with: "=\"https://t.example/1?a&amp;b\"")
            .replacing(
                "</BODY>",
                with:
                    "<img src=\"https://p.example/?a=1&amp;b=2\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;width:1px;height:1px;border:0\"></BODY>"
            )
        #expect(result == expected)
    }

    @Test(arguments: [
        "<a href='mailto:x@y.example?subject=https://z.example'>a</a>", "<a href='tel:+31'>a</a>",
        "<a href='#top'>a</a>", "<a href='/relative'>a</a>", "<a href='//host.example/p'>a</a>",
        "<a href=''>a</a>",
        "<a>a</a>", "<A HREF='javascript:location=\"https://x.example\"'>a</A>",
        "<a href='ftp://x.example'>a</a>",
        "<a href='cid:1@x'>a</a>", "<a href='data:text/html,<a href=https://x.example>'>a</a>",
        "<link href='https://x.example/s.css'><img src='https://x.example/p.png'><form action='https://x.example'>",
        "<!-- <a href='https://x.example'>a</a> -->", "<script>'<a href=\"https://x.example\">'</script>",
        "<style>a{background:url(https://x.example)}</style>",
        "<textarea><a href='https://x.example'></textarea>",
        "<!--[if mso]><v:roundrect href=\"https://x.example\"><a href=\"https://x.example\">a</a></v:roundrect><![endif]-->",
        "<v:rect xmlns:v='urn:schemas-microsoft-com:vml' href='https://x.example'></v:rect>",
        "https://x.example in words",
        "<div title='<a href=https://x.example>'>a</div>",
    ])
    func `leaves what is no web link of the page`(html: String) {
        #expect(HTMLRewriter.rewrite(html) { _ in "https://t.example" } == html)
    }

    @Test(arguments: [
        ("<A HREF='HTTPS://X.EXAMPLE/A'>a</A>", "HTTPS://X.EXAMPLE/A"),
        ("<a\n  class=x\n  href =\n 'https://x.example'\n>a</a>", "https://x.example"),
        ("<a href=' https://x.example '>a</a>", "https://x.example"),
        (
            "<a href='https://x.example/?a=1&#38;b=2&amp;c&lt;&eacute;'>a</a>",
            "https://x.example/?a=1&b=2&c<é"
        ),
        ("<a href=\"https://x.example/'quoted'\">a</a>", "https://x.example/'quoted'"),
        ("<map><area shape=rect href=https://x.example></map>", "https://x.example"),
        ("<!--[if !mso]><!--><a href=https://x.example>a</a><!--<![endif]-->", "https://x.example"),
        ("<![if !mso]><a href=https://x.example>a</a><![endif]>", "https://x.example"),
        ("<table><tr><td><a href=https://x.example><img src=b.png></a>", "https://x.example"),
        ("<a href='https://x.example/ä b'>a</a>", "https://x.example/ä b"),
    ])
    func `finds web links however they are written, and changes only their targets`(html: String, url: String)
    {
        var seen: [String] = []
        let result = HTMLRewriter.rewrite(html) { link in
            seen.append(link.url)
            return "https://t.example/1?a&b"
        }
        #expect(seen == [url])
        #expect(result.contains("\"https://t.example/1?a&amp;b\""))
        let parts = result.components(separatedBy: "\"https://t.example/1?a&amp;b\"")
        #expect(parts.count == 2 && html.hasPrefix(parts[0]) && html.hasSuffix(parts[1]))
    }

    @Test func `never cuts a page short`() {
        let large =
            "<p>" + String(repeating: "0123456789", count: 250_000) + "<a href='https://x.example'>end</a>"
        #expect(HTMLRewriter.rewrite(large) { _ in "https://t.example" } == large)
        #expect(
            HTMLRewriter.rewrite(large, pixel: "https://p.example") { _ in nil }.hasPrefix(large + "<img "))
        let deep = String(repeating: "<div>", count: 400) + "<a href='https://x.example'>a</a>"
        #expect(HTMLRewriter.rewrite(deep) { _ in "https://t.example" } == deep)
    }

    @Test func `leaves a page alone when there is nothing to do`() {
        let html = "<p>a<p>b</i>&nbsp;<a href='https://x.example'>x"
        #expect(HTMLRewriter.rewrite(html) { _ in nil } == html)
        #expect(HTMLRewriter.rewrite("plain", pixel: nil) { _ in nil } == "plain")
    }

    @Test func `hands a link out once even where the parser repairs the nesting`() {
        var count = 0
        _ = HTMLRewriter.rewrite(
            "<a href='https://x.example'><div>a</div><table><a href='https://y.example'>b</table>"
        ) { _ in
            count += 1
            return nil
        }
        #expect(count == 2)
    }
}

@Suite struct `Sanitising` {
    @Test(arguments: [
        ("<p onclick=x()>a<script>b</script></p>", "<p>a</p>"), ("<a href='javascript:x'>a</a>", "<a>a</a>"),
        ("<a href=' java\tscript:x'>a</a>", "<a>a</a>"), ("<form><input>a</form>", "a"),
        ("<div style='background:url(x)'>a</div>", "<div>a</div>"),
        ("<img src='https://t.example/p' width=1 height=1>a", "a"), ("<iframe src=x>y</iframe>a", "a"),
        ("a<svg><script>x</script></svg>", "a"),
    ])
    func `keeps words and drops what acts`(html: String, expected: String) {
        #expect(HTMLSanitizer.fragment(of: html) == expected)
    }
}

@Suite struct `Text and HTML of one source` {
    @Test func `plain text becomes simple markup`() {
        let html = HTMLText.html(
            fromPlain:
                "Hi **you** & <me>,\n\n- a\n- see [this](https://x.example/?a&b)\n\n> old\nbye https://y.example."
        )
        #expect(html.contains("Hi <b>you</b> &amp; &lt;me&gt;,</p>"))
        #expect(html.contains("<li>a</li>"))
        #expect(html.contains("<a href=\"https://x.example/?a&amp;b\" style=\"color:#1a56db\">this</a>"))
        #expect(html.contains("old</p>\n</blockquote>"))
        #expect(html.contains(">https://y.example</a>."))
        #expect(!HTMLText.html(fromPlain: "[x](javascript:alert(1))").contains("href"))
    }

    @Test func `a page becomes plain text with footnotes`() {
        let text = HTMLText.plainText(
            of:
                "<h2>Plan</h2><p>See <a href='https://x.example'>this</a>.</p><ul><li>a</ul><blockquote>q</blockquote>"
        )
        #expect(text == "Plan\n\nSee this [1].\n\n  - a\n\n> q\n\n[1] https://x.example\n")
    }

    @Test func `words for the index leave markup out`() {
        #expect(
            HTMLText.words(of: "<style>x</style><p>a&amp;b<br>c &#8212; d<!-- no --><a title='>'>e</a>")
                == "a&b c — d e")
    }
}

import Testing

@testable import MailCore

@Suite struct `Parsing a message` {
    private func parse(_ text: String) -> ParsedMessage { MIMEParser.parse(Array(text.utf8)) }

    @Test func `reads the fields of an ordinary mail`() throws {
        let message = parse(
            """
            From: "Chen, Mia" <mia@northwind.example>\r
            To: dana@acme.example, Piet <piet@northwind.example>\r
            Subject: =?utf-8?q?Pricing_f=C3=BCr?= =?utf-8?q?_40?= seats\r
            Date: Fri, 20 Nov 2026 16:41:00 +0100\r
            Message-ID: <a1@northwind.example>\r
            In-Reply-To: <z9@acme.example>\r
            References: <y8@acme.example>\r
             <z9@acme.example>\r
            \r
            Hi Dana,\r
            thanks.\r

            """)
        #expect(message.from == [Mailbox(name: "Chen, Mia", address: "mia@northwind.example")])
        #expect(message.to.map(\.address) == ["dana@acme.example", "piet@northwind.example"])
        #expect(message.subject == "Pricing für 40 seats")
        #expect(message.date?.iso8601 == "2026-11-20T15:41:00Z")
        #expect(message.date?.offsetMinutes == 60)
        #expect(message.messageID == "a1@northwind.example")
        #expect(message.inReplyTo == ["z9@acme.example"])
        #expect(message.references == ["y8@acme.example", "z9@acme.example"])
        #expect(message.text == "Hi Dana,\nthanks.\n")
        #expect(message.problems.isEmpty)
    }

    @Test(arguments: [
        ("=?utf-8?B?44GT?= =?utf-8?B?44KT?=", "こん"),
        ("=?utf-8?B?44E=?= =?utf-8?B?kw==?=", "こ"),  // one character over two words
        ("=?iso-8859-1?Q?caf=E9?= plain", "café plain"),
        ("=?UTF-8*en?q?a_b?=", "a b"),
        ("=?nonsense?q?caf=C3=A9?=", "café"),
        ("=??Q?caf=E9?=", "café"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("a =?= b", "a =?= b"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
    ])
    func `decodes encoded words`(raw: String, expected: String) {
        #expect(parse("Subject: \(raw)\n\nx").subject == expected)
    }

    @Test func `reads raw bytes in headers as UTF-8, then as the body's charset, then as windows-1252`() {
        let utf8 = Array("Subject: Gr\u{FC}n\n\nx".utf8)
        #expect(MIMEParser.parse(utf8).subject == "Grün")
        let latin = Array("Subject: Gr".utf8) + [0xFC] + Array("n\n\nx".utf8)
        #expect(MIMEParser.parse(latin).subject == "Grün")
        let greek =
            Array("Subject: ".utf8) + [0xC1, 0xE8]
            + Array("\nContent-Type: text/plain; charset=iso-8859-7\n\nx".utf8)
        #expect(MIMEParser.parse(greek).subject == "Αθ")
    }

    @Test func `separates text, HTML and attachments`() throws {
        let bytes = Array(
            """
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe
            --a
            Content-Type: text/html

            <p>Hi</p>
            --a--
            --m
            Content-Type: application/pdf; name="../../etc/x.pdf"
            Content-Disposition: attachment; filename*=utf-8''..%2F..%2F%C3%9Cber.pdf
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --m
            Content-Type: message/rfc822

            Subject: inner

            body
            --m--

            """.utf8)
        let message = MIMEParser.parse(bytes)
        #expect(message.text.contains("Grüße"))
        #expect(message.html?.contains("<p>Hi</p>") == true)
        #expect(message.attachments.map(\.type) == ["application/pdf", "message/rfc822"])
        let file = try #require(message.attachments.first)
        #expect(file.name == "Über.pdf")
        #expect(file.path == "2")
        #expect(MIMEParser.attachment(in: bytes, at: "2") == Array("hello".utf8))
        let inner = try #require(MIMEParser.attachment(in: bytes, at: "3"))
        #expect(MIMEParser.parse(inner).subject == "inner")
        #expect(MIMEParser.attachment(in: bytes, at: "9.1") == nil)
    }

    @Test func `tells inline pictures from attachments`() {
        let message = parse(
            """
            Content-Type: multipart/related; boundary=r

            --r
            Content-Type: text/html

            <img src="cid:logo">
            --r
            Content-Type: image/png; name=logo.png
            Content-ID: <logo>
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --r--
            """)
        #expect(message.attachments.map(\.isInline) == [true])
        #expect(message.attachments.first?.contentID == "logo")
        #expect(!message.hasAttachments)
    }

    @Test(arguments: ["", "\n", "\0\0\0", "no headers at all", "Subject", ":::\n\n", "From: \n\n", "\r\r\r"])
    func `shows something of anything`(text: String) {
        let message = parse(text)
        #expect(message.size == text.utf8.count)
    }

    @Test func `keeps the text of a multipart without boundary or end`() {
        let open = parse(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello")
        #expect(open.text.contains("hello"))
    }

    @Test func `reads a message whose lines end in CR alone`() {
        #expect(parse("Subject: a\rTo: b@c.example\r\rtext").subject == "a")
    }

    @Test func `skips the envelope line of an mbox`() {
        #expect(parse("From a@b.example Fri Nov 20 16:41:00 2026\nSubject: x\n\ny").subject == "x")
    }

    @Test func `takes declared UTF-8 that is not for windows-1252`() {
        let bytes = Array("Content-Type: text/plain; charset=utf-8\n\nprice ".utf8) + [0x80] + Array("5".utf8)
        #expect(MIMEParser.parse(bytes).text == "price €5")
    }

    @Test func `bounds parts, depth and addresses`() {
        let deep = (0..<400).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        #expect(parse(deep + "x").problems.contains(.nestedTooDeep))
        let wide =
            "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 3_000)
        #expect(parse(wide).problems.contains(.tooManyParts))
        let many = "To: " + String(repeating: "a@b.example,", count: 30_000) + "\n\nx"
        #expect(parse(many).to.count == AddressParser.mailboxLimit)
    }

    @Test func `reports list and automatic headers`() {
        let message = parse(
            """
            List-Id: Sales talk <sales.lists.example>
            List-Unsubscribe: <mailto:u@lists.example>, <https://lists.example/u?x=1>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            Auto-Submitted: auto-replied; owner-email="a@b.example"

            x
            """)
        #expect(message.listID == "sales.lists.example")
        #expect(message.listUnsubscribe == ["mailto:u@lists.example", "https://lists.example/u?x=1"])
        #expect(message.unsubscribesByOneClick)
        #expect(message.autoSubmitted == "auto-replied")
    }
}

@Suite struct `Parsing under attack` {
    @Test(arguments: [
        "Content-Type: multipart/mixed\r\n\r\nHello there\r\n",
        "Content-Type: multipart/mixed; boundary=x\r\n\r\nHello there\r\n",
        "Content-Type: multipart/alternative; boundary=\"\"\r\n\r\nHello there\r\n",
    ])
    func `shows the raw body of a multipart without parts`(mail: String) {
        let message = MIMEParser.parse(Array(("From: a@b.test\r\n" + mail).utf8))
        #expect(message.text.contains("Hello there"))
        #expect(message.problems.contains(.noBoundary), "\(message.problems)")
    }

    @Test func `keeps what Outlook wraps and what is uuencoded`() {
        let tnef = """
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: application/ms-tnef
            Content-Transfer-Encoding: base64

            eJ8+Ig==
            --x--
            """
        let wrapped = MIMEParser.parse(Array(tnef.utf8))
        #expect(wrapped.attachments.map(\.name) == ["winmail.dat"])
        #expect(MIMEParser.attachment(in: Array(tnef.utf8), at: "1") == [0x78, 0x9F, 0x3E, 0x22])
        let encoded = "begin 644 note.txt\n%2&5L;&\\`\n`\nend\n"
        let inline = MIMEParser.parse(Array("From: a@b.test\n\nSee below.\n\(encoded)".utf8))
        #expect(inline.text.contains("See below.") && inline.text.contains("begin 644 note.txt"))
        let whole = "Content-Transfer-Encoding: x-uuencode\n\n\(encoded)"
        #expect(MIMEParser.parse(Array(whole.utf8)).text.contains("Hello"))
    }

    @Test(arguments: 0..<12)
    func `mutated messages neither crash nor grow`(seed: UInt64) {
        var random = SplitMix(state: seed)
        let base = Array(
            """
            From: =?utf-8?q?Zo=C3=AB?= <zoe@x.example>, "a\\"b" <b@c.example>
            Date: Fri, 20 Nov 2026 16:41:00 +0100
            Content-Type: multipart/mixed; boundary="=_b"; charset*0*=utf-8''a%20

            --=_b
            Content-Type: text/plain; charset=gb2312; format=flowed
            Content-Transfer-Encoding: base64

            aGVsbG8gd29ybGQ=
            --=_b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; x.example

            Final-Recipient: rfc822; a@b.example
            Action: failed
            Status: 5.1.1
            --=_b--
            """.utf8)
        for _ in 0..<60 {
            var bytes = base
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                default: bytes.insert(contentsOf: base[0..<min(40, base.count)], at: place)
                }
            }
            let message = MIMEParser.parse(bytes)
            #expect(message.text.utf8.count <= bytes.count * 4 + 64)
            _ = MessageClassifier.classify(message)
            _ = MIMEReport(message)
            _ = HTMLRenderer.render(message, width: 40)
        }
    }
}

/// A small seeded generator, so that a failing case can be run again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

import Testing

@testable import MailCore

/// Mail that breaks RFC 5322 or RFC 2045 in ways that senders are seen to: nothing of it may be lost.
@Suite struct `Damaged mail` {
    private func parse(_ text: String) -> ParsedMessage { MIMEParser.parse(Array(text.utf8)) }

    @Test(arguments: [
        ("\r\n\r\nSubject: Offer\r\nTo: a@x.example\r\n\r\nHello", "empty lines in front"),
        ("      \n \nSubject: Offer\nTo: a@x.example\n\nHello", "lines of blanks in front"),
        ("  Subject: Offer\nTo: a@x.example\n\nHello", "a blank in front of the first field"),
        ("Subject: Offer\r\nTo: a@x.example\r\n \r\nHello", "blanks in the empty line"),
        ("Subject: Offer\nTo: a@x.example\nHello", "no empty line"),
        ("Subject: Offer\n \n\t\nTo : a@x.example\n\nHello", "a folded empty line and a blank at the colon"),
        ("Subject: Offer\nnot a field\nTo: a@x.example\n\nHello", "a line that is no field"),
        ("From x@y.example Mon Jan 1 00:00:00 2026\n\nSubject: Offer\nTo: a@x.example\n\nHello", "both"),
    ])
    func `finds the header's ends`(text: String, damage: String) {
        let message = parse(text)
        #expect(message.subject == "Offer", "\(damage)")
        #expect(message.to.map(\.address) == ["a@x.example"], "\(damage)")
        #expect(message.text == "Hello", "\(damage)")
    }

    @Test func `leaves text without a header alone`() {
        #expect(parse("\n  Hello\n\nSubject: not one").subject == nil)
        #expect(HeaderRepair.repaired(UnsafeBufferPointer(start: nil, count: 0)) == nil)
    }

    private func multipart(_ contentType: String) -> [UInt8] {
        Array(
            """
            Subject: Offer
            \(contentType)

            A message of many parts.

            --part-7
            Content-Type: text/plain

            Hello
            --part-7
            Content-Type: application/pdf; name=offer.pdf
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --part-7--

            """.utf8)
    }

    @Test(arguments: [
        "Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=\"other\"",
        "Content-Type: multipart/mixed;\n\tbo",
    ])
    func `finds the boundary that the header does not name`(contentType: String) {
        let bytes = multipart(contentType)
        let message = MIMEParser.parse(bytes)
        #expect(message.text == "Hello")
        #expect(message.attachments.map(\.name) == ["offer.pdf"])
        #expect(MIMEParser.attachment(in: bytes, at: "2") == Array("hello".utf8))
        #expect(message.problems.contains(.noBoundary))
    }

    @Test func `shows a multipart without any boundary as it is`() {
        let message = parse("Content-Type: multipart/mixed\n\nHello\n--\nAna")
        #expect(message.text == "Hello\n--\nAna")
        #expect(message.problems.contains(.noBoundary))
    }

    @Test func `reads words that only claim to be Base64`() {
        let header = "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
        #expect(parse(header + "Hello Ana, here are the three offers.\n").text.hasPrefix("Hello Ana, here"))
        #expect(parse(header + "SGVsbG8g\n QW5h\n").text == "Hello Ana")
        #expect(parse(header + "SGVsbG8gQW5h!\n").text == "Hello Ana")
        let long = String(repeating: "SGVsbG8gQW5h", count: 100)
        #expect(parse(header + long + "\n\n-- \nsent by a list server").text.hasPrefix("Hello AnaHello"))
    }
}

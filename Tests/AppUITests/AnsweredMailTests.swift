import Testing

@testable import AppUI

@Suite struct `An answered mail without quotation marks` {
    private func body(_ lines: [String]) -> RenderedBody { RenderedBody(lines: lines.map { BodyLine($0) }) }

    @Test(arguments: [("From:", "Sent:"), ("Von:", "Gesendet:"), ("De:", "Enviado:")])
    func `is folded from its headers on`(sender: String, date: String) {
        let lines = [
            "Fine.", "", "\(sender) Dana", "\(date) Thu", "To: Josh", "Subject: x", "", "a", "b", "c",
        ]
        let shown = ReaderLine.lines(of: body(lines), unfolding: false)
        #expect(shown.count == 5)
        guard case .fold(let count, 1, _)? = shown.last else {
            Issue.record("nothing is folded")
            return
        }
        #expect(count == 5)
        #expect(ReaderLine.lines(of: body(lines), unfolding: true).count == lines.count)
    }

    @Test func `stays open when it is all there is`() {
        let lines = ["From: Dana", "Sent: Thu", "To: Josh", "", "a", "b", "c", "d"]
        #expect(ReaderLine.lines(of: body(lines), unfolding: false).count == lines.count)
    }

    @Test func `is not seen in a sentence that begins with From`() {
        let lines = ["Hi", "", "From: here it is far", "and more", "text", "text", "text"]
        #expect(ReaderLine.lines(of: body(lines), unfolding: false).count == lines.count)
    }

    @Test func `gives way to notes at the top`() {
        var broken = body(["text"])
        broken.notes = ["this mail is broken: here is its text as it came"]
        let shown = ReaderLine.lines(of: broken, unfolding: false)
        #expect(shown.first == .text(BodyLine("(this mail is broken: here is its text as it came)", .dim)))
    }
}

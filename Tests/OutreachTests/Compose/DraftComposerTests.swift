import CRMModel
import Foundation
import MailCore
import Outreach
import Platform
import Testing

@Suite struct `A composed mail` {
    static let key = TrackingKey(master: .random())
    static let account = Account(
        id: Fixture.id(9), name: "work", address: EmailAddress("dana@acme.example"), displayName: "Dana Cole",
        imap: ServerAddress(host: "localhost", port: 143, tls: .none),
        smtp: ServerAddress(host: "localhost", port: 25, tls: .none), user: "dana", secret: .sealed,
        signature: "Dana Cole\nAcme")

    func request(
        to: String = "Mia Chen <mia@northwind.example>", subject: String = "Pricing for {{company}}",
        body: String, tracks: Bool = false, form: ComposeRequest.Form = .alternatives
    ) -> ComposeRequest {
        let draft = Draft(
            id: Fixture.id(5), account: Self.account.id, to: to, subject: subject, body: body, tracks: tracks,
            saved: Fixture.moment)
        return ComposeRequest(
            draft: draft, form: form, job: Fixture.id(77), account: Self.account, contact: Fixture.mia,
            company: Fixture.northwind, catalogue: Fixture.catalogue,
            tracking: TrackingAddresses(publicURL: "https://t.acme.example/", key: Self.key), key: Self.key,
            now: Fixture.moment)
    }

    @Test func `a text without fields may be long, one with fields may not`() throws {
        let long = String(repeating: "Fifty bytes of nothing in particular, line by line.\n", count: 20_000)
        let mail = try DraftComposer.compose(request(subject: "Log", body: long, form: .plain))
        #expect(MIMEParser.parse(mail.bytes).text.utf8.count >= long.utf8.count)
        let quoted = "Hi\n> {{firstName}}\n" + long
        #expect(throws: Never.self) {
            try DraftComposer.compose(request(subject: "Log", body: quoted, form: .plain))
        }
        let error = #expect(throws: ComposeError.self) {
            try DraftComposer.compose(request(subject: "Log", body: long + "{{firstName}}", form: .plain))
        }
        #expect(error?.description.contains("a text with {{fields}} may have 256 kB") == true)
    }

    @Test func `has merged text and HTML from one source`() throws {
        let mail = try DraftComposer.compose(
            request(
                body: "Hi {{firstName}},\n\nSee [the offer](https://acme.example/offer) for **40** seats."))
        let parsed = MIMEParser.parse(mail.bytes)
        #expect(parsed.subject == "Pricing for Northwind")
        #expect(parsed.text.contains("Hi Mia,"))
        #expect(parsed.text.contains("See the offer (https://acme.example/offer) for 40 seats."))
        #expect(parsed.text.contains("-- \nDana Cole\nAcme"))
        let html = try #require(parsed.html)
        #expect(html.contains("<a href=\"https://acme.example/offer\"") && html.contains("<b>40</b>"))
        #expect(!html.contains("t.acme.example"))
        #expect(mail.recipients == [EmailAddress("mia@northwind.example")])
        #expect(parsed.messageID == mail.messageID)
        #expect(MessageIdentity.job(of: mail.messageID, key: Self.key) == Fixture.id(77))
    }

    @Test func `is the same each time it is made`() throws {
        let one = try DraftComposer.compose(request(body: "Hi {{spin|there|you}}"))
        #expect(one == (try DraftComposer.compose(request(body: "Hi {{spin|there|you}}"))))
    }

    @Test func `is tracked by sealed links and a pixel only when asked`() throws {
        let body = "See https://acme.example/a?b=1&c=2 and write to mailto:x@acme.example."
        let mail = try DraftComposer.compose(request(body: body, tracks: true, form: .plain))
        let parsed = MIMEParser.parse(mail.bytes)
        let html = try #require(parsed.html)
        #expect(mail.isTracked && mail.trackedLinks == 1)
        #expect(html.contains("https://t.acme.example/track/open/"))
        let start = try #require(html.range(of: "/track/click/"))
        let token = html[start.upperBound...].prefix { $0 != "\"" }
        #expect(
            Self.key.open(token)
                == TrackingToken(
                    kind: .click(link: 0, target: "https://acme.example/a?b=1&c=2"), job: Fixture.id(77)))
        #expect(parsed.text.contains("https://acme.example/a?b=1&c=2") && !parsed.text.contains("t.acme"))
        let plain = try DraftComposer.compose(request(body: body, form: .plain))
        #expect(MIMEParser.parse(plain.bytes).html == nil && !plain.isTracked)
    }

    @Test func `gets a link that only machines see when that is asked for`() throws {
        var request = request(body: "See https://acme.example/a", tracks: true)
        request.tracking?.setsTraps = true
        let mail = try DraftComposer.compose(request)
        let html = try #require(MIMEParser.parse(mail.bytes).html)
        let token = try #require(html.firstMatch(of: /click\/([^"]+)" style="display:none"/)).output.1
        let opened = try #require(Self.key.open(token))
        #expect(opened.kind == .click(link: HitJudge.trapLink, target: "https://t.acme.example/robots.txt"))
        #expect(mail.trackedLinks == 1)
        request.tracksClicks = false
        let untracked = try DraftComposer.compose(request)
        #expect(MIMEParser.parse(untracked.bytes).html?.contains("display:none") == false)
    }

    @Test func `escapes values in an HTML body`() throws {
        var request = request(body: "<p>Hi {{firstName}}</p>", form: .html)
        request.contact?.firstName = "<script>x</script>"
        let parsed = MIMEParser.parse(try DraftComposer.compose(request).bytes)
        #expect(parsed.html?.contains("&lt;script&gt;") == true)
    }

    @Test func `names everything that keeps it from going out`() throws {
        let request = request(to: "mia@@, ", subject: "{{nope}}", body: "{{custom.pet}} {{#if seats}}")
        let error = #expect(throws: ComposeError.self) { try DraftComposer.compose(request) }
        #expect(error?.problems.count == 4)
        let missing = #expect(throws: ComposeError.self) {
            try DraftComposer.compose(self.request(body: "{{custom.pet}} {{custom.car}}"))
        }
        #expect(missing?.missingFields == ["custom.pet", "custom.car"])
        let nobody = #expect(throws: ComposeError.self) {
            try DraftComposer.compose(self.request(to: "", body: "x"))
        }
        #expect(nobody?.problems == [.noRecipient])
    }

    @Test func `takes no fields from what it quotes`() throws {
        let body = "Yes, {{firstName}}.\n\nOn Friday Mia wrote:\n> {{evil}} {{#if x}}\n> bye"
        let text = MIMEParser.parse(try DraftComposer.compose(request(body: body)).bytes).text
        #expect(text.contains("Yes, Mia.\n\nDana Cole\nAcme\n\nOn Friday Mia wrote:\n> {{evil}} {{#if x}}"))
    }

    @Test func `offers a way out with one click`() throws {
        var request = request(body: "Hi. Leave: {{unsubscribeUrl}}")
        request.hasUnsubscribe = true
        let mail = try DraftComposer.compose(request)
        let parsed = MIMEParser.parse(mail.bytes)
        #expect(parsed.headers.first("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
        let header = try #require(parsed.headers.first("List-Unsubscribe"))
        #expect(
            header.contains("<https://t.acme.example/unsubscribe/")
                && header.contains("<mailto:dana@acme.example?"))
        #expect(parsed.text.contains("https://t.acme.example/unsubscribe/"))
    }

    @Test func `names files that cannot be attached`() throws {
        let folder = "/tmp/rapport-attach-\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(folder)
        defer { FileSystem.remove(folder) }
        try FileSystem.replace("\(folder)/offer.pdf", with: [1, 2, 3])
        let result = AttachmentReader.read(["\(folder)/offer.pdf", "\(folder)/none.txt", folder])
        #expect(result.files.map(\.name) == ["offer.pdf"] && result.files.map(\.type) == ["application/pdf"])
        #expect(result.problems.count == 2)
        var request = request(body: "See the file.")
        request.files = result.files
        #expect(
            MIMEParser.parse(try DraftComposer.compose(request).bytes).attachments.map(\.name) == [
                "offer.pdf"
            ])
    }

    @Test func `refuses more than servers take, all files together`() throws {
        let folder = "/tmp/rapport-attach-\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(folder)
        defer { FileSystem.remove("\(folder)/half") }
        try FileSystem.replace("\(folder)/half", with: [UInt8](repeating: 7, count: 9 << 20))
        #expect(AttachmentReader.read(["\(folder)/half", "\(folder)/half"]).problems == [])
        let three = Array(repeating: "\(folder)/half", count: 3)
        #expect(AttachmentReader.read(three).problems == [.tooLarge(megabytes: 36)])
    }

    @Test func `previews with the places of its values`() {
        let preview = DraftPreview(request(body: "Hé {{firstName}},\n{{custom.pet}} and\n{{sig"))
        #expect(preview.to == "Mia Chen <mia@northwind.example>")
        #expect(preview.subject.text == "Pricing for Northwind")
        #expect(preview.subject.marks.map(\.range) == [12..<21])
        #expect(preview.body[0].text == "Hé Mia,")
        #expect(preview.body[0].marks == [DraftPreview.Line.Mark(kind: .value, range: 3..<6)])
        #expect(preview.body[1].marks.map(\.kind) == [.missing])
        #expect(preview.body[2].marks.map(\.kind) == [.broken])
        #expect(
            preview.body.suffix(2).map(\.text) == ["Acme", ""] || preview.body.contains { $0.text == "Acme" })
        #expect(preview.missing == ["custom.pet"])
        #expect(!preview.isSendable && preview.problems.count == 2)
    }
}

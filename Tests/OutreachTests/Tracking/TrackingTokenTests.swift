import CRMModel
import Outreach
import Platform
import Testing

@Suite struct `A tracking token` {
    let key = TrackingKey(master: .random())
    let job: ID<OutboxJob> = Fixture.id(42)

    @Test(arguments: [
        TrackingToken.Kind.open, .click(link: 0, target: "http://x.example"),
        .click(link: 65_535, target: "https://x.example/é?q=%20#f"),
    ])
    func `opens to what was sealed`(kind: TrackingToken.Kind) {
        let text = key.seal(TrackingToken(kind: kind, job: job))
        #expect(key.open(text) == TrackingToken(kind: kind, job: job))
        #expect(TrackingKey(master: .random()).open(text) == nil)
    }

    @Test func `breaks with any changed character`() {
        let text = Array(
            key.seal(TrackingToken(kind: .click(link: 1, target: "https://x.example/"), job: job)))
        // The last character may hold bits that no byte uses.
        for index in text.indices.dropLast() {
            var changed = text
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(key.open(String(changed)) == nil)
        }
        for length in 0..<text.count { #expect(key.open(String(text[..<length])) == nil) }
    }

    @Test(arguments: [
        "javascript:alert(1)", "//evil.example", "ftp://x", "https:///x", "http://x\r\nA: b", "https://a\\b",
        "",
    ])
    func `never leads to other than a web address`(target: String) {
        #expect(key.open(key.seal(TrackingToken(kind: .click(link: 0, target: target), job: job))) == nil)
    }

    @Test func `unsubscribes whom it was made for`() {
        let token = key.unsubscribeToken(for: job)
        #expect(key.openUnsubscribe(token) == job)
        #expect(TrackingKey(master: .random()).openUnsubscribe(token) == nil)
        #expect(key.openUnsubscribe(String(token.reversed())) == nil)
        #expect(key.openUnsubscribe("") == nil)
    }

    @Test func `leaves alone what cannot be tracked`() throws {
        let addresses = try #require(TrackingAddresses(publicURL: " https://t.example// ", key: key))
        #expect(addresses.base == "https://t.example")
        #expect(addresses.click(job, link: 0, target: "mailto:a@b") == "mailto:a@b")
        #expect(
            addresses.click(job, link: 0, target: "https://t.example/unsubscribe/x")
                == "https://t.example/unsubscribe/x")
        #expect(TrackingAddresses(publicURL: "t.example", key: key) == nil)
    }

    @Test func `ties a Message-ID to its job`() {
        let id = MessageIdentity.mint(job, key: key, sender: EmailAddress("a@Acme.Example"))
        #expect(id.hasSuffix("@acme.example"))
        #expect(MessageIdentity.job(of: "<\(id)>", key: key) == job)
        #expect(MessageIdentity.job(of: id, key: TrackingKey(master: .random())) == nil)
        #expect(MessageIdentity.job(of: "x.y@z", key: key) == nil)
    }
}

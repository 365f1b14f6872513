import CRMModel
import Platform
import Testing

@testable import Outreach

@Suite struct `Tracked links in our own mails` {
    private let key = TrackingKey(master: .random())
    private let job = ID<OutboxJob>(high: 1, low: 2)

    private func click(_ target: String, base: String = "http://127.0.0.1:8080") throws -> String {
        try #require(TrackingAddresses(publicURL: base, key: key)).click(job, link: 1, target: target)
    }

    @Test func `are shown as where they lead, whatever the hub was called`() throws {
        let one = try click("https://acme.example/a?b=1&c=2")
        let other = try click("https://acme.example/d", base: "https://t.acme.example/mail")
        #expect(
            key.showingTargets(in: "See \(one), or <\(other)>.")
                == "See https://acme.example/a?b=1&c=2, or <https://acme.example/d>.")
        #expect(
            key.showingTargets(in: "<a href=\"\(one)\">a</a><a href='\(other)'>d</a>", isHTML: true)
                == "<a href=\"https://acme.example/a?b=1&amp;c=2\">a</a><a href='https://acme.example/d'>d</a>"
        )
    }

    @Test(arguments: [
        "", "/track/click/", "http://x/track/click/", "x /track/click/AAAA",
        "http://x.example/track/click/AAAA_-BBBB y", "http://a b/track/click/AQ",
    ])
    func `that are not ours stay as they are`(text: String) {
        #expect(key.showingTargets(in: text) == text)
    }

    @Test func `of another key stay as they are`() throws {
        let foreign = try click("https://acme.example/")
        #expect(TrackingKey(master: .random()).showingTargets(in: foreign) == foreign)
    }

    @Test func `are opened in bounded number`() throws {
        let link = try click("https://acme.example/")
        let text = Array(repeating: link, count: TrackingKey.linkLimit + 1).joined(separator: " ")
        #expect(key.showingTargets(in: text).hasSuffix(" " + link))
    }
}

import MailNet
import Testing

@Suite struct `The address of a hub` {
    @Test(arguments: [
        ("https://t.acme.example", "https://t.acme.example"),
        ("https://t.acme.example/", "https://t.acme.example"),
        ("HTTPS://t.acme.example:8443/hub//", "https://t.acme.example:8443/hub"),
        ("https://t.acme.example:443/a/b", "https://t.acme.example/a/b"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://localhost:8025", "http://localhost:8025"),
        ("https://[2001:db8::1]:99", "https://[2001:db8::1]:99"),
        ("http://[::1]:8025", "http://[::1]:8025"),
    ])
    func `is read`(text: String, expected: String) throws {
        #expect(try EventStreamAddress(text).description == expected)
    }

    @Test(arguments: [
        "", "t.acme.example", "ftp://x", "https://", "https://:443", "https://u:p@h", "https://h?x=1",
        "https://h#f",
        "https://h:0", "https://h:99999", "https://h:x", "https://a b", "https://h/\u{7F}", "https://1:2:3",
        "https://[::1", "https://h\\x", "javascript:alert(1)",
    ])
    func `is refused when it is none`(text: String) {
        #expect(throws: EventStreamAddress.Unfit.notAnAddress) { try EventStreamAddress(text) }
    }

    @Test(arguments: [
        "http://t.acme.example", "http://192.0.2.1:8025", "http://localhost.evil.example",
        "http://127.0.0.1.x",
    ])
    func `takes no token in the clear beyond this machine`(text: String) {
        #expect(throws: EventStreamAddress.Unfit.notEncrypted) { try EventStreamAddress(text) }
    }
}

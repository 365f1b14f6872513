import Testing

@testable import MailCore

@Suite struct `SASL` {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("\u{0}ä", "AMOk")])
    func `Base64 goes both ways`(text: String, encoded: String) {
        #expect(StrictBase64.encode(Array(text.utf8)) == Array(encoded.utf8))
        #expect(StrictBase64.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zg=x", "Zm 8", "Zh", "*"])
    func `what is no Base64 is refused`(text: String) {
        #expect(StrictBase64.decode(text.utf8) == nil)
    }

    @Test func `PLAIN is preferred to LOGIN, and nothing else is known`() {
        #expect(SASLMechanism.best(of: ["login", "PLAIN", "SCRAM-SHA-256"]) == .plain)
        #expect(SASLMechanism.best(of: ["LOGIN"]) == .login)
        #expect(SASLMechanism.best(of: ["XOAUTH2"]) == nil)
    }

    @Test func `credentials never print`() {
        let credentials = Credentials(user: "rep@example.test", password: "secret")
        #expect(!"\(credentials) \(String(reflecting: credentials))".contains("rep"))
    }
}

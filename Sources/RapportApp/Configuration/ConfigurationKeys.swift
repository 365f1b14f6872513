import Platform

/// One setting: its dotted name, what it is for, and how it is read and shown. The reference in the manual,
/// `config show` and the error messages are all made from this list.
struct ConfigurationKey: Sendable {
    let name: String
    let summary: String
    /// Sets it; throws the reason when the value does not fit.
    let set: @Sendable (inout Configuration, TOMLValue) throws(Unfit) -> Void
    let show: @Sendable (Configuration) -> JSONValue

    /// What the value should have been.
    struct Unfit: Error { let expected: String }
}

extension ConfigurationKey {
    static let all: [ConfigurationKey] = [
        text("ui.theme", "the theme: a name or a file", \.screen.theme),
        flag("ui.ascii", "plain ASCII instead of lines and glyphs", \.screen.ascii),
        flag("ui.mouse", "mouse clicks and wheel", \.screen.mouse),
        number(
            "sync.poll-interval", "seconds between looks at unwatched folders", 10...86_400,
            \.sync.pollInterval),
        flag("sync.idle", "wait for new mail with IDLE", \.sync.idle),
        number("send.undo-delay", "seconds in which sending can be undone", 0...600, \.send.undoDelay),
        flag(
            "secrets.keyring", "keep the key of a new workspace in the desktop's keyring when there is one",
            \.usesKeyring),
        flag("track.default", "track opens and clicks unless a mail says otherwise", \.tracksByDefault),
        flag(
            "track.trap-link", "put a link into tracked mails that only machines see, to tell them apart",
            \.setsTraps),
        flag("hub.run", "run the hub inside the screen's process", \.hub.runs),
        text("hub.listen", "address and port of the hub", \.hub.listen),
        optional("hub.public-url", "the hub's address as recipients reach it", \.hub.publicURL),
        list("hub.trusted-proxies", "addresses whose X-Forwarded-For is believed", \.hub.trustedProxies),
        list(
            "hub.own-addresses", "addresses or networks that our own looks at sent mail come from",
            \.hub.ownAddresses),
        list(
            "hub.scanner-networks", "networks of mail scanners beside those that are known",
            \.hub.scannerNetworks),
        optional(
            "hub.apple-egress", "a file with Apple's published egress addresses (CSV)", \.hub.appleEgress),
        optional("hub.follow", "a hub elsewhere whose hits are followed", \.hub.follow),
        optional("hub.follow-ca", "the authority of a private hub.follow, PEM", \.hub.followAuthority),
        optional(
            "hub.follow-token-command", "prints the API key for hub.follow", \.hub.followTokenCommand),
        text("sender.name", "your name in mails", \.sender.name),
        text("sender.title", "your title", \.sender.title),
        text("sender.company", "your company", \.sender.company),
        text("sender.phone", "your telephone number", \.sender.phone),
        text("sender.site", "your web site", \.sender.site),
        text("sender.postal-address", "the postal address below campaigns", \.sender.postalAddress),
    ]

    private typealias Path<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    private static func text(_ name: String, _ summary: String, _ path: Path<String>) -> Self {
        Self(name: name, summary: summary) { (configuration, value) throws(Unfit) in
            guard let text = value.string else { throw Unfit(expected: "a string") }
            configuration[keyPath: path] = text
        } show: {
            .string($0[keyPath: path])
        }
    }

    private static func optional(_ name: String, _ summary: String, _ path: Path<String?>) -> Self {
        Self(name: name, summary: summary) { (configuration, value) throws(Unfit) in
            guard let text = value.string else { throw Unfit(expected: "a string") }
            configuration[keyPath: path] = text.isEmpty ? nil : text
        } show: {
            JSONValue($0[keyPath: path])
        }
    }

    private static func flag(_ name: String, _ summary: String, _ path: Path<Bool>) -> Self {
        Self(name: name, summary: summary) { (configuration, value) throws(Unfit) in
            guard let flag = value.boolean else { throw Unfit(expected: "true or false") }
            configuration[keyPath: path] = flag
        } show: {
            .bool($0[keyPath: path])
        }
    }

    private static func number(
        _ name: String, _ summary: String, _ range: ClosedRange<Int>, _ path: Path<Int>
    ) -> Self {
        Self(name: name, summary: summary) { (configuration, value) throws(Unfit) in
            guard let number = value.integer.flatMap({ Int(exactly: $0) }), range.contains(number) else {
                throw Unfit(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            configuration[keyPath: path] = number
        } show: {
            JSONValue($0[keyPath: path])
        }
    }

    private static func list(_ name: String, _ summary: String, _ path: Path<[String]>) -> Self {
        Self(name: name, summary: summary) { (configuration, value) throws(Unfit) in
            guard let array = value.array else { throw Unfit(expected: "a list of strings") }
            var texts: [String] = []
            for element in array {
                guard let text = element.string else { throw Unfit(expected: "a list of strings") }
                texts.append(text)
            }
            configuration[keyPath: path] = texts
        } show: {
            .array($0[keyPath: path].map { .string($0) })
        }
    }
}

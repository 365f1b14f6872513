import AppUI
import CRMModel
import MailCore
import Platform
import TUI
import Testing

@testable import RapportApp

@Suite struct `What the screen is told` {
    @Test(arguments: [
        ("Europe/Berlin", "2026-07-01T12:00:00Z", 7200), ("Europe/Berlin", "2026-12-01T12:00:00Z", 3600),
        ("Asia/Kolkata", "2026-12-01T12:00:00Z", 19_800),
        ("America/St_Johns", "2026-12-01T12:00:00Z", -12_600),
    ]) func `offsets of other zones come from the system's files`(zone: String, moment: String, offset: Int)
        throws
    {
        guard FileSystem.exists("/usr/share/zoneinfo/\(zone)") else { return }
        #expect(ZoneFile.offset(in: zone, at: try #require(Timestamp(rfc3339: moment))) == offset)
    }

    @Test(arguments: ["", "../../../etc/passwd", "/etc/passwd", "Nowhere/Land", "tzdata.zi", "Europe"])
    func `what is no zone has no offset`(name: String) {
        #expect(ZoneFile.offset(in: name, at: Timestamp(milliseconds: 0)) == nil)
    }

    @Test func `a damaged zone file does no harm`() {
        let head = Array("TZif2".utf8) + [UInt8](repeating: 0xFF, count: 60)
        for length in 0...head.count {
            #expect(ZoneFile.offset(in: Array(head.prefix(length)), at: 0) == nil)
        }
    }

    @Test func `only the newest Authentication-Results counts`() {
        let marks = AuthenticationWords.marks([
            "mx.acme.example; dkim=pass (1024-bit key) header.d=x.example; spf=softfail smtp.mailfrom=x; dmarc=none",
            "forged.example; dmarc=pass",
        ])
        #expect(
            marks == [
                AuthenticationMark(method: "DKIM", passed: true),
                AuthenticationMark(method: "SPF", passed: false),
            ])
        #expect(AuthenticationWords.marks([]).isEmpty)
    }

    @Test func `bars of quotations are left to the screen, links keep their numbers`() {
        let body = BodyRendering.body(
            MIMEParser.parse(
                Array("Content-Type: text/html\r\n\r\n<p>See <a href='https://a.example/x'>here</a></p>".utf8)
                    + Array("<blockquote>old</blockquote><img src='https://t.example/p.png'>".utf8)),
            text: "", width: 60, isASCII: false)
        #expect(body.links == ["https://a.example/x"])
        #expect(body.lines.contains { $0.spans.contains(BodySpan("here", .link(1))) })
        #expect(body.lines.contains { $0.text == "old" && $0.quoteLevel == 1 })
        #expect(body.notes == ["1 remote image not loaded"])
    }

    @Test func `attachments of a forwarded mail are told from files`() {
        let carried = CarriedFile(message: RowID(12), path: "2.1", name: "pro:posal/../x.pdf")
        #expect(CarriedFile(carried.text) == carried)
        #expect(!carried.name.contains("/"))
        for path in ["/home/dana/a.pdf", "message:x:2/a", "message:12:2", "a.pdf", ""] {
            #expect(CarriedFile(path) == nil)
        }
    }

    @Test func `opens are counted by the minute, machines are not`() throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-20T12:00:00Z"))
        func hit(_ verdict: Judgement.Verdict, _ seconds: Double) -> LoggedEvent {
            LoggedEvent(
                cursor: 1, at: now.adding(seconds: -seconds),
                event: .hit(
                    kind: .open, verdict: verdict, job: ID(high: 1, low: 1), contact: nil, who: "Mia",
                    what: "Hi"))
        }
        let activity = ActivityWords.activity(
            [hit(.human, 10), hit(.machine, 20), hit(.probable, 70), hit(.human, 4000)], limit: 2, now: now)
        #expect(activity.opensPerMinute.count == 30)
        #expect(activity.opensPerMinute.suffix(2) == [1, 1])
        #expect(activity.opensPerMinute.reduce(0, +) == 2)
        #expect(activity.events.map(\.kind) == [.opened, .machineOpened])
    }
}

@Suite struct `Settings of the screen` {
    @Test(arguments: [
        ("", "[ui]\ntheme = \"dark\"\n"),
        (
            "# mine\n[ui]\ntheme = \"light\" # why\nmouse = false\n",
            "# mine\n[ui]\ntheme = \"dark\"\nmouse = false\n"
        ),
        (
            "[ui]\nmouse = false\n\n[send]\nundo-delay = 5\n",
            "[ui]\nmouse = false\ntheme = \"dark\"\n\n[send]\nundo-delay = 5\n"
        ),
        ("ui.theme = \"light\"\n", "ui.theme = \"dark\"\n"),
    ]) func `one setting changes, the rest of the file stays`(before: String, after: String) throws {
        let text = try ConfigurationText.setting("ui.theme", to: "dark", in: before)
        #expect(text == after)
        #expect(try ConfigurationFile.parse(text, file: "config.toml").screen.theme == "dark")
    }

    @Test func `keys of actions and lists are set as they are written`() throws {
        let text = try ConfigurationText.setting(
            "ui.keys.message.archive", to: "[\"y\", \"E\"]", in: "")
        #expect(
            try ConfigurationFile.parse(text, file: "").screen.keys["message.archive"] == ["y", "E"])
    }

    @Test(arguments: ["192.0.2.1, 2001:db8::1", "[\"192.0.2.1\", \"2001:db8::1\"]"])
    func `a list is also set as words with commas`(value: String) throws {
        let text = try ConfigurationText.setting("hub.own-addresses", to: value, in: "")
        #expect(try ConfigurationFile.parse(text, file: "").hub.ownAddresses == ["192.0.2.1", "2001:db8::1"])
    }

    @Test(arguments: [("send.undo-delay", "soon"), ("ui.them", "dark"), ("ui.mouse", "perhaps")])
    func `what does not fit is refused`(key: String, value: String) {
        #expect(throws: ConfigurationError.self) {
            try ConfigurationText.setting(key, to: value, in: "")
        }
    }

    @Test func `a theme's file is read again when it changed, and only then`() throws {
        let folder = "/tmp/rapport-themes-\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(folder)
        defer { _ = try? ChildProcess.shell("rm -rf '\(folder)'") }
        let file = "\(folder)/mine.toml"
        try FileSystem.replace(file, with: Array("inherits = \"dark\"\n".utf8))
        var shelf = try ThemeShelf(folder: folder, file: "mine")
        #expect(try shelf.refresh() == false)
        let text = "inherits = \"dark\"\n[styles]\nrule = \"red\"\n"
        try FileSystem.replace(file, with: Array(text.utf8))
        #expect(try shelf.refresh() == true)
        #expect(try shelf.library.theme(named: "mine").style("rule").foreground == .ansi(1))
        #expect(shelf.path(of: "mine") == file)
        FileSystem.remove(file)
        #expect(try shelf.refresh() == true)
        #expect(!shelf.library.names.contains("mine"))
    }

    @Test func `a clash of keys names both actions`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ScreenConfiguration.keymap(["message.archive": ["r"]], file: "config.toml")
        }
        #expect(try #require(error).reason.contains("message.archive"))
        #expect(try #require(error).reason.contains("compose.reply"))
    }

    @Test(arguments: [
        ("archive", "message.archive"), ("Archive", "message.archive"), ("mail.archive", "message.archive"),
        ("reply", "compose.reply"), ("compose.repley", "compose.reply"), ("undo", "edit.undo"),
    ])
    func `a part of a name, or a slip, finds the action`(name: String, action: String) {
        let known = KeyBindings.summaries.map(\.id.name)
        #expect(ScreenConfiguration.action(like: name, in: known) == action)
    }

    @Test(arguments: [
        ("https://hub.example/c/abc", "https://hub.example", true),
        ("https://hub.example/c", "https://hub.example/", true),
        ("https://hub.example.evil.example/c", "https://hub.example", false),
        ("https://evil.example/?https://hub.example/", "https://hub.example", false),
        ("https://hub.example/c", nil, false), ("https://hub.example/c", "", false),
    ])
    func `a link to one's own hub is one's own`(target: String, hub: String?, isOwn: Bool) {
        #expect(BodyRendering.isOwn(target, hub) == isOwn)
    }

    @Test func `an unknown action is told with the nearest one`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ScreenConfiguration.keymap(["message.archiv": ["y"]], file: "config.toml")
        }
        #expect(try #require(error).recovery.contains("message.archive"))
    }
}

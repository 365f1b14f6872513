import LocalServers
import Platform
import Testing

/// The whole program as a person uses it.
@RobotThread
@Suite(
    .serialized, .timeLimit(.minutes(2)), .enabled(if: RobotTerminal.isInstalled, "tmux is not installed"),
    .enabled(if: DovecotServer.isInstalled, "Dovecot is not installed"))
struct `A person at the screen` {
    @Test func `lists, reads, archives and takes it back`() async throws {
        let world = try await RobotWorld()
        defer { world.stop() }
        try world.prepare()
        let robot = try RobotTerminal(world.options)
        try robot.see("Priya Nair", "Friday call", "Mia Chen")
        try robot.press("j", "Enter")
        try robot.see("Does three o'clock work for you?")
        try robot.press("e")
        try robot.see("Archived")
        try robot.press("1", "z")
        try robot.see("Jonas Weber")
        try robot.press("q")
        try robot.see("exit 0")
        let list = try RapportBinary.run("mail list --view inbox --json \(world.options)")
        #expect(list.contains("Friday call"))
    }

    @Test func `answers with a template and sends`() async throws {
        let world = try await RobotWorld()
        defer { world.stop() }
        try world.prepare()
        try RapportBinary.run("config set send.undo-delay 0 \(world.options)")
        try RapportBinary.run(
            "contact add \(world.options) --first Mia --last Chen --email mia@northwind.example "
                + "--company Northwind")
        let robot = try RobotTerminal(world.options)
        try robot.see("Mia Chen")
        try robot.press("G", "r")
        try robot.see("Re: Pricing for forty seats", "Mia Chen")
        try robot.press("C-t")
        try robot.see("Pricing")
        try robot.type("Pricing")
        // Before the templates are there, there is nothing to choose.
        try robot.see("version 1")
        try robot.press("Enter")
        try robot.miss("version 1")
        try robot.see("firstName")
        try robot.press("C-s")
        var mails = world.sent.makeAsyncIterator()
        let text = String(decoding: await mails.next()?.bytes ?? [], as: UTF8.self)
        #expect(text.contains("In-Reply-To: <"))
        #expect(text.contains("Subject: Re: Pricing for forty seats"))
        #expect(text.contains("Mia"))
        // The copy comes back from the Sent folder, or the outbox says so.
        try robot.miss("outbox 1")
        try robot.press("q")
        try robot.see("exit 0")
    }

    @Test func `can track as soon as another process sets the hub's address`() async throws {
        let world = try await RobotWorld()
        defer { world.stop() }
        try world.prepare()
        let robot = try RobotTerminal(world.options)
        try robot.see("Mia Chen")
        try robot.press("Space", "m")
        try robot.see("New campaign", "hub.public-url is not set")
        try RapportBinary.run("config set hub.public-url https://t.acme.example \(world.options)")
        try robot.type("x")
        try robot.miss("hub.public-url is not set")
        try robot.see("opens and clicks")
    }

    @Test(arguments: ["KILL", "TERM", "HUP"])
    func `has a draft again after the program was killed`(signal: String) async throws {
        let world = try await RobotWorld()
        defer { world.stop() }
        try world.prepare()
        do {
            let robot = try RobotTerminal(world.options)
            try robot.see("Mia Chen")
            try robot.press("c")
            try robot.see("New mail")
            try robot.type("sam@hollow.example")
            try robot.press("Tab", "Tab")
            try robot.type("Words that must not be lost")
            if signal == "KILL" {
                try robot.see("draft saved")
            } else {
                try robot.see("must not be lost")
            }
            try robot.signal(signal)
            try robot.see(signal == "KILL" ? "exit 137" : "exit 0")
        }
        if signal == "KILL" {
            let robot = try RobotTerminal(world.options)
            try robot.see("Words that must not be lost", "sam@hollow.example")
        } else {
            let robot = try RobotTerminal(world.options)
            try robot.see("Mia Chen", "Drafts 1")
        }
    }

    @Test func `sets up the first account`() async throws {
        let world = try await RobotWorld()
        defer { world.stop() }
        let robot = try RobotTerminal(world.options)
        try robot.see("Add your mail account")
        try robot.type(RobotWorld.user.address)
        try robot.press("Enter")
        try robot.type("Dana Weiss")
        try robot.press("Enter", "Enter", "C-u")
        try robot.type("localhost")
        try robot.press("Enter", "C-u")
        try robot.type("\(world.dovecot.imapsPort)")
        try robot.press("Enter", "Enter", "C-u")
        try robot.type("127.0.0.1")
        try robot.press("Enter", "C-u")
        try robot.type("\(world.submission.port)")
        try robot.press("Enter", "Right", "Right", "Enter", "Enter")
        try robot.type(RobotWorld.user.password)
        try robot.press("Enter")
        try robot.type(world.dovecot.identity.authorityFile)
        try robot.press("C-s")
        try robot.see("Priya Nair", "Friday call", "Mia Chen")
        try robot.press("q")
        try robot.see("exit 0")
    }
}

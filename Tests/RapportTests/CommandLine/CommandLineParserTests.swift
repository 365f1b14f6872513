import CRMModel
import Platform
import Testing

@testable import RapportApp

@Suite struct `Command line parser` {
    private func parse(_ words: String...) throws -> CommandLineParser.Outcome {
        try CommandLineParser.parse(words, commands: CommandRegistry.all)
    }

    private func invocation(_ words: String...) throws -> Invocation {
        let outcome = try CommandLineParser.parse(words, commands: CommandRegistry.all)
        guard case .run(let invocation) = outcome else {
            throw CommandError.usage("test", "that was help", "")
        }
        return invocation
    }

    @Test func `takes global options before, between and after the words of a command`() throws {
        let found = try invocation("--data", "/d", "mail", "--json", "list", "--limit=3", "--workspace", "w")
        #expect(found.command.path == ["mail", "list"])
        #expect(found.value("--data") == "/d")
        #expect(found.value("--workspace") == "w")
        #expect(found.value("--limit") == "3")
        #expect(found.wantsJSON)
    }

    @Test func `runs the screen when there is no word`() throws {
        #expect(try invocation("--data", "/d").command.path.isEmpty)
        #expect(try invocation().command.path.isEmpty)
        #expect(try invocation("--welcome", "--data", "/d").has("--welcome"))
        #expect(throws: CommandError.self) { try invocation("--welcome", "mail", "list") }
    }

    @Test func `takes what stands behind two dashes as it is`() throws {
        let found = try invocation("mail", "search", "--", "--json", "-x")
        #expect(found.operands == ["--json", "-x"])
        #expect(!found.wantsJSON)
    }

    @Test func `collects the values of options that repeat`() throws {
        let found = try invocation("contact", "add", "Ann", "--tag", "a", "--tag", "b", "--email", "x@y.z")
        #expect(found.values("--tag") == ["a", "b"])
        #expect(found.operands == ["Ann"])
    }

    @Test(arguments: [
        (["mial", "list"], "did you mean"), (["mail"], "mail needs one more word: list, "),
        (["mail", "list", "--limt", "3"], "--limit"),
        (["mail", "show"], "ID is missing"), (["mail", "show", "1", "2"], "one word too many"),
        (["mail", "list", "--limit"], "needs a value"), (["mail", "list", "--view", "nowhere"], "inbox"),
        (["sync", "--once=yes"], "takes no value"), (["nothing"], "rapport help"),
    ])
    func `says what is wrong and exits with usage`(words: [String], says: String) {
        #expect {
            _ = try CommandLineParser.parse(words, commands: CommandRegistry.all)
        } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .usage && error.line.contains(says)
        }
    }

    @Test func `shows help for a command, a group and everything`() throws {
        for (words, topic) in [
            (["mail", "list", "--help"], ["mail", "list"]), (["help", "mail"], ["mail"]), (["--help"], []),
            (["-h"], []), (["help"], []),
        ] {
            guard case .help(let found) = try CommandLineParser.parse(words, commands: CommandRegistry.all)
            else {
                Issue.record("no help for \(words)")
                continue
            }
            #expect(found == topic)
        }
    }

    @Test func `knows no command and no option twice and explains each`() {
        let names = CommandRegistry.all.map(\.name)
        #expect(Set(names).count == names.count)
        for command in CommandRegistry.all {
            let options = (command.options + CommandSpec.Option.global).map(\.name)
            #expect(Set(options).count == options.count, "\(command.name)")
            #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."), "\(command.name)")
            let page = HelpText.page(of: command)
            for option in command.options { #expect(page.contains(option.name)) }
        }
    }

    @Test func `help without a topic lists every command`() {
        let page = HelpText.page(topic: [], commands: CommandRegistry.all)
        for command in CommandRegistry.all { #expect(page.contains("rapport \(command.name)")) }
    }

    @Test func `the version and an unknown topic are told apart from help`() throws {
        guard case .version = try CommandLineParser.parse(["--version"], commands: CommandRegistry.all) else {
            Issue.record("--version is not understood")
            return
        }
        #expect(throws: CommandError.self) {
            try CommandLineParser.parse(["help", "nonsense"], commands: CommandRegistry.all)
        }
    }
}

@Suite struct `What commands print` {
    @Test func `an error has a code, a message and a recovery`() {
        let error = CommandError(code: .notPermitted, what: "IMAP", why: "refused", recovery: "try again")
        let expected = #"{"code":"not-permitted","message":"IMAP: refused","recovery":"try again"}"#
        #expect(error.document.serialized == expected)
        #expect(error.line == "IMAP: refused: try again")
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("..", "attachment"), ("a\u{1B}[2Jb\n.txt", "a[2Jb.txt"),
        ("C:\\temp\\x.doc", "x.doc"), (" .hidden", "hidden"),
    ])
    func `a file name of a stranger stays within its folder`(name: String, expected: String) {
        #expect(SafeFileName.clean(name) == expected)
    }

    @Test func `cursors survive the way through a script`() throws {
        let page = try PageCursor(argument: "1700000000000--42")
        #expect(page.row == -42)
        #expect(page.argument == "1700000000000--42")
        #expect(throws: CommandError.self) { try PageCursor(argument: "x") }
    }

    @Test func `an mbox is split where messages begin and nowhere else`() {
        let text = "From a@b Fri\nSubject: 1\n\nFrom here on\n>From x\n\nFrom c@d Sat\nSubject: 2\n\nx\n"
        let bytes = Array(text.utf8)
        let parts = MailFiles.split(mbox: bytes).map {
            String(decoding: MailFiles.lineEnds(bytes[$0], unquotesFrom: true), as: UTF8.self)
        }
        #expect(parts.count == 2)
        #expect(parts.last == "Subject: 2\r\n\r\nx\r\n")
    }
}

@Suite struct `What the registry makes` {
    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions name every command and option`(shell: String) {
        let commands = CommandRegistry.all
        let script =
            switch shell {
            case "bash": ShellCompletions.bash(commands)
            case "zsh": ShellCompletions.zsh(commands)
            default: ShellCompletions.fish(commands)
            }
        for command in commands {
            for word in command.path { #expect(script.contains(word)) }
            for option in command.options { #expect(script.contains(option.name.dropFirst(2))) }
        }
    }

    @Test func `the manual page has a section for every command`() {
        let page = ManualPage.text(CommandRegistry.all)
        for command in CommandRegistry.all where !command.path.isEmpty {
            #expect(page.contains(".SS rapport \(command.name.replacing("-", with: "\\-"))"))
        }
    }
}

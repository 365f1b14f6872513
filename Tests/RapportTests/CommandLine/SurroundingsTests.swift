import Foundation
import LocalServers
import Platform
import Testing

@testable import RapportApp

@Suite struct `Bad surroundings` {
    /// Runs a line of the shell in which `$RAPPORT` is the program with its data folder.
    private func shell(_ line: String, in rapport: Rapport) async throws -> Rapport.Ran {
        let program = "'\(try Rapport.program.path)' --data '\(rapport.file("data"))'"
        let (output, errors) = (try rapport.write("", to: "sh.out"), try rapport.write("", to: "sh.err"))
        let process = try ChildProcess.start(
            ["/bin/sh", "-c", line.replacing("RAPPORT", with: program)], environment: rapport.environment,
            files: StandardFiles(output: output, errors: errors))
        return try await Rapport.Started(process: process, output: output, errors: errors).ran()
    }

    @Test func `a result that finds no room is no success`() async throws {
        let ran = try await shell("RAPPORT keys >/dev/full", in: try Rapport())
        #expect(ran.status == 74)
        #expect(ran.errors.contains("standard output: No space left"))
    }

    @Test func `a closed output is not mixed up with the files of the workspace`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@x.example")
        let ran = try await shell("RAPPORT contact list <&- >&- 2>&-; RAPPORT events >&-", in: rapport)
        #expect(ran.status == 0)
        #expect(try await rapport.run("db", "check").status == 0)
        #expect(try await rapport.run("contact", "list").output.contains("Ann"))
        let logs = try await shell(
            "cat '\(rapport.file("data"))'/*/state/* 2>/dev/null | grep -c ann@", in: rapport)
        #expect(logs.output == "0\n")
    }

    @Test func `a stream ends with its reader`() async throws {
        let rapport = try Rapport()
        let ran = try await shell(
            "{ RAPPORT contact add Ann --email ann@x.example; RAPPORT events; } | head -n 1", in: rapport)
        #expect(ran.status == 0)
        #expect(ran.errors.isEmpty)
    }

    @Test func `a disk that takes no more is told, and nothing is lost`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@x.example")
        let people = (1...4000).map { "Person \($0),p\($0)@x.example\n" }.joined()
        let file = try rapport.write("name,email\n" + people, to: "people.csv")
        let ran = try await shell(
            "ulimit -f 1200; trap '' XFSZ; RAPPORT contact import '\(file)'", in: rapport)
        #expect(ran.status == 74, "\(ran.errors)")
        #expect(ran.errors.contains("nothing was lost"))
        #expect(try await rapport.run("db", "check").status == 0)
        #expect(try await rapport.run("contact", "list").output.contains("Ann"))
        #expect(try await rapport.json("contact", "import", file).number("created") ?? 0 > 0)
    }

    @Test(arguments: [("--data", ""), ("--workspace", ""), ("--workspace", "../x"), ("--workspace", "a/b")])
    func `a folder or workspace without a sound name is refused`(option: String, value: String) async throws {
        #expect(try await Rapport().run(option, value, "mail", "list").status == 64)
    }

    @Test func `a damaged workspace is told by every command`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@x.example")
        let path = rapport.file("data/default/workspace.sqlite")
        _ = try await shell(
            "printf 'no database at all' | dd of='\(path)' conv=notrunc && rm -f '\(path)-wal'", in: rapport)
        for words in [["db", "check"], ["contact", "list"], ["mail", "list"]] {
            #expect(await (try rapport.start(words)).end() == 65, "\(words)")
        }
    }
}

@Suite struct `Names of saved attachments` {
    @Test(arguments: [
        ("../../x", "x"), ("/etc/passwd", "passwd"), ("a\\..\\b", "b"), ("..", "attachment"),
        ("", "attachment"),
        ("-rf", "rf"), (".bashrc", "bashrc"), ("con\u{202E}gpj.exe", "congpj.exe"),
        ("a\u{1B}[31m\u{9B}2J\u{200B}.txt", "a[31m2J.txt"), ("Grüße 日本.pdf", "Grüße 日本.pdf"),
    ])
    func `stay in their folder and show what they are`(name: String, saved: String) {
        #expect(SafeFileName.clean(name) == saved)
    }

    @Test func `are not too long`() {
        #expect(SafeFileName.clean(String(repeating: "ü", count: 5000)).utf8.count <= 200)
    }
}

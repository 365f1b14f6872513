import CRMStore
import Foundation
import Platform
import Testing

@testable import RapportApp

@Suite struct `What is wrong with a setting` {
    @Test(arguments: [
        ("send.undo-delay", "soon", "whole number from 0 to 600, not 'soon'"),
        ("send.undo-delay", "700", "whole number from 0 to 600, not '700'"),
        ("ui.mouse", "perhaps", "true or false, not 'perhaps'"),
        ("nope", "x", "unknown key nope"), ("ui.keys.", "x", "unknown key ui.keys."),
    ])
    func `of the command line is not blamed on the file`(key: String, value: String, why: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationText.setting(key, to: value, in: "[ui]\nmouse = true\n")
        }
        #expect(error?.file == "config set" && error?.line == 0)
        #expect(error?.reason.contains(why) == true, "\(String(describing: error))")
    }

    @Test func `that only the whole file shows names the value too`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.run("config", "set", "ui.mouse", "false")
        for (key, value) in [("ui.theme", "no-such-theme"), ("ui.keys.no.action", "x")] {
            let ran = try await rapport.run("config", "set", key, value)
            #expect(ran.status == 78)
            #expect(ran.errors.hasPrefix("rapport: config set: \(key) cannot be '\(value)'"), "\(ran.errors)")
        }
        #expect(try await rapport.run("config", "check").status == 0)
    }

    @Test func `file that is there and cannot be read is one of the configuration`() async throws {
        let rapport = try Rapport()
        let folder = try await rapport.run("--config", rapport.directory, "keys")
        #expect(folder.status == 78)
        #expect(folder.errors.contains("the configuration cannot be read"))
        #expect(try await rapport.run("--config", rapport.file("none"), "keys").status == 66)
    }
}

@Suite struct `People by name` {
    @Test func `are found when only one has it, else all are listed`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ána Silva", "--email", "ana@x.example")
        #expect(try await rapport.json("contact", "show", "ana silva").text("name") == "Ána Silva")
        let near = try await rapport.run("contact", "show", "Ana")
        #expect(near.status == 66)
        #expect(near.errors.contains("did you mean one of these?"))
        #expect(near.errors.contains("ana@x.example"))
        _ = try await rapport.json("contact", "add", "Ana Silva", "--email", "other@x.example")
        let several = try await rapport.run("contact", "show", "Ana Silva", "--json")
        #expect(several.status == 64)
        let recovery = try several.json.text("error.recovery") ?? ""
        #expect(recovery.contains("ana@x.example") && recovery.contains("other@x.example"))
        #expect(try await rapport.run("contact", "remove", "Ana Silva").status == 64)
        _ = try await rapport.json("company", "add", "Northwind")
        #expect(try await rapport.run("company", "show", "North").errors.contains("Northwind"))
    }
}

@Suite struct `A workspace that cannot be written` {
    @Test func `says what is in its way`() throws {
        // /proc has no free blocks; a folder that is not there cannot be written.
        let full = ErrorWords.opening("/proc", StoreError(.inputOutput, statement: "open"))
        #expect((full as? StoreError)?.kind == .full)
        let missing = ErrorWords.opening("/nowhere/at/all", StoreError(.cannotOpen, statement: "open"))
        let words = try #require(missing as? CommandError)
        #expect(words.code == .cannotCreate)
        #expect(words.why.contains("/nowhere/at/all cannot be written"))
        let other = ErrorWords.opening("/tmp", StoreError(.busy, statement: "open"))
        #expect((other as? StoreError)?.kind == .busy)
    }
}

@Suite struct `Files of mail that hold none` {
    private func read(_ bytes: [UInt8], _ name: String = "box") throws -> [MailFiles.Item] {
        let rapport = try Rapport()
        try FileSystem.replace(rapport.file(name), with: bytes)
        return try MailFiles.read(rapport.file(name)) { _ in Issue.record("unread") }
    }

    @Test(arguments: ["From \0\0\0garbage\nmore\n\nstuff\n", "From here on, nothing\n", "From "])
    func `are told, not passed over`(text: String) throws {
        let items = try read(Array(text.utf8))
        #expect(items.count == 1)
        #expect(items.first?.trouble?.contains("no line of it begins a message") == true)
    }

    @Test func `in part tell how much`() throws {
        let items = try read(
            Array("From \0\n\0\0\n\nFrom a@b Fri Nov 20 14:02:11 2026\nSubject: x\n\nhi\n".utf8))
        #expect(items.map(\.trouble) == ["its first 3 lines belong to no message", nil])
        let sound = try read(Array("\n\nFrom a@b Fri Nov 20 14:02:11 2026\nSubject: x\n\nhi\n".utf8))
        #expect(sound.map(\.trouble) == [nil])
        #expect(sound.first?.bytes.starts(with: "Subject: x\r\n".utf8) == true)
    }

    @Test func `are told of a folder too`() throws {
        let rapport = try Rapport()
        try FileSystem.createDirectory(rapport.file("empty"))
        let items = try MailFiles.read(rapport.file("empty")) { _ in Issue.record("unread") }
        #expect(items.first?.trouble?.contains("no Maildir") == true)
    }
}

import CLinux
import CRMModel
import CRMStore
import Glibc
import MailNet
import Platform

extension CommandSpec {
    static let doctor = CommandSpec(
        path: ["doctor"], summary: "what this program runs with, and whether each server answers",
        details: "Nothing secret is in it: it can go into a bug report.",
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            var report: [JSONValue.Member] = [
                .init("libraries", .object(Libraries.versions)), .init("terminal", terminal),
            ]
            do {
                let configuration = try OpenWorkspace.configuration(invocation, directories)
                report.append(.init("configuration", redacted(configuration)))
            } catch {
                report.append(.init("configuration", problem(error)))
            }
            do {
                let workspace = try await OpenWorkspace.open(invocation)
                report.append(.init("workspace", ["path": .string(directories.workspace), "problem": .null]))
                report.append(.init("secrets", secrets(workspace)))
                report.append(.init("accounts", .array(try await accounts(workspace))))
                do { report.append(.init("hub", try await HubProbe.document(workspace))) } catch {
                    report.append(.init("hub", problem(error)))
                }
                await workspace.close()
            } catch {
                report.append(
                    .init(
                        "workspace",
                        [
                            "path": .string(directories.workspace),
                            "problem": .string(ErrorWords.commandError(for: error).line),
                        ]))
                report += [.init("secrets", .null), .init("accounts", []), .init("hub", .null)]
            }
            Printer(invocation).result(.object(report), lines: DoctorWords.lines(.object(report)))
        })

    /// Commands of the configuration may hold secrets.
    private static func redacted(_ configuration: Configuration) -> JSONValue {
        .object(
            ConfigurationKey.all.map { key in
                let value = key.show(configuration)
                let hides = key.name.hasSuffix("-command") && value != .null
                return .init(key.name, hides ? "(set)" : value)
            })
    }

    /// Where the key is that seals passwords, and whether it can be had.
    private static func secrets(_ workspace: OpenWorkspace) -> JSONValue {
        let place = workspace.key.place
        var problem: String?
        if place != .nowhere {
            do throws(SecretError) { _ = try workspace.key.open() } catch { problem = error.description }
        }
        let words =
            switch place {
            case .keyring: "the desktop's keyring"
            case .file: "a key file"
            case .passphrase: "a passphrase"
            case .nowhere: "not made yet"
            }
        let isLost = workspace.key.isHubKeyLost
        if isLost {
            let lost = ErrorWords.commandError(for: SecretError.hubKeyLost(path: workspace.key.hubFile)).line
            problem = [problem, lost].compactMap { $0 }.joined(separator: "; ")
        }
        let hubKey =
            FileSystem.exists(workspace.key.hubFile) ? "a key file" : isLost ? "lost" : "not made yet"
        return [
            "key": .string(words), "hub_key": .string(hubKey), "session_bus": .bool(Keyring.session != nil),
            "problem": JSONValue(problem),
        ]
    }

    private static func problem(_ error: any Error) -> JSONValue {
        ["problem": .string(ErrorWords.commandError(for: error).line)]
    }

    private static func accounts(_ workspace: OpenWorkspace) async throws -> [JSONValue] {
        var result: [JSONValue] = []
        for account in try await workspace.accounts.all() {
            var (imap, smtp): (String?, String?)
            do {
                let verdicts = try await AccountDesk(workspace: workspace).test(account)
                (imap, smtp) = (verdicts.imap.failure?.reason, verdicts.smtp.failure?.reason)
            } catch {
                imap = ErrorWords.commandError(for: error).line
                smtp = imap
            }
            result.append([
                "name": .string(account.name), "state": .string(account.state.word),
                "imap": server(account.imap, imap), "smtp": server(account.smtp, smtp),
            ])
        }
        return result
    }

    private static func server(_ server: ServerAddress, _ problem: String?) -> JSONValue {
        [
            "server": .string("\(server.host):\(server.port)"), "tls": .string(server.tls.rawValue),
            "answers": .bool(problem == nil), "problem": JSONValue(problem),
        ]
    }

    private static var terminal: JSONValue {
        var size = winsize()
        let isTerminal = isatty(1) == 1 && ioctl(1, UInt(TIOCGWINSZ), &size) == 0
        let locale = Environment["LC_ALL"] ?? Environment["LC_CTYPE"] ?? Environment["LANG"] ?? ""
        let color = Environment["COLORTERM"] ?? ""
        return [
            "is_terminal": .bool(isTerminal), "type": JSONValue(Environment["TERM"]),
            "columns": isTerminal ? JSONValue(Int(size.ws_col)) : .null,
            "rows": isTerminal ? JSONValue(Int(size.ws_row)) : .null,
            "utf8": .bool(locale.lowercased().contains("utf")),
            "true_color": .bool(color == "truecolor" || color == "24bit"),
            "no_color": .bool(Environment["NO_COLOR"] != nil),
        ]
    }
}

/// Versions of the libraries that this program is linked with.
enum Libraries {
    static var versions: [JSONValue.Member] {
        let functions = [
            ("sqlite", "sqlite3_libversion"), ("zstd", "ZSTD_versionString"),
            ("utf8proc", "utf8proc_version"),
            ("libmicrohttpd", "MHD_get_version"), ("ncurses", "curses_version"),
            ("glibc", "gnu_get_libc_version"),
        ]
        return functions.map { .init($0.0, JSONValue(text(of: $0.1))) }
            + [.init("openssl", JSONValue(openSSL))]
    }

    /// What a C function without arguments answers; nil when the library is not there.
    private static func text(of symbol: String) -> String? {
        guard let address = dlsym(nil, symbol) else { return nil }
        let function = unsafeBitCast(address, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
        return function().map { String(cString: $0) }
    }

    private static var openSSL: String? {
        guard let address = dlsym(nil, "OpenSSL_version") else { return nil }
        let function = unsafeBitCast(
            address, to: (@convention(c) (Int32) -> UnsafePointer<CChar>?).self)
        return function(0).map { String(cString: $0) }
    }
}

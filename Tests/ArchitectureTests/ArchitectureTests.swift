import FoundationEssentials
import Testing

/// The sources as text: what the compiler cannot guard is guarded here.
struct SourceTree {
    struct File {
        let target: String
        /// From the project's root.
        let path: String
        let lines: [Substring]
    }

    let files: [File]

    init() throws {
        let root = String(#filePath.dropLast("/Tests/ArchitectureTests/ArchitectureTests.swift".count))
        files = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/Sources")
            .filter { $0.hasSuffix(".swift") }.sorted()
            .map { path in
                let text = try String(contentsOfFile: "\(root)/Sources/\(path)", encoding: .utf8)
                return File(
                    target: String(path.prefix { $0 != "/" }), path: "Sources/\(path)",
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            }
        try #require(files.count > 50)
    }

    /// Lines that match, as `path:line: text`, without comments.
    func lines(in targets: Set<String>? = nil, where matches: (Substring) -> Bool) -> [String] {
        files.filter { targets?.contains($0.target) ?? true }.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                let code = line.drop { $0 == " " }
                return !code.hasPrefix("//") && matches(line) ? "\(file.path):\(index + 1): \(code)" : nil
            }
        }
    }
}

@Suite struct `Targets` {
    /// What each target may import of ours; docs/ARCHITECTURE.md says why.
    static let allowed: [String: Set<String>] = [
        "CellText": ["CUTF8Proc"],
        "Platform": ["CLinux", "COpenSSL", "CSecret", "CTOML"],
        "CRMModel": [],
        "MailCore": ["CellText", "CGMime", "CGumbo"],
        "MailNet": ["MailCore", "Platform", "COpenSSL", "CLinux"],
        "CRMStore": ["CRMModel", "Platform", "CSQLite", "CZstd"],
        "MailSync": ["MailNet", "MailCore", "CRMStore", "CRMModel", "Platform"],
        "Outreach": ["MailNet", "MailCore", "CRMStore", "CRMModel", "Platform"],
        "Hub": ["Outreach", "CRMStore", "CRMModel", "Platform", "CMicroHTTPD"],
        "TUI": ["CellText", "Platform", "CNcurses", "CLinux"],
        "AppUI": ["TUI", "CRMModel", "CellText"],
        "LocalServers": ["Platform", "COpenSSL", "CLinux"],
        "DemoWorld": ["LocalServers", "MailCore", "CRMModel", "Platform"],
        "RapportApp": [
            "AppUI", "TUI", "Hub", "Outreach", "MailSync", "MailNet", "MailCore", "CRMStore", "CRMModel",
            "LocalServers", "DemoWorld", "Platform", "CellText", "CLinux",
        ],
        "rapport": ["RapportApp"],
    ]
    static let system: Set<String> = ["Glibc", "Synchronization", "FoundationEssentials", "Foundation"]

    let tree: SourceTree
    init() throws { tree = try SourceTree() }

    @Test func `import only what lies below them`() {
        for file in tree.files where file.target != "C" {
            for line in file.lines where line.hasPrefix("import ") || line.hasPrefix("public import ") {
                let module = String(line.split(separator: " ").last ?? "")
                let isAllowed =
                    Self.system.contains(module) || Self.allowed[file.target]?.contains(module) == true
                #expect(isAllowed, "\(file.path) imports \(module)")
            }
        }
    }

    @Test func `that are pure know no clock, no socket and no task`() {
        let words = ["async ", "await ", "Task {", "clock_gettime", "Date()", "socket(", "getenv("]
        #expect(
            tree.lines(in: ["MailCore", "AppUI", "CRMModel", "CellText"]) { line in
                words.contains { line.contains($0) }
            } == [])
    }

    @Test func `show no C pointers`() {
        #expect(
            tree.lines { line in
                (line.contains("public ") || line.contains("open "))
                    && (line.contains("OpaquePointer") || line.contains("Unsafe"))
                    && !line.contains("@unchecked") && !line.contains("UnownedSerialExecutor")
            } == [])
    }

    @Test func `start threads in one file`() {
        let hits = tree.lines { $0.contains("pthread_create(") }
        #expect(hits.allSatisfy { $0.hasPrefix("Sources/Platform/Threads/ThreadExecutor.swift") }, "\(hits)")
    }

    @Test func `keep SQL in the store`() {
        let others = Set(Self.allowed.keys).subtracting(["CRMStore"])
        #expect(
            tree.lines(in: others) { line in
                (line.contains("SELECT ") && line.contains(" FROM ")) || line.contains("INSERT INTO ")
                    || line.contains("DELETE FROM ")
            } == [])
    }

    @Test func `drop no error without a reason beside it`() {
        for file in tree.files {
            for (index, line) in file.lines.enumerated()
            where line.contains(" try?") || line.contains("(try?") {
                let before = index > 0 ? file.lines[index - 1] : ""
                #expect(line.contains("//") || before.contains("//"), "\(file.path):\(index + 1): \(line)")
            }
        }
    }
}

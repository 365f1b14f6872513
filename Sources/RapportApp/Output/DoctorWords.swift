import Platform

/// The report of `doctor` for people: a verdict, then a line for each part, with the next step where one is needed.
enum DoctorWords {
    /// One part of the report.
    struct Part: Hashable, Sendable {
        var name: String
        /// What was found, or what is wrong.
        var words: String
        /// Nil when all is well.
        var step: String?
        var isWell: Bool { step == nil }
    }

    /// - Parameter report: the document of `--json`.
    static func lines(_ report: JSONValue) -> [String] {
        let parts = parts(report)
        let faults = parts.filter { !$0.isWell }.count
        let verdict =
            switch faults {
            case 0: "Everything is in order."
            case 1: "One thing is not in order; see the cross below."
            default: "\(faults) things are not in order; see the crosses below."
            }
        let isUTF8 = report["terminal"]?["utf8"] == .bool(true)
        let (check, cross) = isUTF8 ? ("✓", "✗") : ("ok", "NO")
        return [verdict, ""]
            + parts.flatMap { part in
                ["\(part.isWell ? check : cross) \(part.name): \(part.words)"]
                    + (part.step.map { $0.isEmpty ? [] : ["    next: \($0)"] } ?? [])
            }
    }

    static func parts(_ report: JSONValue) -> [Part] {
        var parts = [libraries(report["libraries"]), terminal(report["terminal"])]
        if let problem = problem(report["configuration"]) {
            parts.append(failed("configuration", problem, "rapport config check names the line"))
        }
        if let problem = problem(report["workspace"]) {
            return parts + [failed("workspace", problem, "see rapport db --help")]
        }
        parts.append(Part(name: "workspace", words: report["workspace"]?["path"]?.text ?? ""))
        parts += accounts(report["accounts"]?.elements ?? [])
        parts.append(secrets(report["secrets"]))
        parts.append(hub(report["hub"]))
        return parts
    }

    private static func libraries(_ libraries: JSONValue?) -> Part {
        let members = libraries?.members ?? []
        let missing = members.filter { $0.value == .null }.map(\.key)
        guard missing.isEmpty else {
            return Part(
                name: "libraries", words: "not found: \(missing.joined(separator: ", "))",
                step: "install them with the system's packages")
        }
        return Part(
            name: "libraries",
            words: members.map { "\($0.key) \(version($0.value.text ?? ""))" }.joined(separator: ", "))
    }

    /// The word of a version's text that has digits: `3.0.15` of `OpenSSL 3.0.15 3 Sep 2024`.
    private static func version(_ text: String) -> String {
        text.split(separator: " ").first { $0.first?.isNumber == true }.map(String.init) ?? text
    }

    private static func terminal(_ terminal: JSONValue?) -> Part {
        guard terminal?["is_terminal"] == .bool(true) else {
            return Part(name: "terminal", words: "none here: the output goes elsewhere")
        }
        let size = [terminal?["columns"], terminal?["rows"]].map { $0?.serialized ?? "?" }
        let type = terminal?["type"]?.text ?? "of no type"
        let words = "\(type), \(size.joined(separator: "x"))"
        guard terminal?["utf8"] == .bool(true) else {
            return Part(
                name: "terminal", words: words + ", no UTF-8", step: "set LANG to a locale such as C.UTF-8")
        }
        let color = terminal?["true_color"] == .bool(true) ? "true colour" : "the terminal's own colours"
        return Part(name: "terminal", words: "\(words), UTF-8, \(color)")
    }

    private static func accounts(_ accounts: [JSONValue]) -> [Part] {
        guard !accounts.isEmpty else {
            return [Part(name: "accounts", words: "none yet", step: "rapport account add, or start rapport")]
        }
        return accounts.flatMap { account in
            let name = account["name"]?.text ?? ""
            return [("imap", "IMAP"), ("smtp", "SMTP")].map { key, side in
                let server = account[key]?["server"]?.text ?? ""
                guard let problem = problem(account[key]) else {
                    return Part(name: "\(name) \(side)", words: "\(server) answers")
                }
                let settings = "rapport account test \(name) tries again"
                return Part(
                    name: "\(name) \(side)", words: "\(server): \(withoutStep(problem))",
                    step: step(problem) ?? "check the server and the password; \(settings)")
            }
        }
    }

    private static func secrets(_ secrets: JSONValue?) -> Part {
        if let problem = problem(secrets) { return failed("secrets", problem, "see rapport secrets --help") }
        let key = secrets?["key"]?.text ?? "not made yet"
        let hub = secrets?["hub_key"]?.text ?? "not made yet"
        return Part(name: "secrets", words: "passwords: \(key); the hub's links: \(hub)")
    }

    private static func hub(_ hub: JSONValue?) -> Part {
        if let problem = problem(hub) { return failed("hub", problem, "rapport hub status says more") }
        if let follow = hub?["follow"]?.text { return Part(name: "hub", words: "\(follow) answers") }
        if let url = hub?["public_url"]?.text {
            return Part(name: "hub", words: "recipients reach it at \(url)")
        }
        return Part(name: "hub", words: "none: mails are sent without tracking")
    }

    private static func problem(_ part: JSONValue?) -> String? { part?["problem"]?.text }

    /// A problem in the form `WHAT: WHY: WHAT TO DO`.
    private static func failed(_ name: String, _ problem: String, _ otherwise: String) -> Part {
        Part(name: name, words: withoutStep(problem), step: step(problem) ?? otherwise)
    }

    private static func step(_ problem: String) -> String? {
        let parts = problem.split(separator: ": ")
        return parts.count > 2 ? parts.last.map(String.init) : nil
    }

    private static func withoutStep(_ problem: String) -> String {
        step(problem).map { String(problem.dropLast($0.count + 2)) } ?? problem
    }
}

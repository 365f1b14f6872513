/// A private server could not be started or reached.
public enum LocalServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A program that is needed is not installed; the Debian package that has it.
    case notInstalled(program: String, package: String)
    /// The server did not come up; the end of its log.
    case didNotStart(server: String, log: String)
    /// The system refused something.
    case system(String)

    public var description: String {
        switch self {
        case .notInstalled(let program, let package):
            "\(program) is not installed (Debian package \(package); `scripts/install-test-servers` gets it)"
        case .didNotStart(let server, let log): "\(server) did not start: \(log)"
        case .system(let reason): reason
        }
    }
}

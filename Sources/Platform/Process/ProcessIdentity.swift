import Glibc

/// Which process, told apart from every other that ran or will run under the same number on this machine.
public struct ProcessIdentity: Hashable, Sendable {
    /// The start of the machine and the namespace that process numbers count in.
    public let machine: String
    public let pid: Int32
    /// Ticks since the machine started.
    public let start: UInt64

    /// A process that runs now; nil when there is none, or when the system does not tell.
    public init?(pid: Int32) {
        guard let machine = Self.thisMachine, case .running(let start) = Self.status(of: pid) else {
            return nil
        }
        self.machine = machine
        self.pid = pid
        self.start = start
    }

    /// Reads what `text` wrote; nil for anything else.
    public init?(text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let pid = Int32(parts[2]), pid > 0, let start = UInt64(parts[3]) else {
            return nil
        }
        machine = "\(parts[0]).\(parts[1])"
        self.pid = pid
        self.start = start
    }

    /// This process.
    public static func current() -> ProcessIdentity? { ProcessIdentity(pid: getpid()) }

    /// `BOOT.NAMESPACE.PID.START`; without spaces and slashes.
    public var text: String { "\(machine).\(pid).\(start)" }

    /// Whether it is certain that the process has ended. Never of a process of another machine, another container or
    /// an earlier start of this machine: what is not known counts as alive.
    public var hasEnded: Bool {
        guard machine == Self.thisMachine else { return false }
        return switch Self.status(of: pid) {
        case .running(let start): start != self.start
        case .ended: true
        case .unknown: false
        }
    }

    private enum Status {
        case running(start: UInt64)
        case ended
        case unknown
    }

    private static let thisMachine: String? = {
        // Where /proc is not there, nobody has an identity.
        guard let boot = try? FileSystem.read("/proc/sys/kernel/random/boot_id", limit: 100) else {
            return nil
        }
        var status = stat()
        guard stat("/proc/self/ns/pid", &status) == 0 else { return nil }
        let digits = String(decoding: boot, as: UTF8.self).filter(\.isHexDigit)
        return "\(digits).\(status.st_ino)"
    }()

    private static func status(of pid: Int32) -> Status {
        let line: [UInt8]
        do throws(FileError) {
            line = try FileSystem.read("/proc/\(pid)/stat", limit: 4096)
        } catch {
            // A hidden process of somebody else cannot be read either, but it can be asked for.
            return kill(pid, 0) < 0 && errno == ESRCH ? .ended : .unknown
        }
        // The name in parentheses may hold anything; the state is the first field behind it, the start the 20th.
        guard let nameEnd = line.lastIndex(of: UInt8(ascii: ")")) else { return .unknown }
        let fields = String(decoding: line[(nameEnd + 1)...], as: UTF8.self).split(separator: " ")
        guard fields.count >= 20, let start = UInt64(fields[19]) else { return .unknown }
        return ["Z", "X", "x"].contains(fields[0]) ? .ended : .running(start: start)
    }
}

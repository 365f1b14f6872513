import CRMModel
import CRMStore
import Platform

/// Bringing messages of files into an account and writing messages into files.
struct MailFileDesk: Sendable {
    let workspace: OpenWorkspace

    struct Report: Hashable, Sendable {
        var done = 0
        var skipped = 0
        var errors: [String] = []
    }

    /// Writes messages: into a folder as `.eml` files (never over another file), or into one new mbox.
    func write(_ messages: [Message], to path: String, asMbox: Bool) async throws -> Report {
        var report = Report()
        var mbox: [UInt8] = []
        if asMbox && FileSystem.exists(path) {
            throw CommandError(
                code: .cannotCreate, what: path, why: "the file exists", recovery: "name a new file")
        }
        if !asMbox { try FileSystem.createDirectory(path, mode: 0o700) }
        for message in messages {
            guard let raw = try await workspace.messages.raw(message.id) else {
                report.errors.append("message \(message.id): its content is not here; sync fetches it")
                continue
            }
            if asMbox {
                mbox += MailFiles.mboxEntry(
                    raw, from: message.from.address.text, at: Self.asctime(message.received))
            } else {
                let subject = String(message.subject.prefix(60))
                _ = try SafeFileName.write(raw, named: "\(message.id) \(subject).eml", in: path)
            }
            report.done += 1
        }
        if asMbox { try FileSystem.replace(path, with: mbox, mode: 0o600) }
        return report
    }

    /// `Fri Nov 20 14:02:11 2026`, as mbox has it.
    static func asctime(_ time: Timestamp) -> String {
        let days = Int64((Double(time.milliseconds) / 86_400_000).rounded(.down))
        let date = CivilDate(daysSince1970: days)
        let text = time.description
        let clock = text.dropFirst(11).prefix(8)
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let weekday = weekdays[Int(((days + 3) % 7 + 7) % 7)]
        let day = date.day < 10 ? " \(date.day)" : "\(date.day)"
        return "\(weekday) \(months[max(0, min(11, date.month - 1))]) \(day) \(clock) \(date.year)"
    }
}

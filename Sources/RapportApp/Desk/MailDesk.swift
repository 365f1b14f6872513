import CRMModel
import CRMStore
import MailCore
import Platform

/// Reading and triage of mail, for the command line and the screen.
struct MailDesk: Sendable {
    let workspace: OpenWorkspace

    private var messages: MessageRepository { workspace.messages }

    /// The folder that a user names: by its readable name, letter case ignored, within one account or all.
    func folder(named name: String, account: Account?) async throws -> Folder {
        let folders = try await workspace.folders.all(of: account?.id)
        let matches = folders.filter { $0.name.lowercased() == name.lowercased() }
        if matches.count == 1 || (matches.count > 1 && account != nil) { return matches[0] }
        guard matches.isEmpty else {
            throw CommandError.usage("folder '\(name)'", "several accounts have it", "say --account too")
        }
        let nearest = NearestName.of(name.lowercased(), in: folders.map { $0.name.lowercased() })
        throw CommandError.notFound(
            "folder '\(name)'", "there is no such folder",
            nearest.map { "did you mean '\($0)'?" } ?? "rapport account list shows the folders")
    }

    func message(_ text: String) async throws -> Message {
        // One step after the other: an `await` inside a condition of several crashes the optimiser of
        // Swift 6.3.1 (splitting the coroutine). May go with a newer compiler that builds it.
        let unknown = CommandError.notFound(
            "message \(text)", "there is no such message", "rapport mail list shows the ids")
        guard let id = RowID<Message>(text) else { throw unknown }
        let found = try await messages.message(id)
        guard let found else { throw unknown }
        return found
    }

    func messages(_ texts: [String]) async throws -> [Message] {
        var result: [Message] = []
        for text in texts { result.append(try await message(text)) }
        return result
    }

    /// The raw bytes, which may have to be fetched again.
    func raw(_ id: RowID<Message>) async throws -> [UInt8] {
        guard let bytes = try await messages.raw(id) else {
            throw CommandError(
                code: .tryLater, what: "message \(id)", why: "its content is not here",
                recovery: "rapport sync --once fetches it")
        }
        return bytes
    }

    /// Writes attachments into a folder, never outside it and never over another file.
    ///
    /// - Parameter numbers: which; empty for all that are not inline.
    func save(_ id: RowID<Message>, numbers: [Int], to directory: String) async throws -> [SavedAttachment] {
        guard let detail = try await messages.detail(id) else {
            throw CommandError.notFound("message \(id)", "there is no such message", "")
        }
        let wanted = detail.attachments.filter {
            numbers.isEmpty ? !$0.isInline : numbers.contains($0.number)
        }
        for number in numbers where !wanted.contains(where: { $0.number == number }) {
            throw CommandError.notFound(
                "attachment \(number)", "the message has \(detail.attachments.count)",
                "rapport mail show \(id)")
        }
        let bytes = try await raw(id)
        try FileSystem.createDirectory(directory, mode: 0o755)
        var saved: [SavedAttachment] = []
        for attachment in wanted {
            guard let content = MIMEParser.attachment(in: bytes, at: attachment.partPath) else {
                throw CommandError.badData(
                    "attachment \(attachment.number)", "it cannot be decoded", "rapport mail show --raw")
            }
            let path = try SafeFileName.write(content, named: attachment.name, in: directory)
            saved.append(SavedAttachment(attachment: attachment, path: path, size: content.count))
        }
        return saved
    }
}

extension MailDesk {
    /// An attachment decoded, with the name that it came with.
    func content(_ id: RowID<Message>, number: Int) async throws -> (name: String, bytes: [UInt8]) {
        guard let found = try await messages.detail(id)?.attachments.first(where: { $0.number == number })
        else { throw CommandError.notFound("attachment \(number)", "the mail has none of that number", "") }
        guard let bytes = MIMEParser.attachment(in: try await raw(id), at: found.partPath) else {
            throw CommandError.badData(
                "attachment \(number)", "it cannot be decoded", "rapport mail show --raw")
        }
        return (found.name, bytes)
    }
}

/// An attachment that was written to a file.
struct SavedAttachment: Hashable, Sendable {
    var attachment: CRMModel.Attachment
    var path: String
    var size: Int
}

/// File names from foreign mouths: no path, no controls, nothing invisible that turns the ending around, no leading dot
/// or dash, not too long.
enum SafeFileName {
    static func clean(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var clean = String(
            last.unicodeScalars.filter {
                !isInvisible($0) && !"<>:\"|?*".unicodeScalars.contains($0)
            }
            .map(Character.init))
        while let first = clean.first, ". -".contains(first) { clean.removeFirst() }
        while clean.utf8.count > 200 { clean.removeLast() }
        return clean.isEmpty ? "attachment" : clean
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }

    /// Writes a new file; a name that is taken gets a number.
    ///
    /// - Returns: the path.
    static func write(_ bytes: [UInt8], named name: String, in directory: String) throws(FileError) -> String
    {
        let clean = clean(name)
        let dot = clean.lastIndex(of: ".").flatMap { $0 == clean.startIndex ? nil : $0 } ?? clean.endIndex
        for number in 0..<10_000 {
            let suffix = number == 0 ? "" : " (\(number))"
            let path = "\(directory)/\(clean[..<dot])\(suffix)\(clean[dot...])"
            guard !FileSystem.exists(path) else { continue }
            try FileSystem.replace(path, with: bytes, mode: 0o644)
            return path
        }
        throw FileError(operation: "create", path: "\(directory)/\(clean)", code: 17)
    }
}

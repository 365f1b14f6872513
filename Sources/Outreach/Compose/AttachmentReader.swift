public import MailCore
import Platform

/// Reads files to attach. Blocks: call it where blocking is allowed.
public enum AttachmentReader {
    /// Base64 makes 25 MB of this.
    public static let limit = 18 << 20

    /// - Returns: the files in order, and a problem for each that cannot be read.
    public static func read(_ paths: [String]) -> (files: [OutgoingMessage.File], problems: [ComposeProblem])
    {
        var files: [OutgoingMessage.File] = []
        var problems: [ComposeProblem] = []
        for path in paths {
            if FileSystem.isDirectory(path) {
                problems.append(.attachment(path: path, reason: "it is a folder"))
                continue
            }
            do throws(FileError) {
                let bytes = try FileSystem.read(path, limit: 64 << 20)
                let name = String(
                    path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
                files.append(OutgoingMessage.File(name: name, type: mediaType(of: name), bytes: bytes))
            } catch {
                problems.append(.attachment(path: path, reason: error.reason))
            }
        }
        let total = files.reduce(0) { $0 + $1.bytes.count }
        if total > limit { problems.append(.tooLarge(megabytes: (total * 4 / 3) >> 20)) }
        return (files, problems)
    }

    static func mediaType(of name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return types[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }

    private static let types = [
        "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "html": "text/html",
        "md": "text/markdown",
        "ics": "text/calendar", "vcf": "text/vcard", "png": "image/png", "jpg": "image/jpeg",
        "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml", "webp": "image/webp",
        "zip": "application/zip", "gz": "application/gzip", "json": "application/json",
        "xml": "application/xml",
        "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "mp3": "audio/mpeg", "mp4": "video/mp4",
    ]
}

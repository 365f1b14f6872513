import AppUI
import Outreach
import Platform

/// The path of a file to attach, as it is typed.
enum AttachedPath {
    /// - Throws: `Problem` when there is nothing that can be attached.
    static func check(_ typed: String) throws -> ChangeResult {
        let path = FileSystem.absolute(expanded(typed))
        let size: Int
        do { size = try FileSystem.readableSize(path) } catch {
            throw Problem(
                what: "Cannot attach \(typed)", why: error.isSpecial ? "it is no file" : error.reason)
        }
        guard size <= AttachmentReader.limit else {
            throw Problem(
                what: "Cannot attach \(typed)",
                why:
                    "\(size >> 20) MB: more than \(AttachmentReader.limit >> 20) MB is refused by most servers",
                next: "send a link to it instead")
        }
        return .fileFound(path: path, size: size)
    }

    /// Goes on as far as all names agree.
    static func complete(_ typed: String) -> ChangeResult {
        let path = typed == "~" ? "~/" : typed
        let slash = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        let folder = String(path[..<slash])
        let stem = path[slash...]
        let place = FileSystem.absolute(expanded(folder.isEmpty ? "." : folder))
        // A folder that cannot be read has no names to offer.
        let all = (try? FileSystem.names(in: place)) ?? []
        let names = all.filter { $0.hasPrefix(stem) && (stem.hasPrefix(".") || !$0.hasPrefix(".")) }.sorted()
        guard let first = names.first else {
            return .pathCompleted(path, names: ["nothing begins like that"])
        }
        let common = names.dropFirst().reduce(first) { String(zip($0, $1).prefix { $0 == $1 }.map(\.0)) }
        let whole = folder + common
        let isFolder = names.count == 1 && FileSystem.isDirectory(FileSystem.absolute(expanded(whole)))
        return .pathCompleted(isFolder ? whole + "/" : whole, names: names.count == 1 ? [] : names)
    }

    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return (Environment["HOME"] ?? "") + path.dropFirst()
    }
}

import AppUI
import Platform

/// The path that an attachment is saved to.
enum SavedPath {
    /// A name in the folder that is not taken, with `~` for the home.
    static func proposal(name: String, in folder: String) -> String {
        let clean = SafeFileName.clean(name)
        let dot = clean.lastIndex(of: ".").flatMap { $0 == clean.startIndex ? nil : $0 } ?? clean.endIndex
        var path = "\(folder)/\(clean)"
        for number in 1..<1000 where FileSystem.exists(path) {
            path = "\(folder)/\(clean[..<dot]) (\(number))\(clean[dot...])"
        }
        guard let home = Environment["HOME"], home.count > 1, path.hasPrefix(home + "/") else { return path }
        return "~" + path.dropFirst(home.count)
    }

    /// What was typed as a whole path; in a folder that was named, under the attachment's own name.
    ///
    /// - Throws: `Problem` when there is no such folder.
    static func whole(_ typed: String, named name: String) throws -> String {
        var path = FileSystem.absolute(AttachedPath.expanded(typed))
        if FileSystem.isDirectory(path) || typed.hasSuffix("/") {
            while path.last == "/" { path.removeLast() }
            path += "/" + SafeFileName.clean(name)
        }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        guard FileSystem.isDirectory(folder) else {
            throw Problem(what: "Cannot save there", why: "there is no folder \(folder)")
        }
        guard !FileSystem.isDirectory(path) else {
            throw Problem(what: "Cannot save there", why: "\(path) is a folder")
        }
        return path
    }
}

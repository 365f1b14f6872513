import Platform

/// Opens web addresses and files with the desktop's program.
enum DesktopOpener {
    /// - Parameter target: an http, https or mailto address, or an absolute path. Anything else is refused: a
    ///   mail must not start programs.
    static func open(_ target: String) throws {
        let allowed = ["http://", "https://", "mailto:", "/"]
        guard allowed.contains(where: { target.lowercased().hasPrefix($0) }) else {
            throw CommandError.badData(
                "cannot open this link", "only web addresses are opened", "copy it instead")
        }
        let isFile = target.hasPrefix("/")
        let recovery = isFile ? "it is kept as \(target)" : "press y to copy it"
        guard Environment["DISPLAY"] != nil || Environment["WAYLAND_DISPLAY"] != nil else {
            throw CommandError(
                code: .unavailable, what: "cannot open the \(isFile ? "file" : "link") here",
                why: "there is no desktop",
                recovery: recovery)
        }
        let quoted = "'" + target.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
        let output = try ChildProcess.shell("xdg-open \(quoted) >/dev/null 2>&1")
        guard output.status == 0 else {
            throw CommandError(
                code: .unavailable, what: "cannot open the \(isFile ? "file" : "link")",
                why: "xdg-open failed", recovery: recovery)
        }
    }
}

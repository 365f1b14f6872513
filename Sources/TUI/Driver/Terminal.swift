import CLinux
import CNcurses
import Glibc
public import Platform

/// Why the screen cannot be shown.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// terminfo does not know the terminal.
    case unknownType(String)

    public var description: String {
        switch self {
        case .notATerminal: "the screen needs a terminal on standard input and output"
        case .unknownType(let name): "terminfo does not know the terminal '\(name)': is TERM right?"
        }
    }
}

/// How to use the terminal.
public struct TerminalOptions: Hashable, Sendable {
    /// Whether clicks and the wheel are reported; Shift leaves them to the terminal in any case.
    public var usesMouse: Bool
    /// The most colours to use; nil as the terminal says.
    public var depth: ColorDepth?
    /// Nothing but ASCII is sent.
    public var isASCII: Bool

    public init(usesMouse: Bool = true, depth: ColorDepth? = nil, isASCII: Bool = false) {
        self.usesMouse = usesMouse
        self.depth = depth
        self.isASCII = isASCII
    }
}

/// The terminal while it is ours: alternate screen, raw keys, mouse and paste reports. It is given back by
/// `leave`, at `exit`, and when the process crashes.
@UIActor
public final class Terminal {
    /// What it shows in colours.
    public let depth: ColorDepth
    private let options: TerminalOptions
    private let painter: Painter
    private var isOurs = false

    /// Takes the terminal. There is one per process.
    ///
    /// - Parameter environment: `TERM` and `COLORTERM` are read. `COLORTERM=truecolor` brings 24-bit colours
    ///   by a terminfo entry of our own; otherwise colours are mapped to what terminfo promises.
    public init(options: TerminalOptions = TerminalOptions(), environment: [String: String])
        throws(TerminalError)
    {
        guard isatty(0) == 1, isatty(1) == 1 else { throw .notATerminal }
        setlocale(LC_CTYPE, "")
        self.options = options
        Guard.prepare()
        guard Self.start(environment, options) else { throw .unknownType(environment["TERM"] ?? "") }
        if has_colors() {
            start_color()
            use_default_colors()
        }
        let found = has_colors() ? ColorDepth(colors: Int(nc_colors())) : .none
        depth = min(found, options.depth ?? .direct)
        painter = Painter(depth: depth, isASCII: options.isASCII)
        enter()
    }

    /// The size in cells.
    public var size: (columns: Int, rows: Int) { (Int(nc_columns()), Int(nc_lines())) }

    /// Shows a frame; writes nothing when it is the one that is shown.
    ///
    /// - Returns: whether anything was written.
    @discardableResult
    public func show(_ frame: Frame) -> Bool { isOurs ? painter.paint(frame) : false }

    /// Paints everything anew with the next frame.
    public func invalidate() { painter.invalidate() }

    /// Gives the terminal back. Does nothing when it is not ours.
    public func leave() {
        guard isOurs else { return }
        isOurs = false
        nc_send(Self.farewell)
        curs_set(1)
        endwin()
        Guard.disarm()
    }

    /// Takes the terminal again after `leave`.
    public func comeBack() {
        guard !isOurs else { return }
        enter()
        takeSize()
        painter.invalidate()
    }

    /// Runs a command on the terminal, such as `$EDITOR`, and waits for it; the screen comes back after.
    ///
    /// - Returns: its exit status.
    public func run(_ command: String) throws(FileError) -> Int32 {
        leave()
        defer { comeBack() }
        return try ChildProcess.interactive(command)
    }

    /// Puts text on the clipboard (OSC 52), where the terminal allows programs to do so.
    ///
    /// - Parameter text: beyond 64 KiB it is cut; many terminals take no more.
    public func copy(_ text: String) {
        var code = Base64URL.encode(Array(text.utf8.prefix(65_536)))
        code = String(code.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while code.utf8.count % 4 != 0 { code += "=" }
        if isOurs { nc_send("\u{1B}]52;c;\(code)\u{1B}\\") }
    }

    /// Rings the bell and asks the terminal to notify the desktop (OSC 777); which of the two happens is the
    /// terminal's business.
    public func notify(title: String, body: String) {
        func plain(_ text: String) -> String {
            let scalars = text.unicodeScalars.prefix(200).filter {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != ";"
            }
            return String(String.UnicodeScalarView(scalars))
        }
        if isOurs { nc_send("\u{7}\u{1B}]777;notify;\(plain(title));\(plain(body))\u{1B}\\") }
    }

    /// Stops the process as Ctrl-Z does and comes back when it is continued.
    public func stop() {
        leave()
        kill(getpid(), SIGSTOP)
        comeBack()
    }

    /// The window has another size: ncurses is told.
    func takeSize() {
        var window = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 else { return }
        resizeterm(Int32(window.ws_row), Int32(window.ws_col))
        painter.invalidate()
    }

    private func enter() {
        raw()
        noecho()
        nonl()
        intrflush(nc_stdscr(), false)
        refresh()
        nc_send(options.usesMouse ? Self.greeting + Self.mouseOn : Self.greeting)
        Guard.arm()
        isOurs = true
    }

    /// Bracketed paste, focus reports, keys told apart (kitty protocol, level 1).
    private static let greeting = "\u{1B}[?2004h\u{1B}[?1004h\u{1B}[>1u"
    /// Presses, releases and drags in SGR form.
    private static let mouseOn = "\u{1B}[?1002h\u{1B}[?1006h"
    nonisolated private static let farewell =
        "\u{1B}[?2026l\u{1B}[<u\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1004l\u{1B}[?2004l\u{1B}[0 q"
    /// What a crash sends besides: leave the alternate screen, show the cursor, plain text.
    nonisolated fileprivate static let lastFarewell = farewell + "\u{1B}[m\u{1B}[?25h\u{1B}[?1049l"

    private static func start(_ environment: [String: String], _ options: TerminalOptions) -> Bool {
        let wanted = environment["COLORTERM"]?.lowercased() ?? ""
        let isDirect = wanted == "truecolor" || wanted == "24bit"
        if isDirect, options.depth ?? .direct == .direct, environment["TERM"] != "linux" {
            // ncurses looks here for the entry; children must not see it.
            setenv("TERMINFO", DirectColorEntry.hex, 1)
            let isStarted = nc_start(DirectColorEntry.name)
            if let previous = environment["TERMINFO"] {
                setenv("TERMINFO", previous, 1)
            } else {
                unsetenv("TERMINFO")
            }
            if isStarted { return true }
        }
        return nc_start(environment["TERM"])
    }
}

/// Gives the terminal back when the process dies otherwise than in order.
private enum Guard {
    static func prepare() { nc_guard_prepare(Terminal.lastFarewell) }
    static func arm() { nc_guard_arm(true) }
    static func disarm() { nc_guard_arm(false) }
}

import CLinux
import Glibc
import Platform

/// A password from standard input, a command, or a prompt that does not echo.
enum PasswordInput {
    static func read(_ invocation: Invocation) throws -> String {
        if let command = invocation.value("--password-command") {
            return try OpenWorkspace.password(fromCommand: command)
        }
        if invocation.has("--password-stdin") {
            let line = readLine(strippingNewline: true) ?? ""
            guard !line.isEmpty else {
                throw CommandError.usage("password", "standard input is empty", "pipe the password in")
            }
            return line
        }
        guard isatty(0) == 1 else {
            throw CommandError.usage(
                "password", "there is no terminal to ask on", "use --password-stdin or --password-command")
        }
        return try prompt("Password: ")
    }

    /// Asks on the terminal without showing what is typed.
    static func prompt(_ text: String) throws -> String {
        var before = termios()
        tcgetattr(0, &before)
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(0, TCSAFLUSH, &before)
            _ = write(2, "\n", 1)
        }
        _ = write(2, text, text.utf8.count)
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw CommandError.usage("password", "nothing was typed", "try again")
        }
        return line
    }
}

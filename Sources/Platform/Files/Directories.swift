import Glibc

/// The value of an environment variable; nil when it is unset or empty.
public enum Environment {
    public static subscript(name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}

/// Where files live (XDG Base Directory Specification), or all below one folder when `--data` says so.
public struct Directories: Hashable, Sendable {
    /// Databases, keys, secrets of the workspace.
    public var workspace: String
    /// Logs.
    public var state: String
    /// `config.toml` and user themes.
    public var configuration: String

    /// - Parameters:
    ///   - name: of the workspace.
    ///   - data: a folder that shall hold everything; nil for the user's own.
    public init(workspace name: String, data: String?) {
        if let data {
            workspace = "\(data)/\(name)"
            state = "\(data)/\(name)/state"
            configuration = "\(data)/config"
        } else {
            let home = Environment["HOME"] ?? "/tmp"
            workspace = "\(Environment["XDG_DATA_HOME"] ?? "\(home)/.local/share")/rapport/\(name)"
            state = "\(Environment["XDG_STATE_HOME"] ?? "\(home)/.local/state")/rapport/\(name)"
            configuration = "\(Environment["XDG_CONFIG_HOME"] ?? "\(home)/.config")/rapport"
        }
    }
}

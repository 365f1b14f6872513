public import Platform

/// A folder with a person's own themes.
public enum ThemeFolder {
    /// The texts of the `*.toml` files by name without the ending, for `ThemeLibrary(userThemes:)`; none when
    /// the folder does not exist. Files beyond 1 MiB are refused.
    public static func themes(in folder: String) throws(FileError) -> [String: String] {
        guard FileSystem.isDirectory(folder) else { return [:] }
        var themes: [String: String] = [:]
        for name in try FileSystem.names(in: folder) where name.hasSuffix(".toml") && name.count > 5 {
            let bytes = try FileSystem.read(folder + "/" + name, limit: 1 << 20)
            themes[String(name.dropLast(5))] = String(decoding: bytes, as: UTF8.self)
        }
        return themes
    }
}

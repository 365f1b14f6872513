import Platform

/// What is wrong with a configuration, and where.
struct ConfigurationError: Error, Hashable, Sendable {
    var file: String
    var line: Int
    var reason: String
    var recovery: String
}

/// Reads `config.toml`: defaults, then the file. Unknown keys are errors with the nearest valid key.
enum ConfigurationFile {
    /// - Parameter isRequired: whether a missing file is an error (it was named) or means the defaults.
    static func load(_ path: String, isRequired: Bool) throws -> Configuration {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: TOMLDocument.sizeLimit) } catch {
            if error.isMissing && !isRequired { return Configuration() }
            throw error
        }
        return try parse(String(decoding: bytes, as: UTF8.self), file: path)
    }

    static func parse(_ source: String, file: String) throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        let table: TOMLTable
        do { table = try TOMLDocument.parse(source) } catch {
            throw ConfigurationError(
                file: file, line: error.line, reason: error.reason, recovery: "correct the line")
        }
        for leaf in table.leaves {
            if leaf.key.hasPrefix("ui.keys.") {
                try setKeys(leaf.key, leaf.value, file: file, in: &configuration)
            } else {
                try set(leaf.key, leaf.value, file: file, in: &configuration)
            }
        }
        return configuration
    }

    private static func set(
        _ name: String, _ value: TOMLValue, file: String, in configuration: inout Configuration
    ) throws(ConfigurationError) {
        guard let key = ConfigurationKey.all.first(where: { $0.name == name }) else {
            let nearest = NearestName.of(name, in: ConfigurationKey.all.map(\.name))
            throw ConfigurationError(
                file: file, line: value.line, reason: "unknown key \(name)",
                recovery: nearest.map { "did you mean \($0)?" } ?? "rapport config show lists the keys")
        }
        do { try key.set(&configuration, value) } catch {
            throw ConfigurationError(
                file: file, line: value.line, reason: "\(name) must be \(error.expected), not \(value.kind)",
                recovery: "correct the line")
        }
    }

    /// `[ui.keys]`: a command's id to one sequence or a list of them.
    private static func setKeys(
        _ name: String, _ value: TOMLValue, file: String, in configuration: inout Configuration
    ) throws(ConfigurationError) {
        let sequences = value.string.map { [$0] } ?? value.array?.compactMap(\.string)
        guard let sequences else {
            throw ConfigurationError(
                file: file, line: value.line, reason: "\(name) must be a key sequence or a list of them",
                recovery: "write for instance \(name) = \"g i\"")
        }
        configuration.screen.keys[String(name.dropFirst("ui.keys.".count))] = sequences
    }
}

import Platform

/// What is wrong with a configuration, and where.
struct ConfigurationError: Error, Hashable, Sendable {
    var file: String
    var line: Int
    var reason: String
    var recovery: String
    /// What the value of a setting should have been, where that is what is wrong.
    var expected: String?
}

/// Reads `config.toml`: defaults, then the file. Unknown keys are errors with the nearest valid key.
enum ConfigurationFile {
    /// - Parameter isRequired: whether a missing file is an error (it was named) or means the defaults.
    static func load(_ path: String, isRequired: Bool) throws -> Configuration {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: TOMLDocument.sizeLimit) } catch {
            if error.isMissing && !isRequired { return Configuration() }
            if error.isMissing { throw error }
            // It is there and says nothing: going on with the defaults would not be what the user wants.
            throw ConfigurationError(
                file: path, line: 0, reason: "the configuration cannot be read: \(error.reason)",
                recovery: "make it a file that you may read, or name another with --config")
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
            throw ConfigurationError(
                file: file, line: value.line, reason: "unknown key \(name)",
                recovery: recovery(forUnknown: name))
        }
        do { try key.set(&configuration, value) } catch {
            throw ConfigurationError(
                file: file, line: value.line, reason: "\(name) must be \(error.expected), not \(value.kind)",
                recovery: "correct the line", expected: error.expected)
        }
    }

    static func recovery(forUnknown name: String) -> String {
        let nearest = NearestName.of(name, in: ConfigurationKey.all.map(\.name))
        return nearest.map { "did you mean \($0)?" } ?? "rapport config show lists the keys"
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

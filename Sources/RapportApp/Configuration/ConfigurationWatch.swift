import Platform
import Synchronization

/// The configuration as its file has it now: a change by another process or an editor is taken with the next look.
final class ConfigurationWatch: Sendable {
    private struct Read {
        var stamp: FileStamp?
        var configuration: Configuration
        /// Where a hub said that it is reached; the file goes before it.
        var hubURL: String?
    }

    private let path: String
    private let isRequired: Bool
    private let read: Mutex<Read>
    private let onFault: @Sendable (any Error) -> Void

    /// Reads the file.
    ///
    /// - Parameters:
    ///   - isRequired: whether a missing file is an error (it was named) or means the defaults.
    ///   - onFault: told once about every later state of the file that cannot be taken; the last good one stays.
    init(
        _ path: String, isRequired: Bool, onFault: @escaping @Sendable (any Error) -> Void = { _ in }
    ) throws {
        self.path = path
        self.isRequired = isRequired
        self.onFault = onFault
        // Before the content: what is written between the two is read again.
        let stamp = FileStamp(path)
        let configuration = try ConfigurationFile.load(path, isRequired: isRequired)
        read = Mutex(Read(stamp: stamp, configuration: configuration))
    }

    /// Costs one `stat` when nothing has changed.
    var current: Configuration {
        var fault: (any Error)?
        let configuration = read.withLock { read in
            let stamp = FileStamp(path)
            if stamp != read.stamp {
                read.stamp = stamp
                do { read.configuration = try ConfigurationFile.load(path, isRequired: isRequired) } catch {
                    fault = error
                }
            }
            var configuration = read.configuration
            if configuration.hub.publicURL == nil { configuration.hub.publicURL = read.hubURL }
            return configuration
        }
        if let fault { onFault(fault) }
        return configuration
    }

    /// Takes where a hub is reached, as the workspace remembers it.
    func takeHub(_ url: String?) { read.withLock { $0.hubURL = url } }
}

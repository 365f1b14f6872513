/// Why the hub cannot serve.
public enum HubError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The host is no numeric address.
    case badAddress(String)
    /// The port is taken or not permitted.
    case cannotListen(address: String, reason: String)

    public var description: String {
        switch self {
        case .badAddress(let text): "\(text) is not an address to listen on: use a numeric address and a port"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        }
    }
}

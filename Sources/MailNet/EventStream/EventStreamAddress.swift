/// Where a hub is: `https://HOST[:PORT][/PATH]`, or `http` on this machine only.
public struct EventStreamAddress: Hashable, Sendable, CustomStringConvertible {
    public let endpoint: ServerEndpoint
    /// Without a slash at its end; empty for the root.
    public let path: String

    /// Why an address cannot be used.
    public enum Unfit: Error, Hashable, Sendable {
        case notAnAddress
        /// A token would travel in the clear.
        case notEncrypted
    }

    /// - Parameters:
    ///   - text: no user, query or fragment; a slash at the end is cut.
    ///   - authorityFile: PEM file with the authorities to trust instead of the system's.
    public init(_ text: String, authorityFile: String? = nil) throws(Unfit) {
        guard text.utf8.count <= 2000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .notAnAddress
        }
        let isSecure = text.prefix(8).lowercased() == "https://"
        guard isSecure || text.prefix(7).lowercased() == "http://" else { throw .notAnAddress }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        guard !rest.contains(where: { "?#@\\\"<>".contains($0) }) else { throw .notAnAddress }
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        guard let (host, port) = Self.split(authority, isSecure ? 443 : 80) else { throw .notAnAddress }
        endpoint = ServerEndpoint(
            host: host, port: port, security: isSecure ? .implicitTLS : .plain, authorityFile: authorityFile)
        self.path = path
        guard isSecure || endpoint.isLoopback else { throw .notEncrypted }
    }

    private static func split(_ authority: Substring, _ usual: UInt16) -> (String, UInt16)? {
        var host = authority
        var port = usual
        let isBracketed = authority.hasPrefix("[")
        if let colon = authority.lastIndex(of: ":"), !isBracketed || authority[..<colon].hasSuffix("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else {
                return nil
            }
            port = number
            host = authority[..<colon]
        }
        if isBracketed {
            guard host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty ? nil : (String(host), port)
    }

    /// The `Host` header (RFC 9110 §7.2).
    var hostField: String {
        let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
        let usual: UInt16 = endpoint.security == .implicitTLS ? 443 : 80
        return endpoint.port == usual ? host : "\(host):\(endpoint.port)"
    }

    public var description: String {
        "\(endpoint.security == .implicitTLS ? "https" : "http")://\(hostField)\(path)"
    }
}

import Glibc
import Platform

/// One HTTP/1.1 GET to the hub on this machine, as a mail reader or browser makes it; redirects are not followed.
///
/// Only loopback is ever connected to: what a mail links to elsewhere is left alone. Blocks for two seconds at most.
enum HubVisit {
    /// A URL on this machine.
    struct Place: Hashable, Sendable {
        let port: UInt16
        /// From the slash on.
        let path: String

        /// nil unless it is `http` to a loopback address with a path that is safe to send.
        init?(_ url: String) {
            guard url.utf8.count < 8_000, url.hasPrefix("http://") else { return nil }
            let rest = url.dropFirst(7)
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            let authority = rest[..<slash].split(separator: ":", omittingEmptySubsequences: false)
            guard let host = authority.first, host == "127.0.0.1" || host == "localhost",
                authority.count <= 2,
                let port = authority.count == 2 ? UInt16(authority[1]) : 80
            else { return nil }
            let path = slash == rest.endIndex ? "/" : String(rest[slash...].prefix { $0 != "#" })
            guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
            self.port = port
            self.path = path
        }
    }

    /// - Parameter source: the last three bytes of the 127.x.y.z address that the visit comes from; every recipient
    ///   has one, as people at home do.
    /// - Returns: the status code; nil when the hub could not be reached.
    static func get(_ place: Place, fields: [(String, String)], source: UInt32) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        // Without its own address the visit comes from 127.0.0.1, which still counts.
        _ = withAddress(0x7F00_0000 | source & 0xFF_FFFF, port: 0) { bind(descriptor, $0, $1) }
        guard withAddress(0x7F00_0001, port: place.port, { connect(descriptor, $0, $1) }) == 0 else {
            return nil
        }
        let head = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        let request =
            "GET \(place.path) HTTP/1.1\r\nHost: 127.0.0.1:\(place.port)\r\n\(head)Connection: close\r\n\r\n"
        guard send(Array(request.utf8), to: descriptor) else { return nil }
        return status(from: descriptor)
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                Glibc.send(
                    descriptor, raw.baseAddress?.advanced(by: offset), raw.count - offset,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    /// Reads to the end, so that the hub sees an orderly visitor, but not more than 64 kB.
    private static func status(from descriptor: Int32) -> Int? {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while answer.count < 65_536 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        let line = String(decoding: answer.prefix(16), as: UTF8.self)
        guard line.hasPrefix("HTTP/1.") else { return nil }
        return Int(line.dropFirst(9).prefix(3))
    }

    private static func withAddress(
        _ address: UInt32, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var value = sockaddr_in()
        value.sin_family = sa_family_t(AF_INET)
        value.sin_port = port.bigEndian
        value.sin_addr.s_addr = address.bigEndian
        return withUnsafePointer(to: &value) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

extension ReadingProgram {
    /// The header fields of a picture's request.
    var pictureFields: [(String, String)] {
        let agent =
            switch self {
            case .webmail:
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
            case .desktop:
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0"
            case .phone:
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Mobile/15E148"
            case .privacyProxy: "Mozilla/5.0"
            }
        return [("User-Agent", agent), ("Accept", "image/avif,image/webp,image/png,image/*;q=0.8,*/*;q=0.5")]
    }

    /// The header fields of a click, which a browser makes.
    var clickFields: [(String, String)] {
        let agent =
            switch self {
            case .webmail:
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    + "Chrome/131.0.0.0 Safari/537.36"
            case .desktop: "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
            case .phone, .privacyProxy:
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/18.1 Mobile/15E148 Safari/604.1"
            }
        return [
            ("User-Agent", agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            ("Accept-Language", "en-GB,en;q=0.7"), ("Sec-Fetch-Dest", "document"),
            ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Site", "none"), ("Sec-Fetch-User", "?1"), ("Upgrade-Insecure-Requests", "1"),
        ]
    }
}

import Glibc
import Platform

/// A web server that answers every request with 200 and keeps what it heard; just enough to be visited.
actor LoopbackHub {
    private let executor = ThreadExecutor(name: "test hub")
    private let listener: Int32
    nonisolated let port: UInt16
    /// The sender's address and the head of each request.
    nonisolated let requests: AsyncStream<(source: UInt32, head: String)>
    private let heard: AsyncStream<(source: UInt32, head: String)>.Continuation

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init() {
        (requests, heard) = AsyncStream.makeStream()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, size)
                _ = getsockname(descriptor, $0, &size)
            }
        }
        listen(listener, 16)
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Answers `count` requests.
    func serve(_ count: Int) {
        for _ in 0..<count {
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let client = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(listener, $0, &size) }
            }
            var head: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 2_048)
            while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
                let count = recv(client, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                head += buffer[..<count]
            }
            heard.yield((UInt32(bigEndian: address.sin_addr.s_addr), String(decoding: head, as: UTF8.self)))
            let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
            _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
            close(client)
        }
        close(listener)
        heard.finish()
        executor.stop()
    }
}

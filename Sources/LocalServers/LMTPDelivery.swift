import Glibc

/// Hands one message to an LMTP server on loopback (RFC 2033).
enum LMTPDelivery {
    static func deliver(
        _ message: [UInt8], to address: String, from sender: String, port: UInt16
    ) throws(LocalServerError) {
        guard let descriptor = LoopbackPorts.connect(to: port) else {
            throw .system("the LMTP server is gone")
        }
        defer { close(descriptor) }
        var dialogue = Dialogue(descriptor: descriptor)
        try dialogue.expect("2")
        for line in ["LHLO localhost", "MAIL FROM:<\(sender)>", "RCPT TO:<\(address)>"] {
            try dialogue.send(Array((line + "\r\n").utf8))
            try dialogue.expect("2")
        }
        try dialogue.send(Array("DATA\r\n".utf8))
        try dialogue.expect("3")
        try dialogue.send(DotStuffing.encode(message))
        try dialogue.expect("2")
        try dialogue.send(Array("QUIT\r\n".utf8))
    }

    private struct Dialogue {
        let descriptor: Int32
        private var heard: [UInt8] = []

        init(descriptor: Int32) { self.descriptor = descriptor }

        func send(_ bytes: [UInt8]) throws(LocalServerError) {
            var offset = 0
            while offset < bytes.count {
                let count = bytes.withUnsafeBytes { raw in
                    Glibc.send(
                        descriptor, raw.baseAddress?.advanced(by: offset), raw.count - offset,
                        Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw .system("the LMTP server closed the connection") }
                offset += count
            }
        }

        /// Reads one whole reply whose code begins with `digit`.
        mutating func expect(_ digit: String) throws(LocalServerError) {
            while true {
                while let end = heard.firstIndex(of: 0x0A) {
                    let line = String(decoding: heard[..<end], as: UTF8.self)
                    heard.removeSubrange(...end)
                    if line.utf8.dropFirst(3).first == 0x2D { continue }
                    guard line.hasPrefix(digit) else { throw .system("the LMTP server said: \(line)") }
                    return
                }
                var buffer = [UInt8](repeating: 0, count: 4_096)
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { throw .system("the LMTP server closed the connection") }
                heard += buffer[..<count]
            }
        }
    }
}

/// The message form after DATA (RFC 5321 §4.5.2).
enum DotStuffing {
    /// Line ends made CRLF, dots at line starts doubled, the final dot at the end.
    static func encode(_ message: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(message.count + message.count / 40 + 8)
        var isLineStart = true
        for byte in message where byte != 0x0D {
            if isLineStart && byte == 0x2E { result.append(0x2E) }
            if byte == 0x0A { result.append(0x0D) }
            result.append(byte)
            isLineStart = byte == 0x0A
        }
        if !isLineStart { result += [0x0D, 0x0A] }
        return result + [0x2E, 0x0D, 0x0A]
    }
}

/// Makes the bytes of a message (RFC 5322, RFC 2045 to 2047, RFC 2231): CRLF, ASCII only, lines under 998 bytes.
public enum MessageComposer {
    /// The message as it goes to the server; the same input gives the same bytes.
    ///
    /// Bcc is never written. Line breaks in any field become blanks, so that no value can add a header.
    ///
    /// - Parameter seed: makes the boundaries; unlike for every message, such as its Message-ID.
    public static func bytes(of message: OutgoingMessage, seed: String) -> [UInt8] {
        var output = Array(header(of: message).utf8)
        let body = body(of: message, seed: seed)
        output += Array(body.fields.utf8)
        output += [0x0D, 0x0A]
        output += body.bytes
        return output
    }

    private struct Part {
        var fields: String
        var bytes: [UInt8]
        var endsInText = false
    }

    private static let ownFields: Set<String> = [
        "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
        "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "resent-bcc",
    ]

    private static func header(of message: OutgoingMessage) -> String {
        var result = "Date: \(message.date.headerValue)\r\n"
        result += HeaderEncoder.mailboxes("From", [message.from])
        result += HeaderEncoder.mailboxes("Reply-To", message.replyTo)
        result += HeaderEncoder.mailboxes("To", message.to)
        result += HeaderEncoder.mailboxes("Cc", message.cc)
        if message.to.isEmpty, message.cc.isEmpty { result += "To: undisclosed-recipients:;\r\n" }
        result += HeaderEncoder.unstructured("Subject", message.subject)
        result += HeaderEncoder.ids("Message-ID", [message.messageID])
        result += HeaderEncoder.ids("In-Reply-To", message.inReplyTo.map { [$0] } ?? [])
        result += HeaderEncoder.ids("References", message.references)
        for header in message.headers {
            let name = header.name.utf8.filter { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2D }
            let field = String(decoding: name.prefix(70), as: UTF8.self)
            guard !field.isEmpty, field == header.name, !ownFields.contains(field.lowercased()) else {
                continue
            }
            result += HeaderEncoder.structured(field, header.value)
        }
        return result + "MIME-Version: 1.0\r\n"
    }

    private static func body(of message: OutgoingMessage, seed: String) -> Part {
        let plain = textPart(message.text, type: "text/plain")
        var content = plain
        if let html = message.html {
            var page = textPart(html, type: "text/html")
            let pictures = message.attachments.filter { $0.contentID != nil }
            if !pictures.isEmpty {
                page = multipart("related", [page] + pictures.map(filePart), seed: seed + "/r")
            }
            content = multipart("alternative", [plain, page], seed: seed + "/a")
        }
        let files = message.attachments.filter { message.html == nil || $0.contentID == nil }
        return files.isEmpty
            ? content : multipart("mixed", [content] + files.map(filePart), seed: seed + "/m")
    }

    private static func textPart(_ text: String, type: String) -> Part {
        let encoded = TransferEncoder.text(text)
        return Part(
            fields:
                "Content-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: \(encoded.encoding)\r\n",
            bytes: encoded.bytes, endsInText: encoded.encoding != "base64")
    }

    private static func filePart(_ file: OutgoingMessage.File) -> Part {
        let type = isMediaType(file.type) ? file.type.lowercased() : "application/octet-stream"
        let disposition = file.contentID == nil ? "attachment" : "inline"
        var fields = HeaderEncoder.folded(
            "Content-Type:", separated([type] + HeaderEncoder.parameter("name", file.name)))
        fields += "Content-Transfer-Encoding: base64\r\n"
        fields += HeaderEncoder.folded(
            "Content-Disposition:", separated([disposition] + HeaderEncoder.parameter("filename", file.name)))
        if let id = file.contentID { fields += HeaderEncoder.ids("Content-ID", [id]) }
        return Part(fields: fields, bytes: TransferEncoder.base64Lines(file.bytes))
    }

    private static func separated(_ words: [String]) -> [String] {
        words.enumerated().map { $0.offset < words.count - 1 ? $0.element + ";" : $0.element }
    }

    private static func isMediaType(_ type: String) -> Bool {
        let halves = type.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe = halves.allSatisfy { half in
            !half.isEmpty && half.utf8.count < 100
                && half.utf8.allSatisfy {
                    ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x2B
                }
        }
        // What is attached as bytes must not be taken for structure.
        return halves.count == 2 && isSafe && !["multipart", "message"].contains(halves[0].lowercased())
    }

    private static func multipart(_ subtype: String, _ parts: [Part], seed: String) -> Part {
        var boundary = boundary(seed)
        var round = 0
        while round < 20, parts.contains(where: { contains($0.bytes, boundary) }) {
            round += 1
            boundary = self.boundary(seed + String(round))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(64) { $0 + $1.bytes.count + $1.fields.utf8.count + 64 })
        for part in parts {
            bytes += Array("--\(boundary)\r\n\(part.fields)\r\n".utf8)
            bytes += part.bytes
            // The line break in front of a boundary belongs to it (RFC 2046 §5.1.1), not to the part.
            if bytes.last != 0x0A || part.endsInText { bytes += [0x0D, 0x0A] }
        }
        bytes += Array("--\(boundary)--\r\n".utf8)
        return Part(
            fields: "Content-Type: multipart/\(subtype);\r\n boundary=\"\(boundary)\"\r\n", bytes: bytes)
    }

    /// `=_` cannot occur in quoted-printable or base64.
    private static func boundary(_ seed: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in seed.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let second = (hash ^ hash >> 31) &* 0x9E37_79B9_7F4A_7C15
        return "=_\(String(hash, radix: 36))\(String(second, radix: 36))"
    }

    private static func contains(_ bytes: [UInt8], _ boundary: String) -> Bool {
        let needle = Array(boundary.utf8)
        var index = 0
        while index + needle.count <= bytes.count {
            if bytes[index] == needle[0], bytes[index..<index + needle.count].elementsEqual(needle) {
                return true
            }
            index += 1
        }
        return false
    }
}

/// Header fields for the wire: encoded (RFC 2047), folded (RFC 5322 §2.2.3), and never more than one field each.
enum HeaderEncoder {
    /// Lines are folded before this column where a blank allows it.
    private static let fold = 76

    /// A field of free text.
    static func unstructured(_ name: String, _ value: String) -> String {
        let clean = clean(value)
        if isPlain(clean) { return folded(name + ":", clean.split(separator: " ").map(String.init)) }
        return folded(name + ":", encodedWords(clean))
    }

    /// A field of mailboxes; empty lists give nothing.
    static func mailboxes(_ name: String, _ list: [Mailbox]) -> String {
        guard !list.isEmpty else { return "" }
        var words: [String] = []
        for (index, mailbox) in list.enumerated() {
            var parts = phrase(clean(mailbox.name))
            let address = address(mailbox.address)
            parts.append(parts.isEmpty ? address : "<\(address)>")
            if index < list.count - 1 { parts[parts.count - 1] += "," }
            words += parts
        }
        return folded(name + ":", words)
    }

    /// A field of Message-IDs.
    static func ids(_ name: String, _ ids: [String]) -> String {
        let clean = ids.map { id in
            String(
                decoding: id.utf8.filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E }, as: UTF8.self
            )
        }.filter { !$0.isEmpty && $0.utf8.count < 900 }
        return clean.isEmpty ? "" : folded(name + ":", clean.map { "<\($0)>" })
    }

    /// A field whose value has blanks only where it may be folded, such as List-Unsubscribe.
    static func structured(_ name: String, _ value: String) -> String {
        let clean = clean(value)
        return isPlain(clean)
            ? folded(name + ":", clean.split(separator: " ").map(String.init)) : unstructured(name, value)
    }

    /// A parameter with any value (RFC 2231 with an ASCII twin in front for old readers), each with `; ` before it.
    static func parameter(_ name: String, _ value: String) -> [String] {
        let clean = clean(value)
        if isPlain(clean), clean.utf8.count < 60, !clean.contains("=?") {
            return ["\(name)=\(quotedString(clean))"]
        }
        let ascii = String(
            decoding: clean.unicodeScalars.map {
                $0.value >= 0x20 && $0.value < 0x7F ? UInt8($0.value) : 0x5F
            }.prefix(60),
            as: UTF8.self)
        var pieces: [String] = []
        var piece = ""
        for byte in clean.utf8 {
            let isSafe =
                ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2E || byte == 0x2D || byte == 0x5F
            piece += isSafe ? String(UnicodeScalar(byte)) : "%" + hex(byte)
            if piece.utf8.count >= 54 {
                pieces.append(piece)
                piece = ""
            }
        }
        if !piece.isEmpty { pieces.append(piece) }
        let twin = "\(name)=\(quotedString(ascii))"
        if pieces.count == 1 { return [twin, "\(name)*=utf-8''\(pieces[0])"] }
        return [twin]
            + pieces.enumerated().map {
                "\(name)*\($0.offset)*=\($0.offset == 0 ? "utf-8''" : "")\($0.element)"
            }
    }

    /// Without line breaks and other controls, white space collapsed: nothing can begin a second field.
    static func clean(_ value: String) -> String {
        String(
            String.UnicodeScalarView(
                value.unicodeScalars.map {
                    $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028
                        || $0.value == 0x2029 ? " " : $0
                })
        ).collapsed
    }

    static func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: [digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
    }

    private static func isPlain(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !value.contains("=?")
            && value.split(separator: " ").allSatisfy { $0.utf8.count < 900 }
    }

    private static func quotedString(_ value: String) -> String {
        "\"" + value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }

    /// A display name as words that may be folded apart; empty for none.
    private static func phrase(_ name: String) -> [String] {
        if name.isEmpty { return [] }
        if !isPlain(name) { return encodedWords(name) }
        let quoted = Mailbox.quoted(name)
        return quoted.hasPrefix("\"") ? [quoted] : quoted.split(separator: " ").map(String.init)
    }

    /// An address with an ASCII domain and nothing that could end it.
    private static func address(_ address: String) -> String {
        let bare = String(
            String.UnicodeScalarView(
                address.unicodeScalars.filter {
                    $0.value > 0x20 && $0.value != 0x7F && $0 != "<" && $0 != ">" && $0 != "," && $0 != ";"
                }))
        guard let at = bare.lastIndex(of: "@") else { return bare }
        return bare[...at] + Punycode.asciiDomain(String(bare[bare.index(after: at)...]))
    }

    /// Words of at most 75 characters, cut between characters; Q for mostly ASCII text, B for the rest.
    private static func encodedWords(_ text: String) -> [String] {
        let high = text.utf8.count { $0 >= 0x80 }
        let usesBase64 = high * 3 > text.utf8.count
        let limit = usesBase64 ? 42 : 60
        var words: [String] = []
        var chunk: [UInt8] = []
        var length = 0
        func flush() {
            guard !chunk.isEmpty else { return }
            words.append(
                usesBase64 ? "=?utf-8?B?\(TransferEncoder.base64(chunk))?=" : "=?utf-8?Q?\(quoted(chunk))?=")
            chunk = []
            length = 0
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(Character(scalar)).utf8)
            let cost =
                usesBase64 ? bytes.count : bytes.reduce(0) { $0 + (isQuotedSafe($1) || $1 == 0x20 ? 1 : 3) }
            if length + cost > limit { flush() }
            chunk += bytes
            length += cost
        }
        flush()
        return words
    }

    private static func isQuotedSafe(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x21 || byte == 0x2A || byte == 0x2B
            || byte == 0x2D || byte == 0x2F
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        bytes.map { $0 == 0x20 ? "_" : isQuotedSafe($0) ? String(UnicodeScalar($0)) : "=" + hex($0) }.joined()
    }

    /// `name` and the words, folded; with CRLF.
    static func folded(_ name: String, _ words: [String]) -> String {
        var result = name
        var column = name.utf8.count
        for word in words {
            let length = word.utf8.count
            if column + 1 + length > fold, column > name.utf8.count {
                result += "\r\n"
                column = 0
            }
            result += " " + word
            column += 1 + length
        }
        return result + "\r\n"
    }
}

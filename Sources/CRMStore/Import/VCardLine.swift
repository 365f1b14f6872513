/// One property of a vCard: `group.NAME;PARAMETER=value:VALUE`.
struct VCardLine: Hashable, Sendable {
    /// Upper case, without the group.
    var name: String
    /// Upper-case names with their values; those without a name (version 2.1) are under `TYPE`.
    var parameters: [String: [String]]
    /// As written, after transfer decoding, before unescaping.
    var value: String

    /// - Parameter line: unfolded, UTF-8. Quoted-printable and the character set of 2.1 are undone here.
    /// - Returns: nil when there is no colon.
    init?(_ line: some Collection<UInt8>) {
        let bytes = Array(line)
        guard let colon = VCardLine.end(of: bytes) else { return nil }
        var pieces = VCardLine.split(bytes[..<colon], at: UInt8(ascii: ";"))[...]
        guard let first = pieces.popFirst() else { return nil }
        let full = String(decoding: first, as: UTF8.self).uppercased()
        name = full.lastIndex(of: ".").map { String(full[full.index(after: $0)...]) } ?? full
        name = ImportValue.trimmed(name)
        guard !name.isEmpty else { return nil }
        parameters = [:]
        for piece in pieces.prefix(64) { VCardLine.add(piece, to: &parameters) }
        let raw = Array(bytes[(colon + 1)...])
        let encodings = (parameters["ENCODING"] ?? []) + (parameters["TYPE"] ?? [])
        if encodings.contains(where: { $0.uppercased() == "QUOTED-PRINTABLE" }) {
            value = VCardLine.text(VCardLine.unquote(raw), parameters["CHARSET"]?.first)
        } else {
            value = String(decoding: raw, as: UTF8.self)
        }
    }

    /// Types in upper case.
    var types: Set<String> {
        Set((parameters["TYPE"] ?? []).flatMap { $0.split(separator: ",") }.map { $0.uppercased() })
    }

    /// 1 is most preferred; absent preferences come last.
    var preference: Int {
        if types.contains("PREF") { return 1 }
        return parameters["PREF"]?.first.flatMap { Int($0) }.map { max(1, min($0, 100)) } ?? 101
    }

    /// Parts at unescaped `;`, each unescaped.
    var components: [String] { VCardLine.parts(value, at: ";") }
    /// Parts at unescaped `,`, or the `;` that some write for it, each unescaped.
    var list: [String] { VCardLine.parts(value, at: ",;") }
    /// The whole value unescaped.
    var text: String { ImportValue.trimmed(VCardLine.unescape(value[...])) }

    private static func parts(_ value: String, at separators: String) -> [String] {
        var result: [String] = []
        var start = value.startIndex
        var index = value.startIndex
        while index < value.endIndex, result.count < 200 {
            if value[index] == "\\" {
                index = value.index(after: index)
                if index == value.endIndex { break }
            } else if separators.contains(value[index]) {
                result.append(ImportValue.trimmed(unescape(value[start..<index])))
                start = value.index(after: index)
            }
            index = value.index(after: index)
        }
        result.append(ImportValue.trimmed(unescape(value[start...])))
        return result
    }

    private static func unescape(_ text: Substring) -> String {
        guard text.contains("\\") else { return String(text) }
        var result = ""
        var escaped = false
        for character in text {
            if escaped {
                result.append(character == "n" || character == "N" ? "\n" : character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The colon that ends name and parameters: the first one outside quotes.
    private static func end(of bytes: [UInt8]) -> Int? {
        var quoted = false
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { quoted.toggle() }
            if byte == UInt8(ascii: ":"), !quoted { return index }
        }
        // A quote that never closes: take the first colon.
        return quoted ? bytes.firstIndex(of: UInt8(ascii: ":")) : nil
    }

    private static func split(_ bytes: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var result: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var quoted = false
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\"") { quoted.toggle() }
            if bytes[index] == separator, !quoted {
                result.append(bytes[start..<index])
                start = index + 1
            }
        }
        result.append(bytes[start...])
        return result
    }

    private static func add(_ piece: ArraySlice<UInt8>, to parameters: inout [String: [String]]) {
        let text = String(decoding: piece.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        guard let equals = text.firstIndex(of: "=") else {
            if !text.isEmpty { parameters["TYPE", default: []].append(text) }
            return
        }
        parameters[text[..<equals].uppercased(), default: []].append(
            String(text[text.index(after: equals)...]))
    }

    /// Quoted-printable (RFC 2045 §6.7); what is no code stays as it is.
    private static func unquote(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        func digit(_ at: Int) -> UInt8? {
            guard at < bytes.count else { return nil }
            return Character(Unicode.Scalar(bytes[at])).hexDigitValue.map { UInt8($0) }
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), let high = digit(index + 1), let low = digit(index + 2) {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func text(_ bytes: [UInt8], _ charset: String?) -> String {
        let name = charset?.uppercased() ?? "UTF-8"
        let isWestern =
            name.hasPrefix("ISO-8859-1") || name.hasPrefix("WINDOWS-1252") || name.hasPrefix("CP1252")
        let utf8 = isWestern || !TextDecoding.isUTF8(bytes) ? TextDecoding.windows1252(bytes) : bytes
        return String(decoding: utf8, as: UTF8.self)
    }
}

/// What the rendered text is going to be, which decides how values are made safe.
public enum MergeEscaping: Hashable, Sendable {
    /// Plain text: values as they are, without control characters.
    case text
    /// A header: values on one line, so that none can add a header (RFC 5322 §2.2).
    case header
    /// HTML: values escaped for where they stand; in addresses only http, https, mailto and tel.
    case html
}

/// Where in HTML a value stands.
enum HTMLPlace: Hashable, Sendable {
    case text
    /// Inside a tag but in no quoted attribute value.
    case tag
    case attribute
    /// At the start of an attribute that holds an address.
    case address
    /// Further inside such an attribute.
    case addressPart
}

enum MergeEscape {
    static func apply(_ escaping: MergeEscaping, _ text: String, place: HTMLPlace) -> String {
        switch escaping {
        case .text: text.contains(where: \.isHarmful) ? String(text.filter { !$0.isHarmful }) : text
        case .header: oneLine(text)
        case .html: html(text, place: place)
        }
    }

    /// Control characters, bidirectional overrides and line ends out, blanks joined.
    static func oneLine(_ text: String) -> String {
        text.split { $0.isNewline || $0.isWhitespace || $0.isControl }.joined(separator: " ")
            .filter { !$0.isHarmful }
    }

    private static func html(_ text: String, place: HTMLPlace) -> String {
        switch place {
        case .text, .attribute: escape(text)
        // Outside quotes nothing but letters and digits is safe.
        case .tag: text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        case .addressPart: PercentEncoding.component(text)
        case .address: escape(address(text))
        }
    }

    static func address(_ text: String) -> String {
        let text = text.trimmingBlanks.filter { !$0.isControl }
        if let colon = text.firstIndex(of: ":") {
            let scheme = text[..<colon].lowercased()
            let isRelative = scheme.contains("/") || scheme.contains("?") || scheme.contains("#")
            guard isRelative || ["http", "https", "mailto", "tel"].contains(scheme) else { return "#" }
        }
        return PercentEncoding.address(text)
    }

    private static func escape(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += Array("&amp;".utf8)
            case UInt8(ascii: "<"): result += Array("&lt;".utf8)
            case UInt8(ascii: ">"): result += Array("&gt;".utf8)
            case UInt8(ascii: "\""): result += Array("&quot;".utf8)
            case UInt8(ascii: "'"): result += Array("&#39;".utf8)
            case 0..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0x7F: break
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension Character {
    /// C0, C1 or DEL.
    var isControl: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }

    /// A control other than tab and line end, or something that turns the direction of text.
    fileprivate var isHarmful: Bool {
        unicodeScalars.contains {
            switch $0.value {
            case 0x09, 0x0A, 0x0D: false
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }
}

/// Follows HTML far enough to know where a value would stand.
struct HTMLPlaceScanner {
    private enum State { case text, tag, attribute(quote: UInt8, isAddress: Bool, isEmpty: Bool) }

    private var state = State.text
    private var name: [UInt8] = []

    var place: HTMLPlace {
        switch state {
        case .text: .text
        case .tag: .tag
        case .attribute(_, true, true): .address
        case .attribute(_, true, false): .addressPart
        case .attribute: .attribute
        }
    }

    /// A value was put here.
    mutating func passValue() {
        if case .attribute(let quote, let isAddress, _) = state {
            state = .attribute(quote: quote, isAddress: isAddress, isEmpty: false)
        }
    }

    mutating func pass(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { pass(byte) }
    }

    private mutating func pass(_ byte: UInt8) {
        switch state {
        case .text:
            if byte == UInt8(ascii: "<") {
                state = .tag
                name = []
            }
        case .tag:
            switch byte {
            case UInt8(ascii: ">"): state = .text
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let word = String(decoding: name.filter { $0 != UInt8(ascii: "=") }, as: UTF8.self)
                    .lowercased()
                let isAddress = ["href", "src", "action", "background", "formaction"].contains(word)
                state = .attribute(quote: byte, isAddress: isAddress, isEmpty: true)
            case 0x20, 0x09, 0x0A, 0x0D: if name.last != UInt8(ascii: "=") { name = [] }
            default: if name.count < 64 { name.append(byte) }
            }
        case .attribute(let quote, let isAddress, _):
            if byte == quote {
                state = .tag
                name = []
            } else {
                state = .attribute(quote: quote, isAddress: isAddress, isEmpty: false)
            }
        }
    }
}

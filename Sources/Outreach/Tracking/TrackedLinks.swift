/// Tracked links as they stand in mails, back to where they lead.
extension TrackingKey {
    /// What stands in every tracked link, between the hub's address and the token.
    public static let clickPath = "/track/click/"
    /// More links of one text are left as they are.
    static let linkLimit = 500
    /// The longest address of a hub.
    private static let baseLimit = 300

    /// The text with each tracked link that this key sealed, whatever the hub was called then, replaced by its target.
    ///
    /// - Parameter isHTML: the target is written as in an attribute, with `&amp;` for an ampersand.
    public func showingTargets(in text: String, isHTML: Bool = false) -> String {
        let bytes = Array(text.utf8)
        let mark = Array(Self.clickPath.utf8)
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        var tries = 0
        while index + mark.count < bytes.count, tries < Self.linkLimit {
            guard bytes[index] == mark[0], bytes[index...].starts(with: mark) else {
                index += 1
                continue
            }
            let token = bytes[(index + mark.count)...].prefix(Self.maximumTokenLength).prefix(
                while: Self.isToken)
            tries += 1
            guard let start = Self.start(of: index, in: bytes, after: copied),
                case .click(_, let target)? = open(String(decoding: token, as: UTF8.self))?.kind
            else {
                index += mark.count
                continue
            }
            result += bytes[copied..<start]
            result += isHTML ? Array(Self.escaped(target).utf8) : Array(target.utf8)
            copied = token.endIndex
            index = copied
        }
        return copied == 0 ? text : String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    private static func escaped(_ target: String) -> String {
        target.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    /// Where the address begins that goes on at `path`; nil when none does.
    private static func start(of path: Int, in bytes: [UInt8], after low: Int) -> Int? {
        var place = path
        while place > low, path - place < baseLimit {
            place -= 1
            switch bytes[place] {
            case 0...0x20, 0x22, 0x27, 0x3C, 0x3E: return nil
            case 0x48, 0x68:
                let head = String(decoding: bytes[place...].prefix(8), as: UTF8.self).lowercased()
                if head.hasPrefix("http://") || head.hasPrefix("https://") { return place }
            default: break
            }
        }
        return nil
    }
}

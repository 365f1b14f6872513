/// A colour of a cell, as the theme says it; the driver maps it to what the terminal can show.
public enum Color: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case `default`
    /// One of the terminal's sixteen colours, 0...15.
    case ansi(UInt8)
    /// The 256-colour palette: 16...231 a 6x6x6 cube, 232...255 greys.
    case indexed(UInt8)
    case rgb(UInt8, UInt8, UInt8)

    /// The names of the sixteen colours, in their order.
    public static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// Reads `default`, a colour name, `#rgb`, `#rrggbb` or a palette number `0`...`255`.
    public init?(parsing text: String) {
        if text == "default" {
            self = .default
        } else if let index = Self.names.firstIndex(of: text) {
            self = .ansi(UInt8(index))
        } else if text.hasPrefix("#") {
            guard let color = Self.parseHex(text.dropFirst()) else { return nil }
            self = color
        } else if let index = UInt8(text) {
            self = index < 16 ? .ansi(index) : .indexed(index)
        } else {
            return nil
        }
    }

    private static func parseHex(_ digits: Substring) -> Color? {
        guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || 97...102 ~= $0 | 32 }),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        switch digits.utf8.count {
        case 6:
            return .rgb(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
        case 3:
            return .rgb(
                UInt8(value >> 8 & 0xF) * 17, UInt8(value >> 4 & 0xF) * 17, UInt8(value & 0xF) * 17)
        default: return nil
        }
    }

    /// As `init(parsing:)` reads it.
    public var text: String {
        switch self {
        case .default: "default"
        case .ansi(let index): Self.names[Int(index & 15)]
        case .indexed(let index): String(index)
        case .rgb(let red, let green, let blue): "#" + Self.hex(red) + Self.hex(green) + Self.hex(blue)
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

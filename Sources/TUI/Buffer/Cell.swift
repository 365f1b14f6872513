/// What one cell shows: a grapheme cluster of at most 16 bytes of UTF-8, kept inline so that cells are
/// plain memory. Longer clusters (towers of combining marks, ZWJ families) keep their first scalars.
public struct Glyph: Hashable, Sendable {
    var low: UInt64
    var high: UInt64

    static let space = Glyph(low: 0x20, high: 0)
    /// The second cell of a wide character.
    static let continuation = Glyph(low: 0, high: 0)

    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    init(ascii byte: UInt8) { self.init(low: UInt64(byte), high: 0) }

    init(_ scalar: Unicode.Scalar) {
        self = .continuation
        var count = 0
        _ = append(scalar, count: &count)
    }

    init(_ character: Character) {
        self = .continuation
        var count = 0
        for scalar in character.unicodeScalars where !append(scalar, count: &count) { break }
    }

    private mutating func append(_ scalar: Unicode.Scalar, count: inout Int) -> Bool {
        let bytes = UTF8.encode(scalar).orEmpty
        guard count + bytes.count <= 16 else { return false }
        for byte in bytes {
            if count < 8 {
                low |= UInt64(byte) << (8 * count)
            } else {
                high |= UInt64(byte) << (8 * (count - 8))
            }
            count += 1
        }
        return true
    }

    /// The text of the glyph; empty for the second cell of a wide character.
    public var text: String {
        if high == 0, low < 0x80 { return low == 0 ? "" : String(Unicode.Scalar(UInt8(low))) }
        var bytes: [UInt8] = []
        for shift in 0..<16 {
            let byte = UInt8(truncatingIfNeeded: shift < 8 ? low >> (8 * shift) : high >> (8 * (shift - 8)))
            if byte == 0 { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Optional<UTF8.EncodedScalar> {
    /// Every scalar has a UTF-8 form; the standard library's optional is for other encodings.
    var orEmpty: UTF8.EncodedScalar { self ?? UTF8.EncodedScalar() }
}

/// One cell of the screen.
public struct Cell: Hashable, Sendable {
    public internal(set) var glyph: Glyph
    public internal(set) var foreground: Color
    public internal(set) var background: Color
    public internal(set) var attributes: Attributes
    /// 1, or 2 for the first cell of a wide character, or 0 for its second.
    public internal(set) var width: UInt8

    static let blank = Cell(
        glyph: .space, foreground: .default, background: .default, attributes: [], width: 1)

    /// The text of the cell; empty for the second cell of a wide character.
    public var text: String { glyph.text }
    public var isContinuation: Bool { width == 0 }
    /// The resolved style; both colours are set.
    public var style: Style { Style(foreground: foreground, background: background, attributes: attributes) }

    @inline(__always)
    mutating func take(_ style: Style) {
        if let color = style.foreground { foreground = color }
        if let color = style.background {
            background = color
            attributes = style.attributes
        } else {
            attributes = style.attributes.union(attributes.intersection(.reverse))
        }
    }
}

/// How many colours a terminal shows.
public enum ColorDepth: Int, Hashable, Sendable, Comparable {
    case none = 0
    case ansi8 = 8
    case ansi16 = 16
    case indexed256 = 256
    case direct = 16_777_216

    public static func < (one: ColorDepth, other: ColorDepth) -> Bool { one.rawValue < other.rawValue }

    /// The depth for a count of colours as terminfo says it.
    public init(colors: Int) {
        switch colors {
        case ..<8: self = .none
        case ..<16: self = .ansi8
        case ..<256: self = .ansi16
        case ..<(1 << 24): self = .indexed256
        default: self = .direct
        }
    }
}

/// Red, green and blue, 0...255 each.
public struct ColorComponents: Hashable, Sendable {
    public var red, green, blue: UInt8

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    func distance(to other: ColorComponents) -> Int {
        // Weighted by how well the eye sees each; good enough to choose among 256.
        let red = Int(red) - Int(other.red)
        let green = Int(green) - Int(other.green)
        let blue = Int(blue) - Int(other.blue)
        return 3 * red * red + 6 * green * green + 2 * blue * blue
    }
}

extension Color {
    /// The sixteen colours as xterm shows them: what they are is up to the terminal.
    private static let sixteen: [ColorComponents] = [
        .init(0, 0, 0), .init(205, 0, 0), .init(0, 205, 0), .init(205, 205, 0), .init(0, 0, 238),
        .init(205, 0, 205), .init(0, 205, 205), .init(229, 229, 229), .init(127, 127, 127), .init(255, 0, 0),
        .init(0, 255, 0), .init(255, 255, 0), .init(92, 92, 255), .init(255, 0, 255), .init(0, 255, 255),
        .init(255, 255, 255),
    ]
    private static let steps: [UInt8] = [0, 95, 135, 175, 215, 255]

    /// What the colour is made of; nil for the terminal's own.
    public var components: ColorComponents? {
        switch self {
        case .default: return nil
        case .ansi(let index): return Self.sixteen[Int(index & 15)]
        case .rgb(let red, let green, let blue): return ColorComponents(red, green, blue)
        case .indexed(let index):
            if index < 16 { return Self.sixteen[Int(index)] }
            if index >= 232 {
                let grey = 8 + 10 * (index - 232)
                return ColorComponents(grey, grey, grey)
            }
            let place = Int(index) - 16
            return ColorComponents(Self.steps[place / 36], Self.steps[place / 6 % 6], Self.steps[place % 6])
        }
    }

    /// The nearest colour that a terminal of this depth shows.
    public func degraded(to depth: ColorDepth) -> Color {
        guard let components, depth < .direct else { return self }
        switch (self, depth) {
        case (_, .none): return .default
        case (.ansi, .ansi16), (.ansi, .indexed256), (.indexed, .indexed256): return self
        case (.ansi(let index), .ansi8): return .ansi(index & 7)
        case (_, .indexed256): return .indexed(Self.nearest(components, 16..<256))
        case (_, .ansi16), (_, .ansi8), (_, .direct):
            return .ansi(Self.nearest(components, 0..<(depth == .ansi8 ? 8 : 16)))
        }
    }

    private static func nearest(_ wanted: ColorComponents, _ range: Range<Int>) -> UInt8 {
        var best = range.lowerBound
        var least = Int.max
        for index in range {
            guard let components = Color.indexed(UInt8(index)).components else { continue }
            let distance = components.distance(to: wanted)
            if distance < least { (best, least) = (index, distance) }
        }
        return UInt8(best)
    }
}

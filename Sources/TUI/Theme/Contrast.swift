/// Contrast of colours after WCAG 2.1, for the check of themes.
public enum Contrast {
    /// The ratio of two colours, 1...21; nil when one is the terminal's own and so unknown.
    public static func ratio(_ first: Color, _ second: Color) -> Double? {
        guard let one = first.components, let other = second.components else { return nil }
        let lights = [luminance(one), luminance(other)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    private static func luminance(_ color: ColorComponents) -> Double {
        0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    }

    /// sRGB to linear light, with the power 2.4 of the standard taken by square roots.
    private static func linear(_ byte: UInt8) -> Double {
        let value = Double(byte) / 255
        if value <= 0.04045 { return value / 12.92 }
        return power24((value + 0.055) / 1.055)
    }

    /// x^2.4 = x^2 * x^0.4; the fifth root by Newton's steps, so that no maths library is needed.
    private static func power24(_ value: Double) -> Double {
        let square = value * value
        var root = 1.0
        for _ in 0..<40 {
            let fourth = root * root * root * root
            root -= (root * fourth - square) / (5 * fourth)
        }
        return square * root
    }
}

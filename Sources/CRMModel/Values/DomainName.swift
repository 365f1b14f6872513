/// The form of domain names that is compared: lower case, and the ASCII form of what is not (RFC 5891, RFC 3492).
public enum DomainName {
    /// `Bücher.example` is `xn--bcher-kva.example`. Never fails: a label that cannot be encoded stays as it is.
    public static func normalize(_ domain: some StringProtocol) -> String {
        let lower = domain.lowercased()
        guard lower.utf8.contains(where: { $0 >= 0x80 }) else { return lower }
        // The full stops of East Asian keyboards separate labels too.
        let labels = lower.unicodeScalars.split(omittingEmptySubsequences: false) {
            [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"].contains($0)
        }
        return labels.map { label($0) }.joined(separator: ".")
    }

    private static func label(_ scalars: Substring.UnicodeScalarView) -> String {
        let text = String(scalars)
        guard scalars.contains(where: { !$0.isASCII }), scalars.count <= 63 else { return text }
        return Punycode.encode(scalars.map(\.value)).map { "xn--" + $0 } ?? text
    }
}

/// Scalars as ASCII letters (RFC 3492 §6.3).
enum Punycode {
    private static let base: UInt32 = 36
    private static let (tMin, tMax, skew, damp): (UInt32, UInt32, UInt32, UInt32) = (1, 26, 38, 700)

    /// - Parameter scalars: at most 63.
    /// - Returns: nil when a step would overflow.
    static func encode(_ scalars: [UInt32]) -> String? {
        var output = scalars.filter { $0 < 0x80 }.compactMap { Unicode.Scalar($0).map(Character.init) }
        let basic = UInt32(output.count)
        var handled = basic
        if basic > 0 { output.append("-") }
        var (next, delta, bias): (UInt32, UInt32, UInt32) = (0x80, 0, 72)
        while handled < scalars.count {
            guard let smallest = scalars.filter({ $0 >= next }).min() else { return nil }
            let (step, overflow) = (smallest - next).multipliedReportingOverflow(by: handled + 1)
            guard !overflow, delta <= UInt32.max - step else { return nil }
            delta += step
            next = smallest
            for scalar in scalars {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                var rest = delta
                for k in stride(from: base, through: .max - base, by: Int(base)) {
                    let t = k <= bias ? tMin : k >= bias + tMax ? tMax : k - bias
                    if rest < t { break }
                    output.append(digit(t + (rest - t) % (base - t)))
                    rest = (rest - t) / (base - t)
                }
                output.append(digit(rest))
                bias = adapt(delta, count: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(output)
    }

    private static func digit(_ value: UInt32) -> Character {
        Character(Unicode.Scalar(UInt8(truncatingIfNeeded: value < 26 ? 97 + value : 22 + value)))
    }

    private static func adapt(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var k: UInt32 = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + skew)
    }
}

/// International domain names in their ASCII form (RFC 3492), for comparing addresses.
enum Punycode {
    /// `bücher.example` as `xn--bcher-kva.example`; a domain that is ASCII already comes back as it is.
    static func asciiDomain(_ domain: String) -> String {
        var labels = domain.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if labels.count > 1, labels.last == "" { labels.removeLast() }
        return labels.map { label in
            label.utf8.allSatisfy { $0 < 0x80 } ? label : "xn--" + encode(label)
        }.joined(separator: ".")
    }

    private static func encode(_ label: String) -> String {
        let input = label.unicodeScalars.prefix(255).map(\.value)
        var output = input.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = output.count
        if basic > 0 { output.append(0x2D) }
        var handled = basic
        var code: UInt32 = 128
        var delta = 0
        var bias = 72
        while handled < input.count {
            guard let next = input.filter({ $0 >= code }).min() else { break }
            delta += Int(next - code) * (handled + 1)
            code = next
            for value in input {
                if value < code { delta += 1 }
                if value == code {
                    var rest = delta
                    var k = 36
                    while true {
                        let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                        if rest < threshold { break }
                        output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                        rest = (rest - threshold) / (36 - threshold)
                        k += 36
                    }
                    output.append(digit(rest))
                    bias = adapted(delta, handled + 1, isFirst: handled == basic)
                    delta = 0
                    handled += 1
                }
            }
            delta += 1
            code += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 97 : value - 26 + 48) }

    private static func adapted(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}

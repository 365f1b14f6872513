/// The declarations of a style attribute, blanks out, lower case; searched as bytes, because every element of a
/// newsletter has one.
struct InlineStyle {
    private let bytes: [UInt8]

    init(_ attribute: String?) {
        guard let attribute else {
            bytes = []
            return
        }
        bytes = attribute.utf8.prefix(4_000).filter { $0 > 0x20 }.map(ASCII.lowered)
    }

    var isEmpty: Bool { bytes.isEmpty }

    /// True when `text` stands anywhere in it.
    func contains(_ text: StaticString) -> Bool {
        let needle = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            let end = bytes.count - needle.count
            while index <= end {
                if bytes[index] == first, bytes[index..<index + needle.count].elementsEqual(needle) {
                    return true
                }
                index += 1
            }
            return false
        }
    }

    /// The number that the last declaration of this name begins with, such as 0 for `max-height:0px`.
    func number(of name: StaticString) -> Double? {
        let needle = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        var result: Double?
        for declaration in bytes.split(separator: 0x3B) where declaration.count > needle.count + 1 {
            guard declaration.starts(with: needle), declaration[declaration.startIndex + needle.count] == 0x3A
            else { continue }
            let value = declaration.dropFirst(needle.count + 1).prefix { ASCII.isDigit($0) || $0 == 0x2E }
            if !value.isEmpty { result = Double(String(decoding: value.prefix(12), as: UTF8.self)) }
        }
        return result
    }
}

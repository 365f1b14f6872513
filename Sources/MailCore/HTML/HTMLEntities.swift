/// The character references that mail really uses, for the path without a tree; gumbo knows them all.
enum HTMLEntities {
    /// Appends what the reference at `start` (an ampersand) stands for; returns the index behind it.
    static func append(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, count: Int, to output: inout [UInt8]
    ) -> Int {
        var end = start + 1
        while end < count, end < start + 12, bytes[end] != 0x3B, bytes[end] > 0x20, bytes[end] != 0x3C {
            end += 1
        }
        guard end < count, bytes[end] == 0x3B, end > start + 1 else {
            output.append(0x26)
            return start + 1
        }
        let name = String(decoding: bytes[start + 1..<end], as: UTF8.self)
        guard let scalar = scalar(named: name) else {
            output.append(0x26)
            return start + 1
        }
        if scalar == " " {
            if output.last != 0x20 { output.append(0x20) }
        } else if scalar.value != 0 {
            output.append(contentsOf: String(Character(scalar)).utf8)
        }
        return end + 1
    }

    private static func scalar(named name: String) -> Unicode.Scalar? {
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
            return UInt32(name.dropFirst(2), radix: 16).flatMap(visible)
        }
        if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(visible) }
        return named[name].flatMap(Unicode.Scalar.init)
    }

    /// Invisible filler that preheaders are stuffed with counts as nothing.
    private static func visible(_ value: UInt32) -> Unicode.Scalar? {
        switch value {
        case 0xA0, 0x2000...0x200A: " "
        case 0, 0xAD, 0x034F, 0x200B...0x200F, 0x2060, 0xFEFF: "\0"
        default: Unicode.Scalar(value)
        }
    }

    private static let named: [String: UInt32] = [
        "amp": 38, "lt": 60, "gt": 62, "quot": 34, "apos": 39, "nbsp": 32, "zwnj": 0, "zwj": 0, "shy": 0,
        "copy": 169, "reg": 174, "trade": 8482, "hellip": 8230, "mdash": 8212, "ndash": 8211, "lsquo": 8216,
        "rsquo": 8217, "ldquo": 8220, "rdquo": 8221, "bull": 8226, "middot": 183, "laquo": 171, "raquo": 187,
        "euro": 8364, "pound": 163, "yen": 165, "cent": 162, "deg": 176, "times": 215, "rarr": 8594,
        "larr": 8592,
        "auml": 228, "ouml": 246, "uuml": 252, "Auml": 196, "Ouml": 214, "Uuml": 220, "szlig": 223,
        "eacute": 233,
        "egrave": 232, "ecirc": 234, "aacute": 225, "agrave": 224, "acirc": 226, "iacute": 237, "oacute": 243,
        "uacute": 250, "ntilde": 241, "ccedil": 231, "ocirc": 244, "icirc": 238, "ucirc": 251, "ugrave": 249,
        "Eacute": 201, "aring": 229, "oslash": 248, "aelig": 230, "atilde": 227, "otilde": 245, "thinsp": 32,
        "ensp": 32, "emsp": 32, "iuml": 239, "euml": 235, "Ccedil": 199, "sect": 167, "para": 182,
    ]
}

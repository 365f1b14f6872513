/// UTF-7 (RFC 2152), which some old mailers still send and the C library does not offer everywhere.
enum UTF7 {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "+") else {
                units.append(UInt16(byte))
                continue
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") {
                units.append(UInt16(byte))
                index += 1
                continue
            }
            var bits: UInt32 = 0
            var count = 0
            while index < bytes.count, let value = Base64.value(of: bytes[index]) {
                bits = bits << 6 | UInt32(value)
                count += 6
                if count >= 16 {
                    count -= 16
                    units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
                    bits &= (1 << UInt32(count)) - 1
                }
                index += 1
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        }
        return String(decoding: units, as: UTF16.self)
    }
}

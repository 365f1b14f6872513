/// Keeps GMime out of the time that thousands of nested boundaries cost it: it compares each line with each.
enum NestingGuard {
    /// Boundaries beyond this are taken away; a mail has two or three.
    private static let boundaryLimit = 200
    /// Smaller messages cannot cost much.
    private static let sizeLimit = 256 << 10

    /// The message with its surplus boundaries made unreadable; nil when there are none.
    static func flattened(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard bytes.count > sizeLimit else { return nil }
        let name = Array("boundary".utf8)
        var surplus: [Int] = []
        var count = 0
        var index = 0
        let end = bytes.count - name.count
        while index < end {
            // The rarest letter first: most lines have no "y" eight bytes on from a "b".
            if bytes[index] | 0x20 == 0x62, bytes[index + 7] | 0x20 == 0x79,
                (1..<7).allSatisfy({ bytes[index + $0] | 0x20 == name[$0] })
            {
                count += 1
                if count > boundaryLimit { surplus.append(index) }
                index += name.count
            } else {
                index += 1
            }
        }
        guard !surplus.isEmpty else { return nil }
        var result = Array(bytes)
        for position in surplus { result[position] = 0x78 }
        return result
    }
}

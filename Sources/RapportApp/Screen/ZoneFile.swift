import CRMModel
import Platform

/// Offsets of time zones other than the machine's own, from the system's files (RFC 8536).
enum ZoneFile {
    /// Seconds east of UTC.
    ///
    /// - Parameter name: as in the IANA database, `Europe/Madrid`.
    /// - Returns: nil for a zone that the system does not know.
    static func offset(in name: String, at moment: Timestamp) -> Int? {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
                || [0x2F, 0x5F, 0x2B, 0x2D].contains($0)
        }
        guard isPlain, !name.hasPrefix("/"), name.utf8.count <= 64,
            // Absence is the meaning: a zone without a file is unknown.
            let bytes = try? FileSystem.read("/usr/share/zoneinfo/\(name)", limit: 1 << 18)
        else { return nil }
        return offset(in: bytes, at: moment.milliseconds / 1000)
    }

    /// - Parameter bytes: of a file of version 2 or later; its second block, with 64-bit times, is read.
    static func offset(in bytes: [UInt8], at seconds: Int64) -> Int? {
        guard let first = Header(bytes, at: 0), bytes.count > 4, bytes[4] >= UInt8(ascii: "2"),
            let header = Header(bytes, at: first.end(timeSize: 4))
        else { return nil }
        let times = header.start
        let types = times + header.times * 8
        let infos = types + header.times
        guard bytes.count >= infos + header.types * 6, header.types > 0 else { return nil }
        var type = 0
        for index in 0..<header.times {
            let at = Int64(bitPattern: number(bytes, times + index * 8, 8))
            if at > seconds { break }
            type = Int(bytes[types + index])
        }
        guard type < header.types else { return nil }
        return Int(Int32(truncatingIfNeeded: number(bytes, infos + type * 6, 4)))
    }

    private struct Header {
        var start: Int
        var utc, standard, leaps, times, types, letters: Int

        init?(_ bytes: [UInt8], at place: Int) {
            guard place >= 0, bytes.count >= place + 44, bytes[place..<(place + 4)].elementsEqual("TZif".utf8)
            else { return nil }
            func count(_ index: Int) -> Int { Int(number(bytes, place + 20 + index * 4, 4)) }
            (utc, standard, leaps, times, types, letters) =
                (count(0), count(1), count(2), count(3), count(4), count(5))
            start = place + 44
            guard [utc, standard, leaps, times, types, letters].allSatisfy({ $0 < 65_536 }) else {
                return nil
            }
        }

        func end(timeSize: Int) -> Int {
            start + times * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standard + utc
        }
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ size: Int) -> UInt64 {
        bytes[place..<(place + size)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Checksums of archives and pictures.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    /// CRC-32 as in ISO 3309.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }

    /// RFC 1950 §8.2.
    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}

extension FixedWidthInteger {
    fileprivate var littleEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
    fileprivate var bigEndianBytes: [UInt8] { littleEndianBytes.reversed() }
}

/// A ZIP archive whose entries are stored.
enum ZIPFile {
    static func bytes(_ entries: [(name: String, text: String)]) -> [UInt8] {
        var files: [UInt8] = []
        var directory: [UInt8] = []
        for (name, text) in entries {
            let content = Array(text.utf8)
            let size = UInt32(content.count).littleEndianBytes
            // Version, flags (UTF-8 names), stored, 1 January 2026.
            let common: [UInt8] =
                [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x5C] + Checksum.crc32(content).littleEndianBytes + size
                + size
                + UInt16(name.utf8.count).littleEndianBytes + [0, 0]
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            directory += UInt32(files.count).littleEndianBytes + Array(name.utf8)
            files += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + content
        }
        let count = UInt16(entries.count).littleEndianBytes
        return files + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
            + UInt32(directory.count).littleEndianBytes + UInt32(files.count).littleEndianBytes + [0, 0]
    }
}

/// Office Open XML (ECMA-376), as little of it as programs open.
enum OfficeFile {
    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let main = "http://schemas.openxmlformats.org"

    static func document(lines: [String]) -> [UInt8] {
        let paragraphs = lines.map { "<w:p><w:r><w:t>\(escaped($0))</w:t></w:r></w:p>" }.joined()
        return package(
            part: "word/document.xml", type: "wordprocessingml.document.main",
            content:
                "<w:document xmlns:w=\"\(main)/wordprocessingml/2006/main\"><w:body>\(paragraphs)</w:body>"
                + "</w:document>")
    }

    static func sheet(rows: [[String]]) -> [UInt8] {
        let cells = rows.map { row in
            "<row>" + row.map { "<c t=\"inlineStr\"><is><t>\(escaped($0))</t></is></c>" }.joined() + "</row>"
        }
        let relation = "\(main)/officeDocument/2006/relationships"
        return package(
            part: "xl/workbook.xml", type: "spreadsheetml.sheet.main",
            content: "<workbook xmlns=\"\(main)/spreadsheetml/2006/main\" xmlns:r=\"\(relation)\"><sheets>"
                + "<sheet name=\"1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            more: [
                (
                    "xl/_rels/workbook.xml.rels",
                    head
                        + "<Relationships xmlns=\"\(main)/package/2006/relationships\"><Relationship Id=\"rId1\" "
                        + "Type=\"\(relation)/worksheet\" Target=\"sheet1.xml\"/></Relationships>"
                ),
                (
                    "xl/sheet1.xml",
                    head + "<worksheet xmlns=\"\(main)/spreadsheetml/2006/main\"><sheetData>\(cells.joined())"
                        + "</sheetData></worksheet>"
                ),
            ])
    }

    private static func package(
        part: String, type: String, content: String, more: [(name: String, text: String)] = []
    ) -> [UInt8] {
        let office = "application/vnd.openxmlformats-officedocument"
        let sheet =
            more.isEmpty
            ? ""
            : "<Override PartName=\"/xl/sheet1.xml\" ContentType=\"\(office).spreadsheetml.worksheet+xml\"/>"
        return ZIPFile.bytes(
            [
                (
                    "[Content_Types].xml",
                    head + "<Types xmlns=\"\(main)/package/2006/content-types\"><Default Extension=\"rels\" "
                        + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                        + "<Override PartName=\"/\(part)\" ContentType=\"\(office).\(type)+xml\"/>\(sheet)</Types>"
                ),
                (
                    "_rels/.rels",
                    head
                        + "<Relationships xmlns=\"\(main)/package/2006/relationships\"><Relationship Id=\"rId1\" "
                        + "Type=\"\(main)/officeDocument/2006/relationships/officeDocument\" "
                        + "Target=\"\(part)\"/></Relationships>"
                ),
                (part, head + content),
            ] + more)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}

/// A grey picture with a few bars (PNG, stored without compression).
enum PNGFile {
    static func bytes(width: Int, height: Int) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity((width + 1) * height)
        for row in 0..<height {
            pixels.append(0)
            for column in 0..<width {
                let bar = 30 + column / 40 * 37 % 120
                pixels.append(column % 40 < 28 && row > height - bar ? 90 : 235)
            }
        }
        var packed: [UInt8] = [0x78, 0x01]
        var start = 0
        while start < pixels.count {
            let end = min(start + 65_535, pixels.count)
            let size = UInt16(end - start)
            packed += [end == pixels.count ? 1 : 0] + size.littleEndianBytes + (~size).littleEndianBytes
            packed += pixels[start..<end]
            start = end
        }
        packed += Checksum.adler32(pixels).bigEndianBytes
        let size = UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", size + [8, 0, 0, 0, 0])
            + chunk("IDAT", packed) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return UInt32(content.count).bigEndianBytes + body + Checksum.crc32(body).bigEndianBytes
    }
}

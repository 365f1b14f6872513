import MailCore

/// Attachments with real content, made from their name.
enum DemoFiles {
    static func file(named name: String, about subject: String) -> OutgoingMessage.File {
        let ending = name.split(separator: ".").last.map(String.init) ?? ""
        let title = name.split(separator: ".").first.map { String($0.replacing("-", with: " ")) } ?? name
        let lines = [
            "\(title)", "", "Subject: \(subject)", "Prepared by Fathomline, planning for operations.",
        ]
        switch ending {
        case "pdf": return .init(name: name, type: "application/pdf", bytes: PDFFile.bytes(lines: lines))
        case "docx":
            return .init(
                name: name, type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                bytes: OfficeFile.document(lines: lines))
        case "xlsx":
            return .init(
                name: name, type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                bytes: OfficeFile.sheet(rows: table(title)))
        case "csv":
            let text = table(title).map { $0.joined(separator: ";") }.joined(separator: "\r\n") + "\r\n"
            return .init(name: name, type: "text/csv", bytes: Array(text.utf8))
        case "png": return .init(name: name, type: "image/png", bytes: PNGFile.bytes(width: 320, height: 180))
        default:
            return .init(name: name, type: "text/plain", bytes: Array(lines.joined(separator: "\n").utf8))
        }
    }

    private static func table(_ title: String) -> [[String]] {
        [[title, "Site", "People", "Shifts"]]
            + (1...24).map { ["\($0)", "Site \($0 % 6 + 1)", "\(8 + $0 * 7 % 31)", "\($0 % 3 + 1)"] }
    }
}

/// A one-page PDF (ISO 32000-1) with lines of text.
enum PDFFile {
    static func bytes(lines: [String]) -> [UInt8] {
        let shown = lines.map { line in
            "("
                + String(
                    line.unicodeScalars.filter {
                        $0.value >= 0x20 && $0.value < 0x7F && !"()\\".unicodeScalars.contains($0)
                    }.map(Character.init))
                + ") Tj T*"
        }
        let content = "BT /F1 18 Tf 24 TL 72 770 Td\n" + shown.joined(separator: "\n") + "\nET\n"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
                + "/Resources << /Font << /F1 4 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream",
        ]
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            text += String(repeating: "0", count: 10 - digits.utf8.count) + digits + " 00000 n \n"
        }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }
}

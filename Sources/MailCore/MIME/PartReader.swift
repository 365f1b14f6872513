import CGMime

/// Sorts a message's leaves into text, HTML, attachments and report parts, decoding only what is text.
struct PartReader {
    let bytes: UnsafeBufferPointer<UInt8>
    private var texts: [String] = []
    private var pages: [String] = []
    private var flow: TextFlow?
    private var attachments: [Attachment] = []
    private var report = ReportParts()
    private var room = MIMEParser.textLimit
    private var isCutOff = false

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func read(_ leaf: PartLeaf) {
        switch leaf.type {
        case "text/plain" where !leaf.isNamedOrAttached:
            texts.append(text(of: leaf))
            if flow == nil { flow = leaf.flow }
        case "text/html" where !leaf.isNamedOrAttached: pages.append(text(of: leaf))
        case "message/delivery-status", "message/global-delivery-status":
            report.deliveryStatus = (report.deliveryStatus.map { $0 + "\n\n" } ?? "") + text(of: leaf)
        case "message/feedback-report": report.feedback = text(of: leaf)
        case "message/rfc822", "message/global":
            readOriginal(leaf)
            attach(leaf)
        case "text/rfc822-headers", "message/global-headers":
            if report.original == nil { report.original = MessageHeaders(text: text(of: leaf)) }
            if leaf.type.hasPrefix("text/") { attach(leaf) }
        case _ where leaf.type.hasPrefix("message/"): break
        case _ where leaf.type.hasPrefix("multipart/"): break
        default: attach(leaf)
        }
    }

    mutating func finish(into message: inout ParsedMessage) {
        message.text = texts.count == 1 ? texts[0] : texts.joined(separator: "\n")
        message.html = pages.isEmpty ? nil : pages.joined(separator: "\n")
        message.flow = texts.count == 1 ? flow ?? .fixed : .fixed
        message.attachments = attachments
        message.report = report.isEmpty ? nil : report
        if isCutOff { message.problems.append(.textCutOff) }
    }

    private mutating func readOriginal(_ leaf: PartLeaf) {
        guard report.original == nil else { return }
        let raw = PartTree.withPart(at: leaf.path, in: bytes) { object -> MessageHeaders? in
            guard gm_is_message_part(object),
                let message = g_mime_message_part_get_message(gm_message_part(object)),
                let text = g_mime_object_get_headers(gm_object(message), nil)
            else { return nil }
            defer { g_free(text) }
            return MessageHeaders(text: String(cString: text))
        }
        report.original = raw
    }

    private func content(_ leaf: PartLeaf) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[leaf.range.clamped(to: 0..<bytes.count)])
    }

    private mutating func text(of leaf: PartLeaf) -> String {
        var raw = content(leaf)
        if raw.count > room * 3 {
            raw = UnsafeBufferPointer(rebasing: raw[..<(room * 3)])
            isCutOff = true
        }
        switch leaf.encoding {
        case GMIME_CONTENT_ENCODING_BASE64 where Base64.isUnlikely(raw):
            return unescaped(raw, charset: leaf.charset)
        case GMIME_CONTENT_ENCODING_BASE64, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
            GMIME_CONTENT_ENCODING_UUENCODE:
            let decoded = TransferDecoding.decode(raw, encoding: leaf.encoding)
            return decoded.withUnsafeBufferPointer { unescaped($0, charset: leaf.charset) }
        default: return unescaped(raw, charset: leaf.charset)
        }
    }

    /// Charset and line ends undone, within what is left of the limit.
    private mutating func unescaped(_ raw: UnsafeBufferPointer<UInt8>, charset: String?) -> String {
        var kept = raw
        if kept.count > room {
            kept = UnsafeBufferPointer(rebasing: kept[..<room])
            isCutOff = true
        }
        room -= kept.count
        // Only sets that leave ASCII bytes alone may have their line ends changed before decoding.
        let isWide =
            Charset.canonical(charset).hasPrefix("utf-16") || Charset.canonical(charset).hasPrefix("utf-32")
        if isWide { return Charset.decode(kept, label: charset).replacing("\r\n", with: "\n") }
        guard kept.contains(0x0D) else { return Charset.decode(kept, label: charset) }
        let plain = [UInt8](unsafeUninitializedCapacity: kept.count) { output, count in
            var index = 0
            while index < kept.count {
                let byte = kept[index]
                index += 1
                if byte == 0x0D {
                    output[count] = 0x0A
                    if index < kept.count, kept[index] == 0x0A { index += 1 }
                } else {
                    output[count] = byte
                }
                count += 1
            }
        }
        return plain.withUnsafeBufferPointer { Charset.decode($0, label: charset) }
    }

    private mutating func attach(_ leaf: PartLeaf) {
        let encoded = leaf.range.count
        let size =
            leaf.encoding == GMIME_CONTENT_ENCODING_BASE64
            ? encoded / 78 * 57 + encoded % 78 * 3 / 4 : encoded
        let isPicture = leaf.type.hasPrefix("image/")
        let isInline =
            leaf.disposition != .attachment && isPicture
            && ((leaf.contentID != nil && (leaf.isInRelated || leaf.disposition == .inline))
                || (leaf.disposition == .inline && leaf.name == nil))
        // Outlook's own container comes without a name as often as with one.
        let usual = leaf.type == "application/ms-tnef" ? "winmail.dat" : nil
        attachments.append(
            Attachment(
                name: leaf.name.map(Attachment.safeName) ?? usual, statedName: leaf.name, type: leaf.type,
                size: size,
                contentID: leaf.contentID.map { $0.filter { $0 != "<" && $0 != ">" } },
                disposition: leaf.disposition,
                path: leaf.path, isInline: isInline))
    }
}

extension Attachment {
    /// A file name that stays in its folder: the last path component, controls replaced, never empty.
    static func safeName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = String(
            String.UnicodeScalarView(
                last.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
        ).collapsed
        return clean.isEmpty || clean == "." || clean == ".." ? "attachment" : clean
    }
}

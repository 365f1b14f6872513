import Platform

/// Messages in files: single ones (`.eml`), mbox, Maildir.
enum MailFiles {
    /// A message as a file holds it.
    struct Item: Sendable {
        /// Where it came from, for error messages.
        var source: String
        /// With CR LF line ends.
        var bytes: [UInt8]
        /// Nothing of the bytes is a message, for this reason.
        var trouble: String?
        /// False in Maildir's `new` and where the flags say so.
        var isRead = true
        var isFlagged = false
    }

    static let sizeLimit = 2 << 30

    /// The messages of a path: a file is one message or an mbox, a folder a Maildir or many `.eml` files.
    ///
    /// - Parameter unread: called with whatever in a folder is no file that can be read; the rest is read all the same.
    static func read(_ path: String, unread: (FileError) -> Void) throws(FileError) -> [Item] {
        guard FileSystem.isDirectory(path) else {
            return messages(try InputFile.read(path, limit: sizeLimit), of: path)
        }
        let names = try FileSystem.names(in: path).sorted()
        var items: [Item] = []
        func take(_ file: String, _ add: ([UInt8]) -> Void) {
            do throws(FileError) {
                add(try FileSystem.read(file, limit: sizeLimit))
            } catch { unread(error) }
        }
        guard names.contains("cur") || names.contains("new") else {
            for name in names where name.hasSuffix(".eml") || name.hasSuffix(".mbox") {
                take("\(path)/\(name)") { items += messages($0, of: "\(path)/\(name)") }
            }
            if items.isEmpty { return [Item(source: path, bytes: [], trouble: noMailInFolder)] }
            return items
        }
        for part in ["cur", "new"] where names.contains(part) {
            for name in try FileSystem.names(in: "\(path)/\(part)").sorted() where !name.hasPrefix(".") {
                let full = "\(path)/\(part)/\(name)"
                let flags = name.split(separator: ",", maxSplits: 1).dropFirst().first ?? ""
                take(full) { bytes in
                    items.append(
                        Item(
                            source: full, bytes: lineEnds(bytes[...]),
                            isRead: part == "cur" && flags.contains("S"), isFlagged: flags.contains("F")))
                }
            }
        }
        return items
    }

    private static let noMailInFolder = "the folder is no Maildir and has no .eml or .mbox files"
    private static let noStart =
        "it begins like an mbox, and no line of it begins a message: From, sender and date, then header fields"

    private static func messages(_ bytes: [UInt8], of path: String) -> [Item] {
        let begin = bytes.prefix { $0 == 0x0A || $0 == 0x0D }.count
        guard bytes[begin...].starts(with: "From ".utf8) else {
            return [Item(source: path, bytes: lineEnds(bytes[...]))]
        }
        let ranges = split(mbox: bytes)
        guard let first = ranges.first else { return [Item(source: path, bytes: [], trouble: noStart)] }
        var items: [Item] = []
        // The first message follows its one line; what stands before would be lost without a word.
        let head = (bytes[begin...].firstIndex(of: 0x0A) ?? bytes.count) + 1
        if first.lowerBound > head {
            let lines = bytes[..<first.lowerBound].count { $0 == 0x0A } - 1
            items.append(
                Item(source: path, bytes: [], trouble: "its first \(lines) lines belong to no message"))
        }
        return items
            + ranges.enumerated().map { index, range in
                Item(
                    source: "\(path) message \(index + 1)",
                    bytes: lineEnds(bytes[range], unquotesFrom: true))
            }
    }

    /// The messages of an mbox without their `From ` lines. One begins at the start and after an empty line, where a
    /// header field follows: a sentence that begins with `From` is none.
    static func split(mbox bytes: [UInt8]) -> [Range<Int>] {
        var starts: [(line: Int, body: Int)] = []
        var position = 0
        var isAfterBlank = true
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            let line = bytes[position..<end]
            if isAfterBlank && line.starts(with: "From ".utf8), isHeader(bytes[min(end + 1, bytes.count)...])
            {
                starts.append((position, min(end + 1, bytes.count)))
            }
            isAfterBlank = line.isEmpty || line.elementsEqual([0x0D])
            position = end + 1
        }
        return starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1].line : bytes.count
            return starts[index].body..<max(starts[index].body, end)
        }
    }

    /// With CR LF at every line's end, and `>From ` turned back where asked.
    static func lineEnds(_ bytes: ArraySlice<UInt8>, unquotesFrom: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 32)
        var rest = bytes
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            var line = rest[..<(end ?? rest.endIndex)]
            if line.last == 0x0D { line = line.dropLast() }
            if unquotesFrom && isQuotedFrom(line) { line = line.dropFirst() }
            result += line
            if end != nil || !line.isEmpty { result += [0x0D, 0x0A] }
            rest = end.map { rest[($0 + 1)...] } ?? []
        }
        return result
    }

    /// One message of an mbox, its lines that look like a start quoted.
    static func mboxEntry(_ raw: [UInt8], from sender: String, at date: String) -> [UInt8] {
        var result = Array("From \(sender.isEmpty ? "MAILER-DAEMON" : sender) \(date)\n".utf8)
        var rest = raw[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            var line = rest[..<(end ?? rest.endIndex)]
            if line.last == 0x0D { line = line.dropLast() }
            if line.drop(while: { $0 == UInt8(ascii: ">") }).starts(with: "From ".utf8) {
                result.append(UInt8(ascii: ">"))
            }
            result += line
            result.append(0x0A)
            rest = end.map { rest[($0 + 1)...] } ?? []
        }
        return result + [0x0A]
    }

    private static func isHeader(_ bytes: ArraySlice<UInt8>) -> Bool {
        let name = bytes.prefix(80).prefix { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        return !name.isEmpty && bytes.dropFirst(name.count).first == UInt8(ascii: ":")
    }

    private static func isQuotedFrom(_ line: ArraySlice<UInt8>) -> Bool {
        line.first == UInt8(ascii: ">")
            && line.drop(while: { $0 == UInt8(ascii: ">") }).starts(with: "From ".utf8)
    }
}

import Platform

/// Why a tag is wrong: words, and where in the source.
struct TagError: Error {
    var message: String
    var range: Range<Int>
}

/// Reads what stands between the braces.
struct TagParser {
    let bytes: [UInt8]
    let catalogue: FieldCatalogue
    /// Inside `#each`, where `this` and `index` exist.
    var isInLoop = false
    private(set) var usedFields: [String] = []
    private(set) var warnings: [TagError] = []

    init(bytes: [UInt8], catalogue: FieldCatalogue) {
        self.bytes = bytes
        self.catalogue = catalogue
    }

    /// `path { "|" pipe }`.
    mutating func expression(_ inner: Range<Int>, source: Range<Int>, place: HTMLPlace) throws(TagError)
        -> MergeExpression
    {
        let pieces = split(inner, at: UInt8(ascii: "|"))
        let field = try self.field(in: pieces[0])
        var pipes: [MergeExpression.Pipe] = []
        for piece in pieces.dropFirst() {
            let hasFallback = pipes.contains { if case .fallback = $0 { true } else { false } }
            guard pipes.count < TemplateLimit.pipes else {
                throw TagError(message: "more than \(TemplateLimit.pipes) filters", range: piece)
            }
            pipes.append(try pipe(piece, hasFallback: hasFallback))
        }
        return MergeExpression(field: field, pipes: pipes, source: source, place: place)
    }

    mutating func field(in range: Range<Int>) throws(TagError) -> String {
        let (path, range) = trimmed(range)
        guard !path.isEmpty else { throw TagError(message: "a field name is missing", range: range) }
        if isInLoop && (path == "this" || path == "." || path == "index") {
            return path == "." ? "this" : path
        }
        guard
            path.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(
                FieldCatalogue.isIdentifier)
        else { throw TagError(message: "'\(path.prefix(40))' is not a field name", range: range) }
        if path == "this" || path == "index" {
            throw TagError(message: "'\(path)' exists only inside {{#each}}", range: range)
        }
        guard let name = catalogue.canonicalName(of: path) else {
            let hint =
                catalogue.nearest(to: path).map { "did you mean '\($0)'?" }
                ?? "a field of your own is written 'custom.\(path.prefix(40))'"
            throw TagError(message: "unknown field '\(path.prefix(40))': \(hint)", range: range)
        }
        if !usedFields.contains(name) { usedFields.append(name) }
        return name
    }

    private mutating func pipe(_ range: Range<Int>, hasFallback: Bool) throws(TagError)
        -> MergeExpression.Pipe
    {
        let (text, place) = trimmed(range)
        if let literal = Self.unquoted(text) { return .fallback(literal) }
        let pieces = split(place, at: UInt8(ascii: ":"))
        let name = trimmed(pieces[0]).text
        if MergeFilter.names.contains(name) {
            let arguments = pieces.count < 2 ? [] : self.arguments(pieces[1].lowerBound..<place.upperBound)
            if name == "default" {
                guard let text = arguments.first else {
                    throw TagError(message: "default needs a text: default:\"there\"", range: place)
                }
                return .fallback(text)
            }
            if let filter = MergeFilter(name: name, arguments: arguments) { return .filter(filter) }
        }
        if hasFallback {
            let hint =
                NearestName.of(name, in: MergeFilter.names).map { "did you mean '\($0)'?" }
                ?? "there is a fallback already"
            throw TagError(message: "unknown filter '\(name.prefix(40))': \(hint)", range: place)
        }
        if pieces.count == 1, name.count > 3, let near = NearestName.of(name, in: MergeFilter.names),
            abs(near.count - name.count) <= 1, near.first == name.first
        {
            warnings.append(
                TagError(
                    message: "'\(name)' is taken as the fallback text; the filter is '\(near)'", range: place)
            )
        }
        return .fallback(text)
    }

    private func arguments(_ range: Range<Int>) -> [String] {
        split(range, at: UInt8(ascii: ",")).map { piece -> String in
            let text = trimmed(piece).text
            return Self.unquoted(text) ?? text
        }
    }

    /// `path [op value] {"and"|"or" …}`; `and` binds closer.
    mutating func condition(_ range: Range<Int>) throws(TagError) -> MergeCondition {
        var words = ConditionLexer.words(bytes, range)[...]
        guard !words.isEmpty else { throw TagError(message: "a condition is missing", range: range) }
        var alternatives: [[MergeCondition.Comparison]] = [[]]
        var count = 0
        while true {
            alternatives[alternatives.count - 1].append(try comparison(&words, range))
            count += 1
            guard count <= TemplateLimit.conditionTerms else {
                throw TagError(message: "too many terms in one condition", range: range)
            }
            guard let word = words.popFirst() else { return MergeCondition(alternatives: alternatives) }
            switch word.isQuoted ? "" : word.text {
            case "and", "&&": break
            case "or", "||": alternatives.append([])
            default:
                throw TagError(
                    message: "expected 'and' or 'or' before '\(word.text.prefix(40))'", range: word.range)
            }
        }
    }

    private mutating func comparison(_ words: inout ArraySlice<ConditionLexer.Word>, _ whole: Range<Int>)
        throws(TagError) -> MergeCondition.Comparison
    {
        var isNegated = false
        while let word = words.first, !word.isQuoted, word.text == "not" || word.text == "!" {
            isNegated.toggle()
            words.removeFirst()
        }
        guard let word = words.popFirst() else {
            throw TagError(message: "the condition ends too early", range: whole)
        }
        guard !word.isQuoted else {
            throw TagError(message: "a condition begins with a field, not with a text", range: word.range)
        }
        let field = try self.field(in: word.range)
        guard let sign = words.first, !sign.isQuoted, let test = MergeCondition.Operator(rawValue: sign.text)
        else { return .init(field: field, isNegated: isNegated, test: nil, values: []) }
        words.removeFirst()
        var values: [String] = []
        repeat {
            if words.first?.text == ",", words.first?.isQuoted == false { words.removeFirst() }
            guard let value = words.popFirst() else {
                throw TagError(message: "a value is missing behind '\(sign.text)'", range: sign.range)
            }
            values.append(value.text)
        } while words.first?.text == "," && words.first?.isQuoted == false
        return .init(field: field, isNegated: isNegated, test: test, values: values)
    }

    /// The text without blanks around, and its own range.
    func trimmed(_ range: Range<Int>) -> (text: String, range: Range<Int>) {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
        while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
        return (String(decoding: bytes[low..<high], as: UTF8.self), low..<high)
    }

    /// Pieces between separators that stand in no quotes; at least one.
    func split(_ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = range.lowerBound
        var isQuoted = false
        for index in range {
            if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if bytes[index] == separator && !isQuoted {
                pieces.append(start..<index)
                start = index + 1
            }
        }
        pieces.append(start..<range.upperBound)
        return pieces
    }

    static func unquoted(_ text: String) -> String? {
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        return String(text.dropFirst().dropLast())
    }
}

/// Words, texts in quotes and operators of a condition.
enum ConditionLexer {
    struct Word {
        var text: String
        var range: Range<Int>
        var isQuoted: Bool
    }

    static func words(_ bytes: [UInt8], _ range: Range<Int>) -> [Word] {
        var words: [Word] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            switch bytes[index] {
            case 0x20, 0x09:
                index += 1
                continue
            case UInt8(ascii: "\""):
                index += 1
                while index < range.upperBound, bytes[index] != UInt8(ascii: "\"") { index += 1 }
                words.append(word(bytes, (start + 1)..<index, isQuoted: true))
                index = min(index + 1, range.upperBound)
                continue
            case UInt8(ascii: ","): index += 1
            case let byte where isSign(byte):
                while index < range.upperBound, isSign(bytes[index]) { index += 1 }
            default:
                while index < range.upperBound, !isSign(bytes[index]), bytes[index] != UInt8(ascii: ","),
                    bytes[index] != 0x20, bytes[index] != 0x09, bytes[index] != UInt8(ascii: "\"")
                { index += 1 }
            }
            words.append(word(bytes, start..<index, isQuoted: false))
        }
        return words
    }

    private static func word(_ bytes: [UInt8], _ range: Range<Int>, isQuoted: Bool) -> Word {
        Word(text: String(decoding: bytes[range], as: UTF8.self), range: range, isQuoted: isQuoted)
    }

    private static func isSign(_ byte: UInt8) -> Bool { "=!<>&|".utf8.contains(byte) }
}

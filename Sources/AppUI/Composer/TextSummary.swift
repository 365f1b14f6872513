import TUI

/// What is told about a text as a whole, found in one pass after a change of it.
struct TextSummary: Hashable, Sendable {
    /// In the lines that quote nothing.
    private(set) var words = 0
    /// It has `{{`, in the subject too.
    private(set) var hasTags = false
    private var editorRevision = -1
    private var subjectRevision = -1

    init() {}

    init(_ editor: TextEditor, _ subject: TextField) {
        editorRevision = editor.revision
        subjectRevision = subject.revision
        for line in editor.lines { count(line) }
        var previous: UInt8 = 0
        for byte in subject.text.utf8 { look(at: byte, after: &previous) }
    }

    func isOf(_ editor: TextEditor, _ subject: TextField) -> Bool {
        editorRevision == editor.revision && subjectRevision == subject.revision
    }

    private mutating func count(_ line: String) {
        let isQuote = line.utf8.first == UInt8(ascii: ">")
        var previous: UInt8 = 0x20
        var found = 0
        for byte in line.utf8 {
            if byte != 0x20, previous == 0x20 { found += 1 }
            look(at: byte, after: &previous)
        }
        if !isQuote { words += found }
    }

    private mutating func look(at byte: UInt8, after previous: inout UInt8) {
        if byte == UInt8(ascii: "{"), previous == byte { hasTags = true }
        previous = byte
    }
}

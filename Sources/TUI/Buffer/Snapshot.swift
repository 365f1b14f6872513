extension Buffer {
    /// The text of the buffer, a line per row without trailing spaces: for tests that a person can read.
    public var snapshot: String {
        (0..<rows).map { line($0) }.joined(separator: "\n")
    }

    /// The text of one row without trailing spaces.
    public func line(_ row: Int) -> String {
        guard row >= 0, row < rows else { return "" }
        var text = ""
        for cell in cells[row * columns..<(row + 1) * columns] { text += cell.text }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The text with a line of style letters below every row that has any style, and a legend at the end:
    /// for tests of colour. The same style has the same letter; a dot is the default.
    public var styledSnapshot: String {
        var letters: [Style: Character] = [Cell.blank.style: "."]
        var legend: [String] = []
        var names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".makeIterator()
        var lines: [String] = []
        for row in 0..<rows {
            lines.append(line(row))
            var marks = ""
            for cell in cells[row * columns..<(row + 1) * columns] {
                if letters[cell.style] == nil, let name = names.next() {
                    letters[cell.style] = name
                    legend.append("\(name): \(cell.style.text)")
                }
                marks.append(letters[cell.style] ?? "?")
            }
            while marks.last == "." { marks.removeLast() }
            if !marks.isEmpty { lines.append(marks) }
        }
        return (lines + legend).joined(separator: "\n")
    }
}

extension Style {
    /// The style in words, such as `#6ea8fe on default bold`.
    public var text: String {
        var words = [foreground?.text ?? "keep"]
        if let background { words += ["on", background.text] }
        words += Attributes.names.filter { attributes.contains($0.1) }.map(\.0)
        return words.joined(separator: " ")
    }
}

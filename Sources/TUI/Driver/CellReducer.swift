import CellText

/// Makes of a cell what ncurses can hold: one spacing character and a few combining marks.
enum CellReducer {
    /// The scalars to put into the cell, without zero at the end; for a flag those of its second cell too.
    struct Reduced: Equatable {
        var first: [UInt32]
        /// What the second cell of a wide character gets when the two are put apart.
        var second: UInt32?
    }

    /// The most combining marks that ncurses keeps in a cell.
    private static let markLimit = 4

    /// - Parameter widthOf: the cells that the C library gives a scalar; ncurses asks it, so a character of
    ///   which it thinks otherwise than we do is shown as U+FFFD.
    static func reduce(_ text: String, width: Int, isASCII: Bool, widthOf: (UInt32) -> Int) -> Reduced {
        let scalars = text.unicodeScalars.map(\.value)
        guard let base = scalars.first else { return Reduced(first: [0x20]) }
        if base < 0x80, scalars.count == 1 { return Reduced(first: [base]) }
        if isASCII { return Reduced(first: [PlainTwin.of(text)], second: width == 2 ? 0x20 : nil) }
        if (0x1F1E6...0x1F1FF).contains(base) {
            // A flag becomes its letters.
            let letters = scalars.prefix(2).map { $0 - 0x1F1E6 + 0x41 }
            return Reduced(
                first: [letters[0]], second: letters.count > 1 && letters[1] < 0x5B ? letters[1] : 0x20)
        }
        guard widthOf(base) == width else {
            return Reduced(first: [0xFFFD], second: width == 2 ? 0x20 : nil)
        }
        var result = [base]
        for mark in scalars.dropFirst() {
            // What follows a joiner is another picture; a variation selector would change the width.
            if mark == 0x200D { break }
            if (0xFE00...0xFE0F).contains(mark) || widthOf(mark) != 0 { continue }
            result.append(mark)
            if result.count > markLimit { break }
        }
        return Reduced(first: result)
    }
}

/// A run of cells of one row that changed: absolute, and never ending inside a wide character.
public struct Damage: Hashable, Sendable {
    public let row: Int
    public let columns: Range<Int>

    public init(row: Int, columns: Range<Int>) {
        self.row = row
        self.columns = columns
    }
}

extension Buffer {
    /// The runs of cells that differ from `previous`, top to bottom, left to right; everything when the
    /// size changed.
    public func diff(from previous: Buffer) -> [Damage] {
        guard previous.columns == columns, previous.rows == rows else {
            return columns == 0 ? [] : (0..<rows).map { Damage(row: $0, columns: 0..<columns) }
        }
        var damage: [Damage] = []
        cells.withUnsafeBufferPointer { new in
            previous.cells.withUnsafeBufferPointer { old in
                for row in 0..<rows { diffRow(row, new, old, into: &damage) }
            }
        }
        return damage
    }

    private func diffRow(
        _ row: Int, _ new: UnsafeBufferPointer<Cell>, _ old: UnsafeBufferPointer<Cell>,
        into damage: inout [Damage]
    ) {
        let start = row * columns
        var column = 0
        while column < columns {
            if new[start + column].isSame(as: old[start + column]) {
                column += 1
                continue
            }
            var first = column
            if new[start + first].width == 0, first > 0 { first -= 1 }
            column += 1
            while column < columns, !new[start + column].isSame(as: old[start + column]) { column += 1 }
            if column < columns, new[start + column].width == 0 { column += 1 }
            if let last = damage.last, last.row == row, last.columns.upperBound >= first {
                damage[damage.count - 1] = Damage(row: row, columns: last.columns.lowerBound..<column)
            } else {
                damage.append(Damage(row: row, columns: first..<column))
            }
        }
    }
}

extension Cell {
    /// Equality with the likeliest difference first.
    @inline(__always)
    func isSame(as other: Cell) -> Bool {
        glyph.low == other.glyph.low && glyph.high == other.glyph.high && attributes == other.attributes
            && width == other.width && foreground == other.foreground && background == other.background
    }
}

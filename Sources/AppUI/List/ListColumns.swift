import CRMModel
import CellText
import TUI

/// The columns of a message row, in cells from the left edge of the pane. Each is as wide as the rows in view need;
/// the subject gets what they leave, and a company is named where the subject keeps enough.
struct ListColumns {
    let who = 6
    var whoCells: Int
    var subject: Int
    var subjectCells: Int
    var opens: Int
    var clicks: Int
    var attachment: Int
    var labelCells = 0
    /// Where the label ends.
    var labelEnd: Int
    var whenEnd: Int

    static let leastSubject = 20

    init(width: Int, signs: RowSigns = RowSigns()) {
        let isWide = width >= 52
        whoCells = isWide ? max(12, min(signs.whoCells + 1, 21, width * 30 / 100)) : max(8, width / 4)
        whenEnd = width - 1
        subject = who + whoCells + (isWide && signs.countCells > 0 ? signs.countCells + 1 : 0)
        var end = whenEnd - signs.whenCells - 1
        labelEnd = end
        // On a narrow list the signs stand close together.
        let gap = width < 64 ? 0 : 1
        let signCells = width >= 50 ? signs.cells(gap: gap) : 0
        // A long company is shortened before the subjects of all rows are.
        let label = min(
            signs.labelCells, max(11, width / 6), end - 1 - signCells - subject - 1 - Self.leastSubject)
        if label >= min(8, signs.labelCells), signs.labelCells > 0 {
            labelCells = label
            end -= label + 1
        }
        attachment = end - (signs.hasAttachments ? 2 : 0)
        clicks = attachment - (signs.hasClicks ? 2 + (signs.hasAttachments ? gap : 1) : 0)
        opens = clicks - (signs.hasOpens ? 2 + (signs.hasClicks ? gap : 1) : 0)
        subjectCells = max(4, (signCells > 0 ? opens : end) - subject - 1)
    }

    /// The signs are shown.
    func fits(_ column: Int) -> Bool { column >= subject + subjectCells }
}

/// What the rows in view have to show beside their subject.
struct RowSigns: Hashable {
    var whoCells = 16
    var countCells = 0
    var hasOpens = false
    var hasClicks = false
    var hasAttachments = false
    var labelCells = 0
    var whenCells = 5

    /// A label is never wider.
    static let widestLabel = 14

    init() {}

    init(_ messages: [Message], _ brush: Brush) {
        guard !messages.isEmpty else { return }
        whoCells = 0
        for message in messages {
            whoCells = max(whoCells, MessageRow.who(of: message, brush.glyphs).cellWidth)
            whenCells = max(whenCells, brush.clock.short(message.received).cellWidth)
            if message.threadCount > 1 {
                countCells = max(countCells, "\(min(999, message.threadCount))".count)
            }
            hasOpens = hasOpens || message.opens > 0
            hasClicks = hasClicks || message.clicks > 0
            hasAttachments = hasAttachments || message.attachmentCount > 0
            let label = ShortWords.company(
                MessageRow.label(of: message).words, cells: Self.widestLabel, ellipsis: brush.glyphs.ellipsis)
            labelCells = max(labelCells, label.cellWidth)
        }
    }

    /// - Parameter gap: between two signs.
    func cells(gap: Int) -> Int {
        let clicks = hasClicks ? 2 + (hasAttachments ? gap : 1) : 0
        let opens = hasOpens ? 2 + (hasClicks ? gap : 1) : 0
        return opens + clicks + (hasAttachments ? 2 : 0)
    }
}

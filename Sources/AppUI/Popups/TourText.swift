import CellText
import TUI

/// The welcome of the demo, laid out.
enum TourText {
    static func lines(_ tour: Tour, width: Int) -> [StyledLine] {
        let keyCells = tour.steps.map(\.keys.cellWidth).max() ?? 0
        var lines: [StyledLine] = []
        var paragraph: [String] = []
        func finish() {
            guard !paragraph.isEmpty else { return }
            if !lines.isEmpty { lines.append("") }
            lines += StyledLine(paragraph.joined(separator: " "), "popup").wrapped(to: max(8, width))
            lines.append("")
            paragraph = []
        }
        for step in tour.steps {
            if step.keys.isEmpty {
                paragraph.append(step.text)
                continue
            }
            finish()
            let words = StyledLine(step.text, "popup").wrapped(to: max(8, width - keyCells - 2))
            for (index, line) in words.enumerated() {
                let keys = index == 0 ? step.keys : ""
                let head = StyledSpan(
                    keys.fitted(toCells: keyCells, alignment: .trailing) + "  ", "popup.key")
                lines.append(StyledLine([head] + line.spans))
            }
        }
        finish()
        lines.append("")
        lines += StyledLine(
            [
                StyledSpan("Enter", "popup.key"), StyledSpan(" begins    ", "popup.detail"),
                StyledSpan(":tour", "popup.key"), StyledSpan(" shows this again", "popup.detail"),
            ]
        ).wrapped(to: max(8, width))
        return lines
    }
}

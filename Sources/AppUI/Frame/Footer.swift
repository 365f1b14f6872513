import CRMModel
import CellText
import TUI

/// The last line: the keys that matter here.
enum Footer {
    struct Item: Hashable, Sendable {
        var rect: Rect
        var keys: String
        var words: String
        /// What a click does; nil for a pair such as `j/k`.
        var action: ActionID?
    }

    static func draw(_ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer) {
        for item in items(model, layout) {
            let column = buffer.write(
                item.keys, column: item.rect.column, row: item.rect.row, style: brush["key"])
            guard !item.words.isEmpty else { continue }
            buffer.write(" \(item.words)", column: column, row: item.rect.row, style: brush["key.label"])
        }
        guard layout.kind != .plain else { return }
        buffer.write(
            mode(model), endingBefore: layout.footer.endColumn - 1, row: layout.footer.row,
            style: brush["mode"])
    }

    private static func mode(_ model: AppModel) -> String {
        let keys = model.keys.pending.keys
        if !keys.isEmpty { return KeySequence(keys).description + " -" }
        if Focus.takesText(model) { return "typing" }
        guard model.popups.isEmpty, model.list.selectedNumber > 0 else { return "" }
        return "\(model.list.selectedNumber)/\(model.list.rows.count)\(model.list.next == nil ? "" : "+")"
    }

    /// What stands in the line: everything where there is room; else the words get shorter, then the less
    /// important keys make room for the ones that one cannot do without.
    static func items(_ model: AppModel, _ layout: ScreenLayout) -> [Item] {
        let contexts = Focus.contexts(model)
        let start = layout.footer.column + 1
        let end = layout.footer.endColumn - (layout.kind == .plain ? 1 : mode(model).cellWidth + 3)
        let offered = FooterKeys.wanted(model).compactMap { key -> (key: FooterKey, keys: String)? in
            let keys = keys(of: key.action, model, contexts)
            guard !keys.isEmpty else { return nil }
            // Undo keeps its place while there is nothing to undo: the others do not move when it comes.
            // In a plain list there is no room to keep.
            let keepsPlace = key.action == "edit.undo" && layout.kind != .plain
            return keepsPlace || isPossible(key, model) ? (key, keys) : nil
        }
        func width(_ item: (key: FooterKey, keys: String), isBrief: Bool) -> Int {
            let words = isBrief ? item.key.brief : item.key.words
            return item.keys.cellWidth + (words.isEmpty ? 0 : 1 + words.cellWidth)
        }
        let important = offered.filter { $0.key.rank < 2 }
        let whole = important.reduce(0) { $0 + width($1, isBrief: false) + 2 } - 2
        let isBrief = start + whole > end
        var room = end - start + 2
        var taken: Set<Int> = []
        for rank in 0...3 {
            for (index, item) in offered.enumerated() where item.key.rank == rank {
                let needed = width(item, isBrief: isBrief) + 2
                guard needed <= room else { continue }
                room -= needed
                taken.insert(index)
            }
        }
        var column = start
        let shown = offered.enumerated().filter {
            taken.contains($0.offset) && isPossible($0.element.key, model)
        }
        return shown.map { _, item in
            let cells = width(item, isBrief: isBrief)
            defer { column += cells + 2 }
            return Item(
                rect: Rect(column: column, row: layout.footer.row, width: cells, height: 1), keys: item.keys,
                words: isBrief ? item.key.brief : item.key.words,
                action: item.key.isPair ? nil : item.key.action)
        }
    }

    private static func isPossible(_ key: FooterKey, _ model: AppModel) -> Bool {
        key.isPair || ScreenActions[key.action]?.obstacle(model) == nil
    }

    private static func keys(of action: ActionID, _ model: AppModel, _ contexts: [KeyContext]) -> String {
        let glyphs = model.settings.glyphs
        let table = model.settings.keyTable
        func shortest(_ action: ActionID) -> String {
            table.keys(for: action, in: contexts).first?.shortText(glyphs) ?? ""
        }
        switch action {
        case "pane.list" where contexts.contains(.global): return "1-4"
        case "pane.list": return "Alt-1-4"
        case "move.down" where contexts.contains(.global) || contexts.contains(.help):
            return "\(shortest("move.down"))/\(shortest("move.up"))"
        case "move.down" where !contexts.contains(.form):
            return glyphs.isASCII ? "Up/Down" : "\(glyphs.arrowUp)\(glyphs.arrowDown)"
        case "move.back": return KeyEvent(.escape).shortText(glyphs)
        case "screen.palette" where contexts.contains(.global):
            return table.keys(for: action, in: [.anywhere]).first?.shortText(glyphs) ?? shortest(action)
        default: return shortest(action)
        }
    }
}

/// A key that the footer offers.
struct FooterKey: Hashable, Sendable {
    var action: ActionID
    var words: String
    /// The words where room is short.
    var brief: String
    /// 0 is never left out, 3 first.
    var rank: Int

    init(_ action: ActionID, _ words: String, _ brief: String? = nil, rank: Int = 2) {
        self.action = action
        self.words = words
        self.brief = brief ?? words
        self.rank = rank
    }

    /// It stands for two keys or more.
    var isPair: Bool { action == "move.down" || action == "pane.list" }
}

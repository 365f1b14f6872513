import CellText
import TUI

/// The help, made from the registry: first the keys of the place that has the focus, then those that hold
/// everywhere, then what is different elsewhere.
enum HelpText {
    private typealias Row = (keys: String, words: String)

    static func lines(_ model: AppModel, _ page: HelpPage, width: Int) -> [StyledLine] {
        if let tour = page.tour { return TourText.lines(tour, width: width) }
        let inner = page.contexts.filter { $0 != .global && $0 != .anywhere }
        var lines = StyledLine([
            StyledSpan("/", "popup.key"),
            StyledSpan(" finds any command by its name and shows its key.", "popup.detail"),
        ]).wrapped(to: width)
        var said: Set<String> = []
        if let first = inner.first {
            let common = page.place.filter { !Self.everywhere.contains($0) }.compactMap { id in
                ScreenActions[id].flatMap { action in
                    row(keys(id, page.contexts, model), page.words[id] ?? action.words)
                }
            }
            let own = rows(in: first, model).filter { row in !common.contains { $0.words == row.words } }
            lines += section(title(first), common + own, width)
            said = Set(common.map(\.words) + page.words.keys.compactMap { ScreenActions[$0]?.words })
        }
        for context in inner.dropFirst() {
            lines += section(title(context), rows(in: context, model), width)
        }
        let isTyping = !page.contexts.contains(.global)
        if isTyping {
            lines += section("While you type", rows(in: .anywhere, model), width)
            lines += ["", StyledLine("After Esc, in the panes:", "popup.detail")]
        }
        for part in ScreenAction.Section.allCases {
            let actions = ScreenActions.all.filter { $0.section == part }
            let views = actions.filter(isView)
            lines += section(
                part.rawValue, rows(actions.filter { !isView($0) && !said.contains($0.words) }, model), width)
            if !views.isEmpty { lines += section("Lists", rows(views, model), width) }
        }
        lines += differences(model, width)
        let others: [KeyContext] = [
            .list, .timeline, .reader, .campaigns, .recipients, .composer, .completion, .search, .picker,
            .form,
        ]
        for context in others where !inner.contains(context) {
            lines += section(title(context), rows(in: context, model), width)
        }
        return lines
    }

    /// In every footer, therefore not in the section of a place.
    private static let everywhere: Set<ActionID> = ["screen.palette", "screen.help", "screen.quit"]

    private static func row(_ keys: String, _ words: String) -> Row? { keys.isEmpty ? nil : (keys, words) }

    private static func isView(_ action: ScreenAction) -> Bool { action.id.name.hasPrefix("go.") }

    private static func title(_ context: KeyContext) -> String {
        switch context {
        case .list: "In the list"
        case .timeline: "In the contact"
        case .reader: "In the mail"
        case .campaigns: "In the campaigns"
        case .recipients: "In the recipients of a campaign"
        case .composer: "While writing"
        case .completion: "While names or fields are offered"
        case .search: "While searching"
        case .picker: "Where there is something to choose"
        case .form: "In a form"
        default: context.name
        }
    }

    /// The keys that hold in the panes and everywhere.
    private static func rows(_ actions: [ScreenAction], _ model: AppModel) -> [Row] {
        actions.compactMap { action in
            let keys = keys(action.id, [.global], model)
            let found = keys.isEmpty ? self.keys(action.id, [.anywhere], model) : keys
            return found.isEmpty ? nil : (found, action.words)
        }
    }

    private static func rows(in context: KeyContext, _ model: AppModel) -> [Row] {
        ScreenActions.all.compactMap { action in
            let keys = keys(action.id, [context], model)
            return keys.isEmpty ? nil : (keys, action.words)
        }
    }

    private static func keys(_ id: ActionID, _ contexts: [KeyContext], _ model: AppModel) -> String {
        model.settings.keyTable.keys(for: id, in: contexts).prefix(2)
            .map { $0.helpText(model.settings.glyphs) }.joined(separator: "  ")
    }

    /// The keys that mean one thing in the panes and another in one of them.
    private static func differences(_ model: AppModel, _ width: Int) -> [StyledLine] {
        var rows: [Row] = []
        let keymap = model.settings.keymap
        for context in [KeyContext.list, .timeline, .reader, .campaigns, .recipients] {
            for binding in keymap.bindings(in: context) {
                guard case .action(let usual) = keymap.resolve(binding.keys.keys, in: [.global]),
                    usual != binding.action, let here = ScreenActions[binding.action],
                    let there = ScreenActions[usual]
                else { continue }
                let place = title(context).prefix(1).lowercased() + title(context).dropFirst()
                rows.append(
                    (
                        binding.keys.helpText(model.settings.glyphs),
                        "\(here.words) \(place), elsewhere: \(there.words)"
                    ))
            }
        }
        return section("Keys that mean something else in one pane", rows, width, columns: 1)
    }

    private static func section(_ title: String, _ rows: [Row], _ width: Int, columns wanted: Int? = nil)
        -> [StyledLine]
    {
        guard !rows.isEmpty else { return [] }
        let keyCells = min(16, max(8, rows.map(\.keys.cellWidth).max() ?? 8))
        let needed = keyCells + 4 + (rows.map(\.words.cellWidth).max() ?? 0)
        // Words are read whole: two columns only where they fit.
        let columns = wanted ?? (width >= 84 && (needed <= width / 2 || width < needed) ? 2 : 1)
        let perColumn = (rows.count + columns - 1) / columns
        let cells = width / columns
        var lines: [StyledLine] = ["", StyledLine(title, "popup.title")]
        for index in 0..<perColumn {
            var spans: [StyledSpan] = []
            for place in stride(from: index, to: rows.count, by: perColumn) {
                spans.append(
                    StyledSpan(
                        rows[place].keys.fitted(toCells: keyCells, alignment: .trailing) + "  ", "popup.key"))
                spans.append(
                    StyledSpan(rows[place].words.fitted(toCells: max(4, cells - keyCells - 2)), "popup"))
            }
            lines.append(StyledLine(spans))
        }
        return lines
    }
}

extension KeySequence {
    /// As the help writes it: with the names of the keys, such as `Enter`.
    func helpText(_ glyphs: GlyphSet) -> String {
        keys == [KeyEvent(.enter)] ? "Enter" : shortText(glyphs)
    }
}

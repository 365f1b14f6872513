import CRMModel
import TUI

/// The commands, in the order in which one is likely to want them.
enum Palette {
    /// What was used lately, what the focused place offers, then everything else; moving comes last, and after it
    /// what cannot be done now.
    static func items(_ model: AppModel) -> [PickerItem] {
        let contexts = Focus.contexts(model)
        let listed = ScreenActions.all.filter(\.isListed)
        let here = FooterKeys.wanted(model).map(\.action).filter { ScreenActions[$0]?.section != .moving }
        let own = contexts.filter { $0 != .global && $0 != .anywhere }
        func group(_ action: ScreenAction) -> Int {
            if let place = model.keys.recent.firstIndex(of: action.id) { return place }
            if let place = here.firstIndex(of: action.id) { return 100 + place }
            if action.keys.contains(where: { own.contains($0.context) }) { return 200 }
            return action.section == .moving ? 400 : 300
        }
        let ordered = listed.enumerated().map { place, action in
            (action: action, obstacle: action.obstacle(model), group: group(action), place: place)
        }.sorted {
            ($0.obstacle == nil ? 0 : 1, $0.group, $0.place) < (
                $1.obstacle == nil ? 0 : 1, $1.group, $1.place
            )
        }
        return ordered.map { action, obstacle, _, _ in
            PickerItem(
                value: .action(action.id), title: action.words,
                detail: action.argument.map { "\(action.short) <\($0)>" } ?? "",
                synonyms: action.synonyms.joined(separator: " ") + " " + action.short,
                key: model.settings.keyTable.keys(for: action.id, in: contexts).first.map {
                    $0.shortText(model.settings.glyphs)
                } ?? "",
                disabled: obstacle)
        }
    }
}

extension AppModel {
    mutating func openPalette() -> [Command] {
        // The help gives way: what is wanted is found by name now.
        while case .help? = popups.last { popups.removeLast() }
        if case .picker? = popups.last { popups.removeLast() }
        var picker = Picker(
            .palette, title: "Commands", items: Palette.items(self),
            placeholder: "what to do, such as: move Archive")
        picker.empty = "No command is called that"
        popups.append(.picker(picker))
        return []
    }
}

import CRMModel
public import TUI

/// Characters that come in one go, such as those of a paste without marks, are one change of the text and not
/// thousands.
public enum TypedText {
    /// Fewer are keys of a fast typist: they stay keys, each to be undone by itself.
    static let least = 4

    /// Takes the next message from what came, for a model that has seen all before it.
    ///
    /// - Returns: nil at the end.
    public static func next(of events: inout ArraySlice<InputEvent>, _ model: AppModel) -> AppMessage? {
        guard let first = events.first else { return nil }
        let text = beginning(of: events, model)
        if text.count >= least {
            events = events.dropFirst(text.count)
            return .typed(String(String.UnicodeScalarView(text.compactMap(\.unicodeScalars.first))))
        }
        events = events.dropFirst()
        return .input(first)
    }

    /// The characters at the beginning that would go into the text, whichever way they come.
    private static func beginning(of events: ArraySlice<InputEvent>, _ model: AppModel) -> [Character] {
        guard case .key(let first)? = events.first, first.insertedCharacter != nil, Focus.takesText(model),
            model.keys.pending.isEmpty
        else { return [] }
        if case .form(let form)? = model.popups.last {
            guard form.fields.indices.contains(form.focus) else { return [] }
            if case .choice = form.fields[form.focus].kind { return [] }
        }
        let contexts = Focus.contexts(model)
        var breaks = takesBreaks(model)
        var room = Focus.isMultiline(model) ? model.composer?.editor.room ?? 0 : TextField.limit
        var text: [Character] = []
        for event in events {
            guard case .key(let key) = event else { break }
            let isBreak = key == KeyEvent(.enter)
            guard let character = isBreak && breaks ? "\n" : key.insertedCharacter,
                character.unicodeScalars.count == 1, room >= character.utf8.count,
                case .none = model.settings.keymap.resolve([key], in: contexts)
            else { break }
            // A field may be completed from here on: then Enter means something else.
            if character == "{" { breaks = false }
            room -= character.utf8.count
            text.append(character)
        }
        return text
    }

    /// Whether Enter is a line break now, and stays one while plain text follows.
    private static func takesBreaks(_ model: AppModel) -> Bool {
        guard Focus.isMultiline(model), let composer = model.composer, composer.completion == nil else {
            return false
        }
        return MergeSource.openTag(composer.editor.lineBeforeCursor) == nil
            && !composer.editor.lineBeforeCursor.hasSuffix("{")
    }
}

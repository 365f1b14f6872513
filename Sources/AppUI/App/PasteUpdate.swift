import CRMModel
import TUI

/// What a paste brings about. What does not fit is said, never dropped in silence.
enum PasteUpdate {
    /// Nobody looks for anything longer.
    static let queryLimit = 1000

    static func take(_ model: inout AppModel, _ text: String) -> [Command] {
        if Focus.isMultiline(model) { return intoBody(&model, text) }
        guard let room = room(model) else { return [] }
        guard Focus.isComposing(model), let focus = model.composer?.focus, [.to, .cc, .bcc].contains(focus)
        else { return intoLine(&model, text, room: room) }
        let pasted = PastedAddresses.line(text, room: room)
        if !pasted.isWhole {
            model.notices.say(
                "Not all recipients fit",
                detail: "as many as fit were pasted; a campaign reaches more people",
                kind: .warning, at: model.clock.now)
        }
        return pasted.line.isEmpty ? [] : InputUpdate.type(&model, .insert(pasted.line))
    }

    /// All of it or nothing: half a text is of no use.
    private static func intoBody(_ model: inout AppModel, _ text: String) -> [Command] {
        guard let editor = model.composer?.editor else { return [] }
        guard text.utf8.count <= editor.room else {
            model.notices.say(
                "\(ByteCount.words(text.utf8.count)) not pasted", detail: AppModel.fullBody, kind: .warning,
                at: model.clock.now)
            return []
        }
        return InputUpdate.type(&model, .insert(text))
    }

    private static func intoLine(_ model: inout AppModel, _ text: String, room: Int) -> [Command] {
        let head = text.prefix(room)
        if head.endIndex < text.endIndex {
            model.notices.say(
                "Pasted in part", detail: "the line takes no more than \(room) of its characters",
                kind: .warning, at: model.clock.now)
        }
        return head.isEmpty ? [] : InputUpdate.type(&model, .insert(String(head)))
    }

    /// How many characters the line that has the cursor still takes; nil when none has it.
    private static func room(_ model: AppModel) -> Int? {
        switch model.popups.last {
        case .picker(let picker): return query(picker.query)
        case .form(let form):
            return form.fields.indices.contains(form.focus) ? form.fields[form.focus].field.room : nil
        case .confirm, .help: return nil
        case nil: break
        }
        if model.list.search.isEditing { return query(model.list.search.field) }
        guard Focus.isComposing(model), let composer = model.composer else { return nil }
        return composer[composer.focus]?.room
    }

    private static func query(_ field: TextField) -> Int {
        max(0, queryLimit - (TextField.limit - field.room))
    }
}

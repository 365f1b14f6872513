import CRMModel
import TUI

/// What keys, pastes and the mouse bring about.
enum InputUpdate {
    static func take(_ model: inout AppModel, _ event: InputEvent) -> [Command] {
        switch event {
        case .key(let key): return press(&model, key)
        case .paste(let text): return PasteUpdate.take(&model, text)
        case .mouse(let mouse): return MouseUpdate.take(&model, mouse)
        case .focus: return []
        }
    }

    static func press(_ model: inout AppModel, _ key: KeyEvent) -> [Command] {
        let contexts = Focus.contexts(model)
        let outcome = model.keys.pending.press(key, keymap: model.settings.keymap, contexts: contexts)
        model.keys.follow = []
        switch outcome {
        case .action(let id): return run(&model, id)
        case .pending(let follow):
            model.keys.follow = follow
            model.keys.since = model.clock.now
            return []
        case .unbound(let key): return typeKey(&model, key)
        case .cancelled: return []
        }
    }

    /// Does what an action says, or says why not.
    static func run(_ model: inout AppModel, _ id: ActionID, argument: String? = nil) -> [Command] {
        guard let action = ScreenActions[id] else { return [] }
        if let obstacle = action.obstacle(model) {
            model.notices.say(action.words, detail: obstacle, kind: .info, at: model.clock.now)
            return []
        }
        return action.run(&model, argument)
    }

    private static func typeKey(_ model: inout AppModel, _ key: KeyEvent) -> [Command] {
        guard Focus.takesText(model) else { return [] }
        let isMultiline = Focus.isMultiline(model)
        guard let command = EditCommand(key: key, isMultiline: isMultiline) else { return [] }
        return type(&model, command)
    }

    /// Gives an edit to whatever has the cursor.
    static func type(_ model: inout AppModel, _ command: EditCommand) -> [Command] {
        switch model.popups.last {
        case .picker(let picker): return typePicker(&model, picker, command)
        case .form(let form): return typeForm(&model, form, command)
        case .confirm, .help: return []
        case nil: break
        }
        if model.list.search.isEditing {
            let before = model.list.search.field.text
            model.list.search.field.apply(command)
            if model.list.search.field.text != before { model.searchTyped() }
            return []
        }
        guard model.composer != nil, model.route.focus == .reader else { return [] }
        return model.typeInComposer(command)
    }

    private static func typePicker(_ model: inout AppModel, _ picker: Picker, _ command: EditCommand)
        -> [Command]
    {
        var picker = picker
        let before = picker.query.text
        picker.query.apply(command)
        let query = picker.query.text
        var commands: [Command] = []
        if query != before {
            if picker.isRemote {
                picker.isLoading = true
                let request = query.isEmpty ? model.allForLink : .contacts(matching: query, limit: 50)
                commands = [model.work.load(.contactPicker, request)]
            }
            picker.filter()
        }
        model.popups[model.popups.count - 1] = .picker(picker)
        return commands
    }

    private static func typeForm(_ model: inout AppModel, _ form: Form, _ command: EditCommand) -> [Command] {
        var form = form
        guard form.fields.indices.contains(form.focus) else { return [] }
        if case .choice = form.fields[form.focus].kind {
            if case .insert(" ") = command { _ = form.fields[form.focus].turn(by: 1) }
            if case .move(.right, _) = command { _ = form.fields[form.focus].turn(by: 1) }
            if case .move(.left, _) = command { _ = form.fields[form.focus].turn(by: -1) }
        } else {
            if form.fields[form.focus].isSuggested {
                form.fields[form.focus].isSuggested = false
                if command.replacesSelection { form.fields[form.focus].field.apply(.selectAll) }
            }
            form.fields[form.focus].field.apply(command)
            form.fields[form.focus].isTouched = true
        }
        form.problem = nil
        form.hint = ""
        let changed = form.fields[form.focus].name
        let commands = FormUpdate.changed(&form, changed, &model)
        model.popups[model.popups.count - 1] = .form(form)
        return commands
    }
}

extension EditCommand {
    /// What is selected gives way to it.
    fileprivate var replacesSelection: Bool {
        switch self {
        case .insert, .delete: true
        default: false
        }
    }
}

/// What has the keys.
enum Focus {
    /// The contexts in which keys are looked up, innermost first.
    static func contexts(_ model: AppModel) -> [KeyContext] {
        switch model.popups.last {
        case .picker: return [.picker, .anywhere]
        case .form: return [.form, .anywhere]
        case .confirm: return [.confirm]
        case .help: return [.help, .anywhere]
        case nil: break
        }
        if model.list.search.isEditing { return [.search, .anywhere] }
        switch model.route.focus {
        case .list: return [.list, .global, .anywhere]
        case .timeline: return [.timeline, .global, .anywhere]
        case .reader:
            guard let composer = model.composer else { return [.reader, .global, .anywhere] }
            return (composer.completion == nil ? [] : [.completion]) + [.composer, .anywhere]
        case .campaigns:
            return (model.campaigns.recipients == nil ? [] : [.recipients]) + [
                .campaigns, .global, .anywhere,
            ]
        }
    }

    static func takesText(_ model: AppModel) -> Bool {
        switch model.popups.last {
        case .picker, .form: true
        case .confirm, .help: false
        case nil: model.list.search.isEditing || isComposing(model)
        }
    }

    static func isComposing(_ model: AppModel) -> Bool {
        model.popups.isEmpty && model.composer != nil && model.route.focus == .reader
    }

    static func isMultiline(_ model: AppModel) -> Bool {
        isComposing(model) && model.composer?.focus == .body
    }
}

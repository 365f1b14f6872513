import CRMModel
import TUI

extension ScreenActions {
    static let writing: [ScreenAction] = [
        ScreenAction(
            "compose.new", "Compose a mail", .writing, keys: [(.global, "c")],
            also: ["write", "draft", "new mail"], unless: needsAccount
        ) { model, _ in
            guard model.composer == nil else { return model.focus(.reader) }
            if case .contact(let contact)? = model.list.selected {
                return model.compose(.new(to: AppModel.address(contact), contact: contact.id))
            }
            return model.compose(.new(to: "", contact: nil))
        },
        answer("compose.reply", "Reply", "r", ["answer"]) { .reply($0, all: false) },
        answer("compose.replyAll", "Reply to all", "a", ["answer everybody"], short: "reply all") {
            .reply($0, all: true)
        },
        answer("compose.forward", "Forward", "f", ["pass on"]) { .forward($0) },
        ScreenAction(
            "compose.template", "Use a template", .writing,
            keys: [(.global, "t"), (.composer, "Ctrl-t"), (.anywhere, "Alt-t")],
            also: ["snippet", "canned", "reply with template"], short: "template", unless: needsAccount
        ) { model, _ in model.openTemplatePicker() },
        ScreenAction(
            "compose.send", "Send", .writing, keys: [(.composer, "Ctrl-s"), (.composer, "Alt-Enter")],
            also: ["deliver"], unless: needsComposer
        ) { model, _ in model.send() },
        ScreenAction(
            "compose.later", "Later: send at a time", .writing, keys: [(.composer, "Ctrl-o")],
            also: ["postpone", "schedule", "send later"], short: "later", argument: "when",
            unless: needsComposer
        ) { model, when in model.sendLater(when) },
        ScreenAction(
            "compose.editor", "Edit with $EDITOR", .writing, keys: [(.composer, "Ctrl-e")],
            also: ["vim", "emacs", "external"], short: "editor", unless: needsComposer
        ) { model, _ in model.composer.map { [.editExternally($0.editor.text)] } ?? [] },
        ScreenAction(
            "compose.attach", "Attach a file", .writing, keys: [(.composer, "Ctrl-a")],
            also: ["file", "upload"],
            short: "attach", argument: "file", unless: needsComposer
        ) { model, path in
            if let path { return model.checkFile(path) }
            model.popups.append(
                .form(
                    Form(
                        purpose: .attach, title: "Attach a file",
                        fields: [FormField(.path, "File", placeholder: "~/proposal.pdf")],
                        intro: ["Tab goes on with a name as far as it is certain."], verb: "attach")))
            return []
        },
        ScreenAction(
            "compose.detach", "Take the last attachment away", .writing, keys: [(.composer, "Alt-a")],
            also: ["remove file", "unattach"], short: "take file away",
            unless: { $0.composer?.draft.attachments.isEmpty ?? true ? "nothing is attached" : nil }
        ) { model, _ in model.detach() },
        ScreenAction(
            "compose.tracking", "Track opens and clicks", .writing,
            keys: [(.composer, "Ctrl-g"), (.global, "T")], also: ["pixel", "links"], short: "tracking",
            unless: needsComposer
        ) { model, _ in model.toggleTracking() },
        ScreenAction(
            "compose.preview", "Preview", .writing, keys: [(.composer, "Ctrl-p")],
            also: ["merge", "source", "cycle"], unless: needsComposer
        ) { model, _ in
            model.composer?.showsPreview.toggle()
            return model.requestPreview()
        },
        ScreenAction(
            "compose.previewNext", "Preview the next recipient", .writing, keys: [(.composer, "Alt-.")],
            short: "next", unless: needsComposer
        ) { model, _ in model.turnPreview(by: 1) },
        ScreenAction(
            "compose.previewPrevious", "Preview the previous recipient", .writing,
            keys: [(.composer, "Alt-,")],
            short: "previous", unless: needsComposer
        ) { model, _ in model.turnPreview(by: -1) },
        ScreenAction(
            "compose.copies", "Cc and Bcc", .writing, keys: [(.composer, "Ctrl-b")],
            also: ["copy", "blind copy"],
            short: "cc", unless: needsComposer
        ) { model, _ in
            model.composer?.showsCopies.toggle()
            if model.composer?.showsCopies == true { model.composer?.focus = .cc }
            return []
        },
        ScreenAction(
            "compose.next", "Next field", .writing, keys: [(.composer, "Tab")], isListed: false,
            unless: needsComposer
        ) { model, _ in model.composerNextField() },
        ScreenAction(
            "compose.previous", "Previous field", .writing, keys: [(.composer, "Shift-Tab")], isListed: false,
            unless: needsComposer
        ) { model, _ in model.composerNextField(by: -1) },
        ScreenAction(
            "compose.complete", "Take the completion", .writing,
            keys: [(.completion, "Tab"), (.completion, "Enter")], isListed: false
        ) { model, _ in model.acceptCompletion() },
        ScreenAction(
            "compose.saveTemplate", "Save as a template", .writing, also: ["new template", "snippet"],
            short: "save", unless: needsComposer
        ) { model, _ in
            let name = model.composer?.templateName ?? ""
            model.popups.append(
                .form(
                    Form(
                        purpose: .saveTemplate, title: "Save as a template",
                        fields: [
                            FormField(.name, "Name", name, placeholder: "Demo follow-up"),
                            FormField(.category, "Category", placeholder: "follow-up"),
                            FormField(.industry, "Industry", placeholder: "any"),
                        ],
                        intro: [
                            "Without what is quoted. The same name makes a new version; older ones are kept."
                        ],
                        verb: "save template")))
            return []
        },
        ScreenAction(
            "compose.discard", "Discard the draft", .writing, keys: [(.composer, "Ctrl-x Ctrl-x")],
            also: ["delete", "throw away"], unless: needsComposer
        ) { model, _ in
            guard let screen = model.composer else { return [] }
            model.popups.append(
                .confirm(
                    Confirmation(
                        question: "Discard “\(screen.title)”?", detail: "It cannot be brought back.",
                        yes: "discard", deed: .discardDraft)))
            return []
        },
    ]

    private static func answer(
        _ id: ActionID, _ words: String, _ key: String, _ also: [String], short: String? = nil,
        _ request: @escaping @Sendable (RowID<Message>) -> CompositionRequest
    ) -> ScreenAction {
        ScreenAction(
            id, words, .writing, keys: [(.global, key)], also: also, short: short, unless: needsMessage
        ) { model, _ in
            guard let message = model.targetMessages.first else { return [] }
            return model.compose(request(message.id))
        }
    }
}

extension AppModel {
    mutating func toggleTracking() -> [Command] {
        if let screen = composer, !screen.canTrack, !screen.draft.tracks {
            notices.say(
                "Cannot track",
                detail: "hub.public-url is not set: where recipients reach the hub",
                kind: .warning,
                at: clock.now)
            return []
        }
        composer?.draft.tracks.toggle()
        composer?.draft.revision += 1
        guard let draft = composer?.current else { return [] }
        notices.say(
            draft.tracks ? "Opens and clicks are tracked" : "Nothing is tracked", detail: "in this mail",
            kind: .info, at: clock.now)
        return [work.change(.saveDraft(draft), ChangeNote(purpose: .saveDraft(closing: false)))]
    }

    mutating func sendLater(_ when: String?) -> [Command] {
        guard let when else {
            popups.append(
                .form(
                    Form(
                        purpose: .argument("compose.later"), title: "Send later",
                        fields: [FormField(.value, "When", placeholder: "tomorrow 9:00, mon 8:30, in 2 h")],
                        verb: "send then")))
            return []
        }
        guard let moment = WhenText.moment(when, clock: clock) else {
            let problem = WhenText.problem(when)
            notices.say(problem.what, detail: problem.next, kind: .warning, at: clock.now)
            return []
        }
        return send(at: moment)
    }
}

import CRMModel
import TUI

extension AppModel {
    // MARK: Beginning and ending

    mutating func compose(_ request: CompositionRequest) -> [Command] {
        var commands = composer == nil ? [] : closeComposer()
        commands.append(work.load(.composition, .composition(request)))
        return commands
    }

    mutating func takeComposition(_ composition: Composition?) -> [Command] {
        guard let composition else { return [] }
        composer = ComposerScreen(composition)
        if composition.draft.kind == .new, let current = status.current { writeFrom(current) }
        _ = focus(.reader)
        if let template = waitingTemplate {
            waitingTemplate = nil
            apply(template)
        }
        composer?.preview.dueAt = clock.now
        if composition.isRecovered {
            composer?.saving.savedAt = composition.draft.saved
            notices.say(
                "Your draft is back", detail: "as it was \(clock.ago(composition.draft.saved))", at: clock.now
            )
        }
        return [
            work.load(
                .fields, .fields(contact: composition.draft.contact, account: composition.draft.account)),
            work.load(.templates, .templates(nil)),
        ] + requestPreview()
    }

    /// The account that the mail goes out from.
    mutating func writeFrom(_ id: ID<Account>) {
        guard let account = status.accounts.first(where: { $0.id == id }) else { return }
        composer?.draft.account = id
        composer?.from = account.address.text
    }

    /// Leaves the composer; what was written is kept as a draft.
    mutating func closeComposer() -> [Command] {
        guard let screen = composer else { return [] }
        composer = nil
        let hasChanged = screen.current != screen.draft
        let isKept = hasChanged || screen.saving.savedAt != nil
        guard isKept else { return [] }
        notices.remember(
            UndoEntry(title: "Closed \(screen.title)", reopens: .draft(screen.draft.id)), at: clock.now,
            seconds: UndoEntry.draftPatience)
        notices.say("Draft kept", detail: screen.title, kind: .info, at: clock.now, isUndoable: true)
        var draft = screen.current
        draft.saved = clock.now
        draft.revision += 1
        return hasChanged
            ? [
                work.change(
                    .saveDraft(draft), ChangeNote(title: "Save draft", purpose: .saveDraft(closing: true)))
            ] : []
    }

    mutating func discardDraft() -> [Command] {
        guard let screen = composer else { return [] }
        composer = nil
        notices.say("Draft discarded", detail: screen.title, kind: .info, at: clock.now)
        return [work.change(.discardDraft(screen.draft.id), ChangeNote(title: "Discard draft"))]
    }

    /// - Parameter isLast: saves even while an older save is under way, for there will be no later one.
    mutating func saveDraft(isLast: Bool = false) -> [Command] {
        guard let screen = composer, isLast || !screen.saving.isSaving else { return [] }
        composer?.saving.dueAt = nil
        guard screen.current != screen.draft else { return [] }
        var draft = screen.current
        draft.revision += 1
        draft.saved = clock.now
        composer?.draft = draft
        composer?.saving.isSaving = true
        return [
            work.change(
                .saveDraft(draft), ChangeNote(title: "Save draft", purpose: .saveDraft(closing: false)))
        ]
    }

    // MARK: Typing

    mutating func typeInComposer(_ command: EditCommand) -> [Command] {
        guard let focus = composer?.focus, let before = composer?.revisions else { return [] }
        if focus == .body {
            if composer?.editor.apply(command) == false, command.isAdding {
                notices.say("The mail is full", detail: Self.fullBody, kind: .warning, at: clock.now)
            }
        } else {
            if case .newline = command { return composerNextField() }
            composer?.edit(focus) { $0.apply(command) }
            if composer?.revisions == before, command.isAdding {
                notices.say("The line is full", kind: .warning, at: clock.now)
            }
        }
        if composer?.revisions != before { changedText() }
        return updateCompletion(isTyping: command.isTyping)
    }

    /// How much text a mail takes, and what to do with more.
    static var fullBody: String {
        "a mail takes \(TextEditor.byteLimit >> 20) MB of text; Ctrl-a attaches a longer one as a file"
    }

    private mutating func changedText() {
        composer?.preview.dueAt = clock.now.adding(seconds: PreviewState.patience)
        if composer?.saving.dueAt == nil {
            composer?.saving.dueAt = clock.now.adding(seconds: SavingState.interval)
        }
    }

    mutating func composerNextField(by step: Int = 1) -> [Command] {
        guard var screen = composer else { return [] }
        let fields = ComposerField.allCases.filter {
            screen.showsCopies || ($0 != .cc && $0 != .bcc)
        }
        let place = fields.firstIndex(of: screen.focus) ?? 0
        screen.focus = fields[((place + step) % fields.count + fields.count) % fields.count]
        screen.completion = nil
        composer = screen
        return []
    }

    mutating func takeEdited(_ text: String?) -> [Command] {
        guard let text, let now = composer?.editor.text, text != now else { return [] }
        composer?.editor.replaceAll(with: text)
        changedText()
        return requestPreview()
    }

    // MARK: Completion

    private mutating func updateCompletion(isTyping: Bool) -> [Command] {
        guard let screen = composer, isTyping else {
            composer?.completion = nil
            return []
        }
        switch screen.focus {
        case .to, .cc, .bcc:
            let stem = Addresses.stem(screen[screen.focus]?.textBeforeCursor ?? "")
            guard !stem.isEmpty else {
                composer?.completion = nil
                return []
            }
            return [work.load(.completion, .completions(stem, limit: 8))]
        case .subject, .body:
            let before =
                screen.focus == .body ? screen.editor.lineBeforeCursor : screen.subject.textBeforeCursor
            let completion = fieldCompletion(before)
            composer?.completion = completion
        }
        return []
    }

    mutating func takeCompletions(_ people: [Completion]) {
        guard let screen = composer, [.to, .cc, .bcc].contains(screen.focus) else { return }
        let stem = Addresses.stem(screen[screen.focus]?.textBeforeCursor ?? "")
        composer?.completion =
            people.isEmpty || stem.isEmpty ? nil : CompletionState(items: .people(people), stem: stem)
    }

    /// The fields that fit what follows the last `{{`.
    private func fieldCompletion(_ before: String) -> CompletionState? {
        guard let stem = MergeSource.openTag(before), let screen = composer else { return nil }
        let found = FuzzyMatcher.rank(stem, screen.fields) { $0.name }.map(\.item)
        let exact = found.first?.name == stem && found.count == 1
        return found.isEmpty || exact ? nil : CompletionState(items: .fields(found), stem: stem)
    }

    /// Takes the completion that is selected.
    mutating func acceptCompletion() -> [Command] {
        guard var screen = composer, let completion = screen.completion, let row = completion.list.selection
        else { return [] }
        screen.completion = nil
        switch completion.items {
        case .people(let people):
            screen.edit(screen.focus) { field in
                let end = field.cursor
                let start = max(0, end - completion.stem.count)
                field.replace(start..<end, with: Addresses.text(people[row].person) + ", ")
            }
            if screen.focus == .to, screen.draft.contact == nil, let contact = people[row].contact {
                screen.draft.contact = contact
                screen.contactName = people[row].person.displayName
            }
        case .fields(let fields):
            complete(fields[row], stem: completion.stem, &screen)
        }
        composer = screen
        changedText()
        let draft = screen.draft
        return requestPreview() + [
            work.load(.fields, .fields(contact: draft.contact, account: draft.account))
        ]
    }

    private func complete(_ field: MergeField, stem: String, _ screen: inout ComposerScreen) {
        if screen.focus == .subject {
            let end = screen.subject.cursor
            let isClosed = screen.subject.text.dropFirst(end).hasPrefix("}}")
            screen.subject.replace(
                max(0, end - stem.count)..<end, with: field.name + (isClosed ? "" : "}}"))
            return
        }
        let cursor = screen.editor.cursor
        let line = screen.editor.lines[cursor.line]
        let isClosed = String(decoding: Array(line.utf8).dropFirst(cursor.offset), as: UTF8.self).hasPrefix(
            "}}")
        let start = TextPosition(line: cursor.line, offset: max(0, cursor.offset - stem.utf8.count))
        screen.editor.replace(start..<cursor, with: field.name + (isClosed ? "" : "}}"))
    }

    // MARK: Preview

    mutating func requestPreview() -> [Command] {
        guard let screen = composer else { return [] }
        composer?.preview.dueAt = nil
        let people = Addresses.correspondents(in: screen.to.text)
        let place = people.isEmpty ? 0 : screen.preview.recipient % people.count
        let isFirst = place == 0
        return [
            work.load(
                .preview,
                .preview(
                    MergeRequest(
                        subject: screen.subject.text, body: screen.editor.text, account: screen.draft.account,
                        contact: isFirst ? screen.draft.contact : nil,
                        address: people.indices.contains(place) ? people[place].address.text : "")))
        ]
    }

    mutating func turnPreview(by step: Int) -> [Command] {
        guard let screen = composer else { return [] }
        let count = max(1, Addresses.parts(screen.to.text).count)
        composer?.preview.recipient = ((screen.preview.recipient + step) % count + count) % count
        return requestPreview()
    }

    // MARK: Templates

    /// Puts a template into the draft: in place of an earlier one that was not changed, above what is quoted in an
    /// untouched draft, else as a paragraph of its own at the cursor.
    mutating func apply(_ template: Template) {
        guard var screen = composer else { return }
        let isFresh = screen.editor.revision == 0 || screen.editor.isEmpty
        if let place = screen.placeOfTemplate {
            screen.editor.replace(place, with: template.current.body)
            screen.editor.moveCursor(to: place.lowerBound)
        } else if isFresh {
            screen.editor.apply(.move(.start, selecting: false))
            let rest = screen.editor.isEmpty || screen.editor.lines[0].isEmpty ? "" : "\n\n"
            screen.editor.apply(.insert(template.current.body + rest))
            screen.editor.moveCursor(to: TextPosition(line: 0, offset: 0))
        } else {
            screen.editor.apply(.insert("\n\n" + template.current.body + "\n\n"))
        }
        screen.templateBody = template.current.body
        if screen.subject.isEmpty || (screen.draft.kind == .new && isFresh) {
            screen.subject.replaceAll(with: template.current.subject)
        }
        screen.draft.template = template.current.id
        screen.draft.tracks = screen.draft.tracks || (template.tracksByDefault && screen.canTrack)
        screen.templateName = template.name
        if !screen.to.isEmpty { screen.focus = .body }
        composer = screen
        changedText()
    }

    // MARK: Sending

    /// Why the mail cannot go; nil when it can.
    func sendObstacle(_ screen: ComposerScreen) -> String? {
        let parts = [screen.to, screen.cc, screen.bcc].flatMap { Addresses.parts($0.text) }
        if parts.isEmpty { return "nobody to send to" }
        if let fault = parts.lazy.compactMap(Addresses.fault).first { return fault }
        if let error = screen.preview.preview?.errors.first {
            return "\(error.place): \(error.message)"
        }
        if let missing = screen.preview.preview?.missing, !missing.isEmpty {
            return "\(missing.joined(separator: ", ")) \(missing.count == 1 ? "has" : "have") no value"
        }
        return nil
    }

    mutating func send(at moment: Timestamp? = nil, isConfirmed: Bool = false) -> [Command] {
        guard let screen = composer else { return [] }
        if let obstacle = sendObstacle(screen) {
            notices.say("Not sent", detail: obstacle, kind: .danger, at: clock.now)
            goToFirstError()
            return []
        }
        if !isConfirmed, let question = Self.doubt(screen) {
            popups.append(.confirm(question))
            return []
        }
        var draft = screen.current
        draft.revision += 1
        draft.saved = clock.now
        composer?.draft = draft
        composer?.saving = SavingState()
        return [
            work.change(
                .send(draft, at: moment), ChangeNote(title: "Send", purpose: .send(screen.title)))
        ]
    }

    /// What to ask before a mail goes out; nil when all is as it should be.
    private static func doubt(_ screen: ComposerScreen) -> Confirmation? {
        if screen.draft.tracks, !screen.canTrack {
            return Confirmation(
                question: "Send without tracking?",
                detail: "hub.public-url is not set; ^G takes tracking off.", yes: "send",
                deed: .sendAnyway)
        }
        guard screen.subject.isEmpty else { return nil }
        return Confirmation(
            question: "Send without a subject?", detail: "To \(screen.to.text)", yes: "send",
            deed: .sendAnyway)
    }

    private mutating func goToFirstError() {
        guard let error = composer?.preview.preview?.errors.first else { return }
        if error.line == 0 {
            composer?.focus = .subject
            return
        }
        composer?.focus = .body
        let line = error.line - 1
        guard let lines = composer?.editor.lines, lines.indices.contains(line) else { return }
        let offset = lines[line].prefix(max(0, error.column - 1)).utf8.count
        composer?.editor.moveCursor(to: TextPosition(line: line, offset: offset))
    }
}

extension EditCommand {
    /// It puts something in or takes the letter before the cursor away: completion follows it.
    fileprivate var isTyping: Bool {
        switch self {
        case .insert, .delete(.left): true
        default: false
        }
    }

    /// It makes the text longer.
    fileprivate var isAdding: Bool {
        switch self {
        case .insert, .newline: true
        default: false
        }
    }
}

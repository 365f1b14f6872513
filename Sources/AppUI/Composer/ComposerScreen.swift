import CRMModel
import TUI

/// The lines of the composer that take text.
enum ComposerField: Int, Hashable, Sendable, CaseIterable {
    case to, cc, bcc, subject, body

    var label: String {
        switch self {
        case .to: "To"
        case .cc: "Cc"
        case .bcc: "Bcc"
        case .subject: "Subj"
        case .body: ""
        }
    }
}

/// Pane 3 in writing.
struct ComposerScreen: Hashable, Sendable {
    /// The draft as it was last saved, or begun.
    var draft: Draft
    var to: TextField
    var cc: TextField
    var bcc: TextField
    var subject: TextField
    var editor: TextEditor
    var focus: ComposerField
    var showsCopies: Bool
    var from: String
    /// False without a hub: what would be tracked goes out untracked.
    var canTrack: Bool
    var templateName: String?
    /// The template's text as it was put in.
    var templateBody: String?
    var contactName: String?
    /// On narrow screens the preview is shown in place of the source.
    var showsPreview = false
    var preview = PreviewState()
    var completion: CompletionState?
    var saving = SavingState()
    var fields: [MergeField] = []
    /// Of the text as it was when the screen was settled last.
    private(set) var summary = TextSummary()

    init(_ composition: Composition) {
        draft = composition.draft
        to = TextField(draft.to)
        cc = TextField(draft.cc)
        bcc = TextField(draft.bcc)
        subject = TextField(draft.subject)
        editor = TextEditor(draft.body)
        editor.moveCursor(to: TextPosition(line: 0, offset: 0))
        showsCopies = !draft.cc.isEmpty || !draft.bcc.isEmpty
        focus = draft.to.isEmpty ? .to : draft.subject.isEmpty ? .subject : .body
        from = composition.from
        canTrack = composition.canTrack
        templateName = composition.templateName
        contactName = composition.contactName
        summarize()
    }

    /// Looks through the text anew when it has changed.
    mutating func summarize() {
        guard !summary.isOf(editor, subject) else { return }
        summary = TextSummary(editor, subject)
    }

    /// The draft as it stands now.
    var current: Draft {
        var draft = draft
        draft.to = to.text
        draft.cc = cc.text
        draft.bcc = bcc.text
        draft.subject = subject.text
        draft.body = editor.text
        return draft
    }

    var title: String {
        let who = contactName ?? Addresses.names(in: to.text).first ?? ""
        let verb =
            switch draft.kind {
            case .new: who.isEmpty ? "New mail" : "Mail to"
            case .reply: "Reply to"
            case .forward: "Forward to"
            }
        if who.isEmpty, verb == "New mail" { return verb }
        return who.isEmpty ? String(verb.split(separator: " ")[0]) : "\(verb) \(who)"
    }

    /// Differs after every change of the text.
    var revisions: [Int] {
        [to.revision, cc.revision, bcc.revision, subject.revision, editor.revision]
    }

    subscript(field: ComposerField) -> TextField? {
        switch field {
        case .to: to
        case .cc: cc
        case .bcc: bcc
        case .subject: subject
        case .body: nil
        }
    }

    mutating func edit(_ field: ComposerField, _ change: (inout TextField) -> Void) {
        switch field {
        case .to: change(&to)
        case .cc: change(&cc)
        case .bcc: change(&bcc)
        case .subject: change(&subject)
        case .body: break
        }
    }
}

/// The merged text beside the source.
struct PreviewState: Hashable, Sendable {
    var preview: MergePreview?
    /// Asked for again at this moment; typing moves it.
    var dueAt: Timestamp?
    var offset = 0
    /// Which of the recipients in To it is filled for.
    var recipient = 0
    static let patience = 0.08
}

/// Whether what is written is safe.
struct SavingState: Hashable, Sendable {
    var savedAt: Timestamp?
    /// When the next autosave is due; nil when nothing changed.
    var dueAt: Timestamp?
    var isSaving = false
    var failure: Problem?
    static let interval = 2.0
}

/// A list of completions at the cursor.
struct CompletionState: Hashable, Sendable {
    enum Items: Hashable, Sendable {
        case people([Completion])
        case fields([MergeField])
    }
    var items: Items
    var list: ListState
    /// The letters that it completes.
    var stem: String

    init(items: Items, stem: String) {
        self.items = items
        self.stem = stem
        list = ListState(count: 0, height: 6)
        list.update(count: count, selectedIsNowAt: 0)
    }

    var count: Int {
        switch items {
        case .people(let people): people.count
        case .fields(let fields): fields.count
        }
    }
}

extension ComposerScreen {
    /// The body without the mail that it answers or forwards: what a template keeps.
    var ownWords: String {
        var lines = editor.lines
        if let quote = lines.firstIndex(where: { $0.hasPrefix(">") }), draft.kind != .new {
            lines.removeSubrange(quote...)
            // The line that says who wrote, which may be wrapped.
            while let last = lines.last, !last.isEmpty { lines.removeLast() }
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// Where the text of the template stands unchanged; nil when it was edited, or none was chosen.
    var placeOfTemplate: Range<TextPosition>? {
        guard let body = templateBody?.split(separator: "\n", omittingEmptySubsequences: false),
            let first = body.first
        else { return nil }
        let lines = editor.lines
        guard body.count <= lines.count else { return nil }
        for start in 0...(lines.count - body.count) where lines[start] == first {
            guard zip(body, lines[start...]).allSatisfy({ $0 == $1 }) else { continue }
            let last = start + body.count - 1
            return TextPosition(
                line: start, offset: 0)..<TextPosition(line: last, offset: lines[last].utf8.count)
        }
        return nil
    }
}

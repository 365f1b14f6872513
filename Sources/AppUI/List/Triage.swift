import CRMModel
import TUI

/// Acting at once on messages: the list shows it, the store follows, `z` takes it back.
extension AppModel {
    /// The messages that an action works on: the marked ones, the selected one, or the one that is read.
    var targetMessages: [Message] {
        if route.focus == .reader, list.marked.isEmpty, let opened = reader.opened { return [opened.message] }
        let messages = list.targets.compactMap(\.message)
        // A draft, a job or a contact that is selected is no mail: what the reader still shows is not meant.
        if messages.isEmpty, list.selected == nil, let opened = reader.opened { return [opened.message] }
        return messages
    }

    enum Removal: Hashable, Sendable { case archive, delete, junk, move(Folder), moveToName(String) }

    /// Takes messages out of the list and asks the store to move them.
    mutating func remove(_ messages: [Message], _ removal: Removal) -> [Command] {
        guard !messages.isEmpty else { return [] }
        let ids = messages.map(\.id)
        let (change, word) = removalWords(ids, removal)
        let title = "\(word) \(Self.naming(messages))"
        hide(ids)
        var undo = UndoEntry(title: title)
        undo.restored = ids
        for (folder, group) in Self.grouped(messages) { undo.changes.append(.move(group, to: folder)) }
        notices.remember(undo, at: clock.now)
        notices.say(word, detail: Self.naming(messages), at: clock.now, isUndoable: true)
        var commands = [work.change(change, ChangeNote(title: word, hidden: ids))]
        commands += showSelection()
        if route.focus == .reader, composer == nil, let next = list.selected?.message {
            commands += reader.wanted == next.id ? [] : loadMessage(next.id)
        }
        return commands
    }

    private func removalWords(_ ids: [RowID<Message>], _ removal: Removal) -> (Change, String) {
        switch removal {
        case .archive: (.archive(ids), "Archived")
        case .delete: (.delete(ids), "Deleted")
        case .junk: (.junk(ids), "Marked as spam")
        case .move(let folder): (.move(ids, to: folder.id), "Moved to \(folder.name)")
        case .moveToName(let name): (.moveToName(ids, folder: name), "Moved to \(name)")
        }
    }

    private mutating func hide(_ ids: [RowID<Message>]) {
        list.hidden.formUnion(ids)
        let isUnread = list.rows.filter { row in
            row.message.map { $0.isUnread && list.hidden.contains($0.id) } ?? false
        }
        if list.source == .mail(.inbox) {
            status.counts.inboxUnread = max(0, status.counts.inboxUnread - isUnread.count)
            status.counts.inbox = max(0, status.counts.inbox - ids.count)
        }
        list.marked = []
        list.replace(list.rows, clock: clock)
    }

    mutating func setFlags(_ messages: [Message], adding: MessageFlags, removing: MessageFlags) -> [Command] {
        let ids = Set(messages.map(\.id))
        applyFlags(ids, adding: adding, removing: removing)
        let delta = messages.reduce(0) { sum, message in
            let after = message.flags.union(adding).subtracting(removing)
            return sum + (after.contains(.seen) ? 0 : 1) - (message.isUnread ? 1 : 0)
        }
        if list.source == .mail(.inbox) {
            status.counts.inboxUnread = max(0, status.counts.inboxUnread + delta)
        }
        return [
            work.change(
                .setFlags(messages.map(\.id), adding: adding, removing: removing), ChangeNote(title: "Flags"))
        ]
    }

    private mutating func applyFlags(_ ids: Set<RowID<Message>>, adding: MessageFlags, removing: MessageFlags)
    {
        let change: (inout Message) -> Void = {
            $0.flags.formUnion(adding)
            $0.flags.subtract(removing)
        }
        list.edit(ids, change)
        if var opened = reader.opened, ids.contains(opened.message.id) {
            change(&opened.message)
            reader.opened = opened
        }
    }

    /// Sets the flag unless all have it, else takes it away; with a toast and an undo.
    mutating func toggle(_ flag: MessageFlags, _ messages: [Message], on: String, off: String) -> [Command] {
        guard !messages.isEmpty else { return [] }
        let all = messages.allSatisfy { $0.flags.contains(flag) }
        let changed = messages.filter { $0.flags.contains(flag) == all }
        let commands = setFlags(changed, adding: all ? [] : flag, removing: all ? flag : [])
        let word = all ? off : on
        notices.remember(
            UndoEntry(
                title: "\(word) \(Self.naming(changed))",
                changes: [
                    .setFlags(changed.map(\.id), adding: all ? flag : [], removing: all ? [] : flag)
                ]), at: clock.now)
        notices.say(word, detail: Self.naming(changed), at: clock.now, isUndoable: true)
        list.marked = []
        return commands
    }

    /// z: takes back what was done last.
    mutating func undo() -> [Command] {
        guard let entry = notices.takeUndo() else { return [] }
        var commands: [Command] = []
        for change in entry.changes {
            if case .setFlags(let ids, let adding, let removing) = change {
                applyFlags(Set(ids), adding: adding, removing: removing)
            }
            if case .unlink(let ids, _, _) = change { list.wanted = ids.first.map { .message($0) } }
            if case .removeContact(_, let ids) = change { list.wanted = ids.first.map { .message($0) } }
            if case .cancelJob(let job) = change { notices.sends.removeAll { $0.job == job } }
            var note = ChangeNote(title: "Undo")
            if let request = entry.reopens { note.purpose = .reopen(request) }
            commands.append(work.change(change, note))
        }
        if !entry.restored.isEmpty {
            list.hidden.subtract(entry.restored)
            list.wanted = entry.restored.first.map { .message($0) }
            commands += reloadList()
        }
        if let reopens = entry.reopens, entry.changes.isEmpty { commands += compose(reopens) }
        notices.say(
            "Undone:", detail: entry.title, kind: .info, at: clock.now, isUndoable: !notices.undos.isEmpty)
        return commands
    }

    /// `Sam Ortiz`, or `3 messages`.
    static func naming(_ messages: [Message]) -> String {
        messages.count == 1 ? messages[0].counterpart : "\(messages.count) messages"
    }

    private static func grouped(_ messages: [Message]) -> [(RowID<Folder>, [RowID<Message>])] {
        Dictionary(grouping: messages, by: \.folder).mapValues { $0.map(\.id) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}

extension Message {
    /// Whom it is with: the sender, or the first recipient of what we sent.
    var counterpart: String {
        direction == .incoming ? from.displayName : to.first?.displayName ?? from.displayName
    }

    var contactLink: MessageLink? {
        links.first { if case .contact = $0.target { true } else { false } }
    }

    var companyLink: MessageLink? {
        links.first { if case .company = $0.target { true } else { false } }
    }
}

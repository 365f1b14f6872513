import CRMModel
import TUI

/// What time alone brings about.
enum Ticking {
    static func tick(_ model: inout AppModel, _ now: Timestamp) -> [Command] {
        let before = model.clock.zone.wall(model.clock.now)
        model.clock.now = now
        if before.day != model.clock.zone.wall(now).day { model.list.relabel(clock: model.clock) }
        for send in model.notices.sends where send.notBefore <= now {
            model.notices.forgetUndo { $0.reopens == .unsent(send.job) }
        }
        model.notices.expire(at: now)
        var commands: [Command] = []
        if let due = model.list.search.dueAt, due <= now { commands += model.runSearch() }
        if let due = model.reader.dueAt, due <= now { commands += model.showSelection() }
        if let due = model.composer?.preview.dueAt, due <= now { commands += model.requestPreview() }
        if let due = model.composer?.saving.dueAt, due <= now { commands += model.saveDraft() }
        return commands
    }
}

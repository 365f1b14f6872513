import CRMModel
import TUI

/// What the mouse does: click focuses and selects, the wheel scrolls what is under the pointer, a split drags.
enum MouseUpdate {
    static func take(_ model: inout AppModel, _ mouse: MouseEvent) -> [Command] {
        switch mouse.kind {
        case .wheelUp: return wheel(&model, mouse.point, -3)
        case .wheelDown: return wheel(&model, mouse.point, 3)
        case .press(.left): return click(&model, mouse.point)
        case .drag(.left):
            drag(&model, mouse.point)
            return []
        case .release:
            model.route.dragged = nil
            return []
        default: return []
        }
    }

    private static func click(_ model: inout AppModel, _ point: Point) -> [Command] {
        if !model.popups.isEmpty { return clickPopup(&model, point) }
        let layout = ScreenLayout(model)
        if let hit = HitMap.action(at: point, model) {
            return InputUpdate.run(&model, hit.id, argument: hit.argument)
        }
        if let split = layout.split(at: point) {
            model.route.dragged = split
            return []
        }
        guard let pane = layout.pane(at: point) else { return [] }
        let wasFocused = model.route.focus == pane
        model.list.search.isEditing = false
        var commands = model.focus(pane)
        switch pane {
        case .list: commands += clickList(&model, point, layout, wasFocused)
        case .timeline:
            let rows = TimelineFrame(layout.content(.timeline), model).entries
            guard let row = model.timeline.state.row(atLine: point.row - rows.row), rows.contains(point)
            else { break }
            let isAgain = wasFocused && model.timeline.state.selected == row
            model.timeline.state.select(row)
            if isAgain { commands += model.enter() }
        case .reader: commands += model.clickReader(point, layout.content(.reader))
        case .campaigns:
            let rows = CampaignFrame(layout.content(.campaigns), model).events
            guard rows.contains(point), let row = model.campaigns.state.row(atLine: point.row - rows.row)
            else { break }
            model.campaigns.state.select(row)
        }
        return commands
    }

    private static func clickList(
        _ model: inout AppModel, _ point: Point, _ layout: ScreenLayout, _ wasFocused: Bool
    ) -> [Command] {
        let rows = ListFrame(layout.content(.list), model).rows
        guard rows.contains(point), let line = model.list.state.row(atLine: point.row - rows.row),
            case .row = model.list.lines[line]
        else { return [] }
        if wasFocused, model.list.state.selected == line { return model.enter() }
        model.list.select(line: line)
        return model.showSelection()
    }

    private static func clickPopup(_ model: inout AppModel, _ point: Point) -> [Command] {
        if let item = Footer.items(model, ScreenLayout(model)).first(where: { $0.rect.contains(point) }) {
            return item.action.map { InputUpdate.run(&model, $0) } ?? []
        }
        if case .form(var form)? = model.popups.last, !form.isBusy {
            let frame = FormFrame(form, model)
            guard let hit = frame.rows.first(where: { $0.row == point.row }), frame.outer.contains(point)
            else {
                return []
            }
            form.focus = hit.field
            model.popups[model.popups.count - 1] = .form(form)
            return []
        }
        if case .confirm(let question)? = model.popups.last {
            let frame = QuestionFrame(question, model)
            if frame.yes.contains(point) { return model.confirm() }
            if frame.other.contains(point) { return model.confirm(other: true) }
            return frame.no.contains(point) ? model.closePopup() : []
        }
        if case .help(let page)? = model.popups.last, !HelpFrame(page, model.size).outer.contains(point) {
            return model.closePopup()
        }
        guard case .picker(var picker)? = model.popups.last else { return [] }
        let frame = PickerFrame(picker, model.size)
        guard frame.outer.contains(point) else {
            model.popups.removeLast()
            return []
        }
        guard let row = picker.list.row(atLine: point.row - frame.rows.row), frame.rows.contains(point) else {
            return []
        }
        picker.list.select(row)
        model.popups[model.popups.count - 1] = .picker(picker)
        return PickerUpdate.choose(&model)
    }

    private static func wheel(_ model: inout AppModel, _ point: Point, _ lines: Int) -> [Command] {
        switch model.popups.last {
        case .picker(var picker):
            picker.list.scroll(by: lines)
            model.popups[model.popups.count - 1] = .picker(picker)
            return []
        case .help(var page):
            page.scroll.scroll(by: lines)
            model.popups[model.popups.count - 1] = .help(page)
            return []
        case .form, .confirm: return []
        case nil: break
        }
        let layout = ScreenLayout(model)
        // The strips below show what other panes do.
        if layout.peek.contains(point) { model.timeline.state.scroll(by: lines) }
        switch layout.pane(at: point) {
        case .list: model.list.scroll(by: lines)
        case .timeline: model.timeline.state.scroll(by: lines)
        case .reader:
            if model.composer != nil {
                model.composer?.editor.scroll(by: lines)
            } else {
                model.reader.scroll.scroll(by: lines)
            }
        case .campaigns:
            if model.campaigns.recipients != nil {
                model.campaigns.recipients?.state.scroll(by: lines)
            } else {
                model.campaigns.state.scroll(by: lines)
            }
        case nil: break
        }
        return []
    }

    private static func drag(_ model: inout AppModel, _ point: Point) {
        guard let split = model.route.dragged else { return }
        let body = ScreenLayout(model).body
        func share(_ value: Int, _ whole: Int) -> Int { min(850, max(150, value * 1000 / max(1, whole))) }
        switch split {
        case .upperColumns: model.route.leftShare = share(point.column - body.column, body.width)
        case .lowerColumns: model.route.lowerShare = share(point.column - body.column, body.width)
        case .rows: model.route.upperShare = share(point.row - body.row + 1, body.height)
        }
    }
}

import TUI

/// Fits what the screens hold to the size of the terminal.
enum Settling {
    static func settle(_ model: inout AppModel) {
        let layout = ScreenLayout(model)
        let list = layout.content(.list)
        if !list.isEmpty { model.list.resize(height: ListFrame(list, model).rows.height) }
        let timeline = layout.content(.timeline)
        if !timeline.isEmpty {
            model.timeline.state.resize(height: TimelineFrame(timeline, model).entries.height)
        }
        if !layout.peek.isEmpty { model.timeline.state.resize(height: max(1, layout.peek.height - 3)) }
        let campaigns = layout.content(.campaigns)
        if !campaigns.isEmpty {
            let frame = CampaignFrame(campaigns, model)
            model.campaigns.state.resize(height: max(1, frame.events.height))
            model.campaigns.recipients?.state.resize(height: max(1, campaigns.height - 2))
        }
        let reader = layout.content(.reader)
        if !reader.isEmpty { settleReader(&model, reader) }
        settlePopup(&model)
    }

    /// The width that mails are rendered for: what the reader has, but no lines too long to read.
    static func bodyWidth(_ model: AppModel) -> Int {
        var probe = model
        probe.composer = nil
        // Where the reader shares its place with other panes it gets what it has when it is there.
        probe.route.focus = .reader
        let layout = ScreenLayout(probe)
        let content = layout.content(.reader)
        // On a narrow screen the reader is not visible now, but would have the whole of it.
        let width = content.isEmpty ? layout.body.width - 2 : content.width
        return max(20, min(96, width - 5))
    }

    private static func settleReader(_ model: inout AppModel, _ content: Rect) {
        if model.composer != nil {
            model.composer?.summarize()
            let frame = ComposerFrame(content, model)
            model.composer?.editor.resize(width: frame.editor.width, height: frame.editor.height)
        } else {
            let height = ReaderFrame(content, model).body.height
            model.reader.scroll.resize(count: model.reader.shown.count, height: max(1, height))
        }
    }

    private static func settlePopup(_ model: inout AppModel) {
        guard let last = model.popups.indices.last else { return }
        switch model.popups[last] {
        case .picker(var picker):
            picker.list.resize(height: max(1, PickerFrame(picker, model.size).rows.height))
            model.popups[last] = .picker(picker)
        case .help(var page):
            let rect = HelpFrame(page, model.size).content
            page.scroll.resize(
                count: HelpText.lines(model, page, width: rect.width).count, height: rect.height)
            model.popups[last] = .help(page)
        case .form, .confirm: break
        }
    }
}

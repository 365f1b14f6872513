/// The name of something that a theme styles: dotted, from the general to the special, such as
/// `pane.title.focused`. A theme may style any prefix of it; the longest one wins.
public struct StyleRole: Hashable, Sendable, ExpressibleByStringLiteral {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral value: String) { self.init(value) }

    /// The role and its prefixes, the longest first.
    var fallbacks: [StyleRole] {
        var result = [self]
        var rest = Substring(name)
        while let dot = rest.lastIndex(of: ".") {
            rest = rest[..<dot]
            result.append(StyleRole(String(rest)))
        }
        return result
    }
}

extension StyleRole {
    /// The whole screen: set first, gives everything else its background.
    public static let screen: StyleRole = "screen"
    public static let text: StyleRole = "text"
    /// Less important words.
    public static let textDim: StyleRole = "text.dim"
    /// Hints and legends.
    public static let textFaint: StyleRole = "text.faint"
    public static let textStrong: StyleRole = "text.strong"
    public static let accent: StyleRole = "accent"
    public static let success: StyleRole = "success"
    public static let warning: StyleRole = "warning"
    public static let danger: StyleRole = "danger"

    public static let paneBorder: StyleRole = "pane.border"
    public static let paneBorderFocused: StyleRole = "pane.border.focused"
    public static let paneBadge: StyleRole = "pane.badge"
    public static let paneBadgeFocused: StyleRole = "pane.badge.focused"
    public static let paneTitle: StyleRole = "pane.title"
    public static let paneTitleFocused: StyleRole = "pane.title.focused"
    public static let paneNote: StyleRole = "pane.note"
    public static let paneNoteFocused: StyleRole = "pane.note.focused"

    public static let listRow: StyleRole = "list.row"
    public static let listUnread: StyleRole = "list.unread"
    /// Laid over a row with `Buffer.restyle`.
    public static let listSelected: StyleRole = "list.selected"
    public static let listSelectedUnfocused: StyleRole = "list.selected.unfocused"
    public static let listMarker: StyleRole = "list.marker"

    /// The letters that a search or a fuzzy match found.
    public static let match: StyleRole = "match"
    public static let inputSelection: StyleRole = "input.selection"
    public static let inputCursor: StyleRole = "input.cursor"

    /// Every role that the screens use; a theme that names another one is at fault.
    public static let all: [StyleRole] = [
        "screen", "text", "text.dim", "text.faint", "text.strong", "text.quiet",
        "accent", "accent.strong", "success", "warning", "warning.strong", "danger", "info", "special",
        "money", "rule",
        "bar", "bar.name", "bar.sign", "bar.dim", "bar.success", "bar.warning", "bar.danger",
        "tab", "tab.count", "tab.active", "tab.active.count",
        "pane.border", "pane.border.focused", "pane.badge", "pane.badge.focused", "pane.title",
        "pane.title.focused", "pane.note", "pane.note.focused",
        "list.row", "list.unread", "list.selected", "list.selected.unfocused", "list.marker", "list.checked",
        "list.dot", "list.count", "list.time", "list.separator", "list.legend", "list.header", "list.query",
        "sign.open", "sign.machine", "sign.click", "sign.received", "sign.sent", "sign.reply", "sign.note",
        "sign.meeting", "sign.campaign", "sign.bounce", "sign.attachment", "sign.snoozed", "sign.wait",
        "dot.1", "dot.2", "dot.3", "dot.4", "dot.5", "dot.6", "dot.7", "dot.8",
        "initials.1", "initials.2", "initials.3", "initials.4", "initials.5", "initials.6", "initials.7",
        "initials.8",
        "stage", "stage.done", "stage.current", "stage.ahead", "stage.line.done", "stage.line.ahead",
        "mail.text", "mail.name", "mail.value", "mail.strong", "mail.emphasis", "mail.heading", "mail.code",
        "mail.link", "mail.link.number", "mail.quote", "mail.quote.bar", "mail.quote.deep", "mail.fold",
        "mail.signature", "mail.rule", "mail.table",
        "badge", "badge.good", "badge.warning", "badge.danger", "badge.accent", "chip",
        "input", "input.label", "input.placeholder", "input.cursor", "input.selection", "input.error",
        "template.field", "template.block", "template.error", "template.filter",
        "popup", "popup.border", "popup.title", "popup.selected", "popup.detail", "popup.key",
        "popup.disabled",
        "match", "chart.bar", "chart.track", "chart.line", "chart.label",
        "toast", "toast.good", "toast.warning", "toast.danger", "event",
        "key", "key.label", "mode", "scroll.track", "scroll.thumb",
        "face.loading", "face.empty", "face.error", "face.offline",
    ]
}

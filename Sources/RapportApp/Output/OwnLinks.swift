import MailCore
import Outreach

extension OpenWorkspace {
    /// A mail whose tracked links are those that stand behind them, so that the user sees where they lead and opens
    /// them without a click of their own being counted.
    func showingTargets(_ message: ParsedMessage) -> ParsedMessage {
        let path = TrackingKey.clickPath
        guard message.text.contains(path) || message.html?.contains(path) == true else { return message }
        // Without the key they are shown as they stand in the mail.
        guard let key = try? trackingKey() else { return message }
        var shown = message
        shown.text = key.showingTargets(in: message.text)
        shown.html = message.html.map { key.showingTargets(in: $0, isHTML: true) }
        return shown
    }
}

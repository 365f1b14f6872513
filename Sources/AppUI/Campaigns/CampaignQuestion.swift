import CRMModel

/// The question before a campaign is made.
enum CampaignQuestion {
    /// What the change is called when the campaign begins at once.
    static let startTitle = "Starting the campaign"

    static func ask(_ outlook: CampaignOutlook) -> Confirmation {
        let form = outlook.form
        let people = outlook.recipients == 1 ? "1 person" : "\(outlook.recipients) people"
        var facts = [
            "Template   \(outlook.template)",
            "To         \(people)",
            "Pace       \(form.perMinute) a minute, at most \(form.dailyCap) a day\(length(outlook))",
            "Tracking   \(tracking(outlook))",
        ]
        if let first = outlook.first {
            facts.append("First      \(Addresses.text(first))")
            facts.append("Subject    \(outlook.subject.isEmpty ? "(none)" : outlook.subject)")
        }
        facts.append("When       at once with start now; a draft waits for p")
        return Confirmation(
            question: "Create the campaign “\(form.name)”?", detail: "", yes: "create as draft",
            deed: .campaign(form), facts: facts, other: "start now", no: "back to the form")
    }

    private static func tracking(_ outlook: CampaignOutlook) -> String {
        guard outlook.form.tracks else { return "off" }
        return outlook.canTrack ? "opens and clicks" : "off: hub.public-url is not set"
    }

    /// How long the last one waits at this pace.
    private static func length(_ outlook: CampaignOutlook) -> String {
        let form = outlook.form
        if outlook.recipients > form.dailyCap {
            let days = (outlook.recipients + form.dailyCap - 1) / max(1, form.dailyCap)
            return ": \(days) days"
        }
        let minutes = (outlook.recipients + form.perMinute - 1) / max(1, form.perMinute)
        return minutes == 1 ? ": about a minute" : ": about \(minutes) minutes"
    }
}

import CRMModel
import TUI

extension ScreenActions {
    private static let campaignIsOver: @Sendable (AppModel) -> String? = { model in
        guard let state = model.campaigns.current?.campaign.state else { return "there is no campaign" }
        return state == .finished || state == .cancelled ? "it is \(state.rawValue)" : nil
    }

    static let campaigns: [ScreenAction] = [
        ScreenAction(
            "campaign.new", "New campaign", .campaigns, keys: [(.campaigns, "C"), (.global, "Space m")],
            also: ["create", "mailing", "sequence", "outbound"], short: "new"
        ) { model, _ in
            model.popups.append(
                .form(FormUpdate.campaignForm(model.status.account, canTrack: model.settings.canTrack)))
            return [model.work.load(.templates, .templates(nil)), model.work.load(.tags, .tags)]
        },
        ScreenAction(
            "campaign.run", "Start, pause or resume the campaign", .campaigns, keys: [(.campaigns, "p")],
            also: ["stop", "continue", "run", "halt"], short: "pause",
            unless: campaignIsOver
        ) { model, _ in model.runCampaign() },
        ScreenAction(
            "campaign.cancel", "Cancel the campaign", .campaigns, keys: [(.campaigns, "X")], also: ["abort"],
            unless: campaignIsOver
        ) { model, _ in
            guard let shown = model.campaigns.current else { return [] }
            let left = shown[.queued] + shown[.sending] + shown[.needsData]
            model.popups.append(
                .confirm(
                    Confirmation(
                        question: "Cancel “\(shown.campaign.name)”?",
                        detail: "\(left) of \(shown.total) recipients will not get it.", yes: "cancel it",
                        deed: .change(.cancelCampaign(shown.campaign.id), words: "Campaign cancelled"))))
            return []
        },
        ScreenAction(
            "campaign.recipients", "Recipients of the campaign", .campaigns,
            keys: [(.campaigns, "d"), (.global, "Space d")], also: ["drill down", "who", "errors"],
            short: "recipients", unless: needsCampaign
        ) { model, _ in
            _ = model.focus(.campaigns)
            return model.openRecipients()
        },
        ScreenAction(
            "campaign.filter", "Recipients by state", .campaigns,
            keys: [(.recipients, "Tab"), (.recipients, "s")],
            short: "state", isListed: false
        ) { model, _ in model.nextRecipientState() },
        ScreenAction(
            "campaign.next", "Next campaign", .campaigns, keys: [(.campaigns, "]")], unless: needsCampaign
        ) { model, _ in model.turnCampaign(by: 1) },
        ScreenAction(
            "campaign.previous", "Previous campaign", .campaigns, keys: [(.campaigns, "[")],
            unless: needsCampaign
        ) { model, _ in model.turnCampaign(by: -1) },
    ]
}

extension AppModel {
    /// What `p` would do now: `start`, `pause` or `resume`.
    var runVerb: String {
        switch campaigns.current?.campaign.state {
        case .running, .scheduled: "pause"
        case .paused: "resume"
        default: "start"
        }
    }

    mutating func runCampaign() -> [Command] {
        guard
            let index = campaigns.campaigns.firstIndex(where: {
                $0.campaign.id == campaigns.current?.campaign.id
            })
        else { return [] }
        let campaign = campaigns.campaigns[index].campaign
        let (change, state, word): (Change, Campaign.State, String) =
            switch campaign.state {
            case .running, .scheduled: (.pauseCampaign(campaign.id), .paused, "Paused")
            case .paused: (.resumeCampaign(campaign.id), .running, "Resumed")
            default: (.startCampaign(campaign.id), .running, "Started")
            }
        campaigns.campaigns[index].campaign.state = state
        notices.say(word, detail: campaign.name, at: clock.now)
        return [work.change(change, ChangeNote(title: word, purpose: .campaign))]
    }

    mutating func turnCampaign(by step: Int) -> [Command] {
        let all = campaigns.campaigns
        guard let place = all.firstIndex(where: { $0.campaign.id == campaigns.current?.campaign.id }) else {
            return []
        }
        campaigns.shown = all[((place + step) % all.count + all.count) % all.count].campaign.id
        guard campaigns.recipients != nil else { return [] }
        return openRecipients()
    }

    mutating func openRecipients() -> [Command] {
        guard let campaign = campaigns.current?.campaign.id else { return [] }
        campaigns.recipients = RecipientList(campaign: campaign)
        return reloadRecipients()
    }

    /// Enter on a recipient: asks for the values that it lacks, else goes to the contact.
    mutating func openRecipient() -> [Command] {
        guard let list = campaigns.recipients, let place = list.state.selection,
            list.rows.indices.contains(place)
        else { return [] }
        let person = list.rows[place]
        let missing = person.missingFields
        guard person.state == .needsData, !missing.isEmpty else {
            return jump(contact: person.contact, message: nil)
        }
        popups.append(.form(FormUpdate.missing(missing, of: person)))
        return []
    }

    mutating func reloadRecipients() -> [Command] {
        guard let list = campaigns.recipients else { return [] }
        return [work.load(.recipients, .recipients(list.campaign, list.filter, limit: RecipientList.limit))]
    }

    mutating func nextRecipientState() -> [Command] {
        guard let shown = campaigns.current, var list = campaigns.recipients else { return [] }
        let states: [Enrolment.State?] = [nil] + Enrolment.State.allCases.filter { shown[$0] > 0 }
        let place = states.firstIndex(of: list.filter) ?? 0
        list.filter = states[(place + 1) % states.count]
        list.phase = .loading
        list.rows = []
        list.state = ListState(count: 0, height: list.state.height)
        campaigns.recipients = list
        return reloadRecipients()
    }
}

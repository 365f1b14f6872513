import CRMModel
import CRMStore
import Hub
import Outreach
import Platform

extension HubWork {
    /// `POST /api/campaigns`: the same document as `rapport campaign create -f`; the same key gives the same campaign.
    static func createCampaign(
        _ body: [UInt8], idempotencyKey: String?, in workspace: OpenWorkspace
    ) async -> HubResponse {
        do {
            var file = try CampaignFile.parse(body)
            file.idempotencyKey = file.idempotencyKey ?? idempotencyKey
            let created = try await CampaignDesk(workspace: workspace).create(file)
            let campaign = try await workspace.campaigns.campaign(created.campaign)
            let document: JSONValue = [
                "id": .string(created.campaign.description), "state": JSONValue(campaign?.state.rawValue),
                "recipients": JSONValue(created.recipients),
            ]
            return .json(created.isNew ? 201 : 200, document.serialized)
        } catch let problems as CampaignFile.Problems {
            return .error(422, "invalid", problems.description)
        } catch {
            workspace.log.error("hub.campaign", ["error": .string("\(type(of: error))")])
            return .error(503, "unavailable", "the campaign could not be stored; try again")
        }
    }
}

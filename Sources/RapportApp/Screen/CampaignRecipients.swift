import AppUI
import CRMModel
import CRMStore
import Platform

/// Turns the choice in the form for a campaign into people.
struct CampaignRecipients: Sendable {
    let workspace: OpenWorkspace

    private var people: PeopleDesk { PeopleDesk(workspace: workspace) }

    func find(_ choice: RecipientChoice) async throws -> [CampaignRecipient] {
        switch choice {
        case .everyone: try await people.all(tag: nil, company: nil).compactMap(CampaignDesk.recipient)
        case .tag(let tag): try await people.all(tag: tag, company: nil).compactMap(CampaignDesk.recipient)
        case .search(let text):
            try await workspace.contacts.find(text, limit: 1000).compactMap(CampaignDesk.recipient)
        case .file(let path):
            try await ContactImport(workspace.database).ensure(Self.rows(ofFile: path), at: workspace.now)
                .compactMap { $0.flatMap(CampaignDesk.recipient) }
        }
    }

    /// The people of a CSV or vCard file.
    static func rows(ofFile path: String) throws -> [ImportedContact] {
        let home = Environment["HOME"] ?? ""
        let full = path.hasPrefix("~/") ? home + path.dropFirst() : path
        let bytes = try FileSystem.read(FileSystem.absolute(full), limit: ContactFile.sizeLimit)
        do { return try ContactFile.read(bytes, mapping: []) } catch {
            throw Problem(
                what: "Cannot read \(path)", why: "\(error)", next: "choose a CSV file with a header line")
        }
    }
}

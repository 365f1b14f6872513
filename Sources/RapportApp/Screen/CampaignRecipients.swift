import AppUI
import CRMModel
import CRMStore
import Platform

/// Turns the choice in the form for a campaign into people.
struct CampaignRecipients: Sendable {
    let workspace: OpenWorkspace

    func find(_ choice: RecipientChoice) async throws -> [CampaignRecipient] {
        switch choice {
        case .everyone: try await all(tag: nil).compactMap(Self.recipient)
        case .tag(let tag): try await all(tag: tag).compactMap(Self.recipient)
        case .search(let text):
            try await workspace.contacts.find(text, limit: 1000).compactMap(Self.recipient)
        case .file(let path):
            try await ContactImport(workspace.database).ensure(Self.rows(ofFile: path), at: workspace.now)
                .compactMap { $0.flatMap(Self.recipient) }
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

    private func all(tag: String?) async throws -> [Contact] {
        var result: [Contact] = []
        var cursor: NameCursor?
        repeat {
            let page = try await workspace.contacts.list(tag: tag, after: cursor, limit: 1000)
            result += page.items
            cursor = page.next
        } while cursor != nil
        return result
    }

    private static func recipient(_ contact: Contact) -> CampaignRecipient? {
        contact.addresses.first.map {
            CampaignRecipient(contact: contact.id, address: $0, name: contact.displayName)
        }
    }
}

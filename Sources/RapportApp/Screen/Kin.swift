import CRMModel
import CRMStore

/// Whom a mail may belong to when its sender is not known.
struct Kin: Sendable {
    let workspace: OpenWorkspace

    /// Whoever has the address, then people of the same domain, people of a similar name, then the others.
    func contacts(of person: Correspondent, limit: Int) async throws -> [Contact] {
        var found: [Contact] = []
        if let own = try await workspace.contacts.contact(address: person.address) { found.append(own) }
        let domain = person.address.domain.lowercased()
        if !Self.sharedDomains.contains(domain), let label = domain.split(separator: ".").first {
            let near = try await workspace.contacts.find(String(label), limit: 200)
            found += near.filter { contact in
                contact.addresses.contains { $0.domain.lowercased() == domain }
            }
        }
        for word in (person.name ?? "").split(separator: " ").filter({ $0.count > 2 }).prefix(4) {
            found += try await workspace.contacts.find(String(word), limit: 10)
        }
        found += try await workspace.contacts.list(limit: limit).items
        var seen: Set<CRMModel.ID<Contact>> = []
        return Array(found.filter { seen.insert($0.id).inserted }.prefix(limit))
    }

    /// Where having the same domain says nothing.
    private static let sharedDomains: Set<String> = [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com",
        "me.com", "mac.com", "gmx.net", "gmx.de", "web.de", "proton.me", "fastmail.com", "aol.com",
    ]
}

import CRMModel
import Testing

@testable import RapportApp

@Suite struct `Who is meant by what is typed` {
    private func contact(_ number: UInt64, _ first: String, _ last: String, _ address: String) -> Contact {
        Contact(
            id: ID(high: 1, low: number), firstName: first, lastName: last,
            addresses: [EmailAddress(address)], created: Timestamp(milliseconds: 0))
    }

    @Test(arguments: [
        ("carl", ["Carla", "Ana", "Cy", "Zoe"]), ("carla b", ["Carla", "Cy", "Zoe", "Ana"]),
        ("zoe", ["Zoe", "Cy", "Carla", "Ana"]),
    ])
    func `a name comes before an address, and what was touched last only among equals`(
        typed: String, names: [String]
    ) {
        let found = [
            contact(1, "Cy", "Three", "carla.begay2@x.example"),
            contact(2, "Carla", "Begay", "cb@y.example"),
            contact(3, "Zoe", "Marin", "info@carl.example"),
            contact(4, "Ana", "Carlsen", "ana@z.example"),
        ]
        #expect(CompletionOrder.ordered(found, typed).map(\.firstName) == names)
    }
}

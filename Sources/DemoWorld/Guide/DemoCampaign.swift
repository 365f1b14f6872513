/// The campaigns and templates of the demo's own, in the forms that the product reads.
public enum DemoCampaign {
    /// A template to be saved.
    public struct Template: Hashable, Sendable {
        public var name: String
        public var category: String
        public var industry: String
        public var subject: String
        public var body: String
        public var tracks: Bool
    }

    /// Somebody in a campaign's list.
    public struct Recipient: Hashable, Sendable {
        public var email: String
        public var firstName: String
        public var lastName: String
        public var company: String
        public var seats: String
    }

    public static let name = "Autumn outreach"
    /// Mails per minute.
    public static let perMinute = 10
    /// Contacts with this tag get it too.
    public static let tag = "autumn-outreach"

    public static let templates: [Template] = [
        Template(
            name: "Winter plan check", category: "Outreach", industry: "",
            subject: "Winter staffing at {{company}}",
            body: """
                Hi {{firstName|there}},

                most teams of your size rebuild the Christmas plan three times. Is it the same at {{company}}?

                Two pages about how others got it down to once: [the short guide](https://www.fathomline.example/winter)
                {{#if seats}}
                For about {{seats}} people the [calculator](https://www.fathomline.example/calculator) says what it is worth.
                {{/if}}
                If that is not your subject, a one-word answer is enough and I leave you in peace.

                {{sender.signature}}
                """, tracks: true),
        Template(
            name: "Net-60 with term", category: "Pricing", industry: "Logistics",
            subject: "Re: payment terms for {{company}}",
            body: """
                Hi {{firstName}},

                net-60 works if we sign by {{monthEnd|date}} and the term is two years.

                For {{seats|your}} seats everything else stays as in [the offer](https://www.fathomline.example/offer).
                Shall I send it for signature?

                {{sender.signature}}
                """, tracks: true),
    ]

    /// 48 people in 16 companies who are nobody's contact; the last of each company has no `seats`.
    public static let recipients: [Recipient] = {
        let companies = [
            "Olivar", "Deltakade", "Brunsted", "Montefalco", "Tarnow Foods", "Glenmore", "Ashgrove",
            "Polderlicht",
            "Vallombrosa", "Karlbeck", "Sierra Norte", "Havnegade", "Lindqvist Bakeries", "Quinta Nova",
            "Eastmoor",
            "Rivermark",
        ]
        // Every pair of a first and a last name comes up once before one is repeated.
        let first = [
            "Teo", "Nadia", "Emil", "Rosalind", "Yusuf", "Clara", "Mateusz", "Ifeoma", "Henrik", "Sofia",
            "Arjun", "Leonie", "Viktor", "Amélie", "Samir", "Ingeborg",
        ]
        let last = [
            "Marin", "Costa", "Berg", "Hartwell", "Demir", "Neumann", "Wrona", "Obi", "Dahl", "Russo",
            "Mehta", "Vogt", "Lindqvist",
        ]
        return companies.enumerated().flatMap { place, company in
            (0..<3).map { turn in
                let number = place * 3 + turn
                let (firstName, lastName) = (first[number % first.count], last[number % last.count])
                let domain = company.lowercased().replacing(" ", with: "") + ".example"
                return Recipient(
                    email: "\(firstName.prefix(1).lowercased()).\(lastName.lowercased())@\(domain)",
                    firstName: firstName, lastName: lastName, company: company,
                    seats: turn == 2 ? "" : "\(30 + (place * 37 + turn * 11) % 260)")
            }
        }
    }()
}

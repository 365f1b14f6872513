/// Everybody in the demo: the user, the companies, their people.
public enum DemoCast {
    public static let user = DemoUser()

    /// In the order in which they are listed.
    public static let companies: [DemoCompany] = [
        DemoCompany(
            "halvorsen", "Halvorsen Freight", "halvorsen-freight.example", "Logistics", "Rotterdam",
            also: ["halvorsen.example"], notes: "Six depots. Pilot in Rotterdam since September."),
        DemoCompany(
            "brightwater", "Brightwater Hospitals", "brightwater.example", "Healthcare", "Manchester",
            notes: "Public tender rules above GBP 25,000. Information security signs last."),
        DemoCompany(
            "kessel", "Kessel & Roth Maschinenbau", "kesselroth.example", "Manufacturing", "Augsburg",
            notes: "Betriebsrat muss zustimmen (Schichtplanung)."),
        DemoCompany("verdier", "Atelier Verdier", "verdier.example", "Packaging", "Lyon"),
        DemoCompany(
            "portoalto", "Porto Alto Logística", "portoalto.example", "Logistics", "Santos",
            notes: "Came through Quillpoint."),
        DemoCompany("corazon", "Corazón Foods", "corazonfoods.example", "Food production", "Valencia"),
        DemoCompany("sakura", "Sakura Precision", "sakura-precision.example", "Manufacturing", "Nagoya"),
        DemoCompany("baltyk", "Bałtyk Retail", "baltyk.example", "Retail", "Gdańsk"),
        DemoCompany(
            "redmesa", "Red Mesa Mining", "redmesa.example", "Mining", "Tucson",
            notes: "Customer since 2024, renewal at the end of the year."),
        DemoCompany(
            "kestrel", "Kestrel Airways", "kestrelair.example", "Aviation", "Dublin",
            notes: "Customer. Ground operations only."),
        DemoCompany("gulf", "Gulf Harbour Services", "gulfharbour.example", "Ports", "Dubai"),
        DemoCompany("adeola", "Adeola Textiles", "adeolatextiles.example", "Textiles", "Lagos"),
        DemoCompany(
            "summit", "Summit & Vale Outdoor", "summitvale.example", "Retail", "Denver",
            notes: "Seasonal: double the staff from October to January."),
        DemoCompany(
            "quillpoint", "Quillpoint", "quillpoint.example", "Software", "Austin",
            notes: "Our reseller for the Americas."),
    ]

    public static func company(_ key: String) -> DemoCompany? { companies.first { $0.key == key } }
    public static func contact(_ key: String) -> DemoContact? { contacts.first { $0.key == key } }

    /// The contact with this address, compared without case; nil when nobody has it.
    public static func contact(address: String) -> DemoContact? {
        let wanted = address.lowercased()
        return contacts.first { $0.addresses.contains(wanted) }
    }
}

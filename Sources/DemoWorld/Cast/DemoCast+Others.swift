import MailCore

extension DemoCast {
    /// Somebody who writes but is not in the address book.
    struct Stranger: Hashable, Sendable {
        let key: String
        let mailbox: Mailbox
        let closing: String
        let offsetMinutes: Int

        init(_ key: String, _ name: String, _ address: String, closing: String = "", offset: Int = 60) {
            self.key = key
            mailbox = Mailbox(name: name, address: address)
            self.closing = closing
            offsetMinutes = offset
        }
    }

    static let colleagues: [Stranger] = [
        Stranger("ben", "Ben Okonkwo", "ben.okonkwo@fathomline.example", closing: "Ben"),
        Stranger("maren", "Maren Holt", "maren.holt@fathomline.example", closing: "Maren"),
        Stranger("felix", "Felix Tran", "felix.tran@fathomline.example", closing: "Felix"),
        Stranger("rosa", "Rosa Delgado", "rosa.delgado@fathomline.example", closing: "Rosa"),
    ]

    static let outsiders: [Stranger] = [
        Stranger("valeria", "Valeria Conti", "valeria.conti@santelmo.example"),
        Stranger("thabo", "Thabo Nkosi", "thabo.nkosi@postbox.example", offset: 120),
        Stranger("brightwaterap", "Accounts Payable", "accounts.payable@brightwater.example", offset: 0),
        Stranger("recruiter", "Kyle Benson", "kyle@talentlane.example", offset: 0),
        Stranger("elif", "Elif Aydın", "elif.aydin@campus-izmir.example", offset: 180),
        Stranger("landlord", "De Oude Haven", "beheer@oudehaven.example"),
        Stranger("journalist", "Siobhan Keane", "s.keane@wardpaper.example", offset: 0),
        Stranger("petra", "Petra Hofer", "office@pflege-hofer.example"),
        Stranger("optout", "P. de Vries", "p.devries@postbox.example"),
    ]
}

/// One side of a conversation.
struct Voice: Hashable, Sendable {
    var mailbox: Mailbox
    var closing: String
    /// What follows the name in the first mail of a conversation.
    var signature: String
    var offsetMinutes: Int
    var habit: MailHabit
    var isUser: Bool

    /// The voice of a contact, a colleague (`colleague:ben` or `ben`) or a stranger (`outsider:elif`).
    static func named(_ key: String) -> Voice? {
        let short = key.split(separator: ":").last.map(String.init) ?? key
        if let contact = DemoCast.contact(short) {
            let company = DemoCast.company(contact.company)?.name ?? ""
            return Voice(
                mailbox: contact.mailbox, closing: contact.closing,
                signature:
                    "\(contact.fullName)\n\(contact.title), \(company)\n\(contact.phones[0])",
                offsetMinutes: contact.offsetMinutes, habit: contact.habit, isUser: false)
        }
        guard let stranger = (DemoCast.colleagues + DemoCast.outsiders).first(where: { $0.key == short })
        else {
            return nil
        }
        return Voice(
            mailbox: stranger.mailbox, closing: stranger.closing, signature: "",
            offsetMinutes: stranger.offsetMinutes, habit: key.hasPrefix("outsider:") ? .plain : .webmail,
            isUser: false)
    }

    /// The user, closing as people in the country of `partner` do.
    static func user(writingTo partner: String) -> Voice {
        let closing =
            switch partner {
            case "lukas", "annika", "outsider:petra": "Viele Grüße\nDana Weiss"
            case "camille", "hugo": "Bien à vous,\nDana"
            case "rafael", "beatriz": "Um abraço,\nDana"
            case "lucia", "mateo": "Un saludo,\nDana"
            case "agnieszka": "Pozdrawiam,\nDana Weiss"
            case "yuko": "ダナ・ワイス"
            case "tom", "grace", "marit", "kenji", "ngozi": "Kind regards,\nDana"
            case let key where key.hasPrefix("colleague:"): "Dana"
            default: "Best,\nDana"
            }
        return Voice(
            mailbox: DemoCast.user.mailbox, closing: closing, signature: DemoCast.user.signature,
            offsetMinutes: DemoCast.user.offsetMinutes, habit: .webmail, isUser: true)
    }
}

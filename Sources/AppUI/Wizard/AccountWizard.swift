import CRMModel
import TUI

/// The form for an account, also the first screen of a new user.
enum AccountWizard {
    static func form() -> Form {
        let modes = TLSMode.allCases.map(\.rawValue)
        var form = Form(
            purpose: .account, title: "Add your mail account",
            fields: [
                FormField(.address, "Address", placeholder: "dana@acme.example"),
                FormField(.displayName, "Your name", placeholder: "Dana Weiss"),
                FormField(.name, "Short name", placeholder: "work"),
                FormField(.imapHost, "IMAP host", placeholder: "imap.acme.example"),
                FormField(.imapPort, "  port", "993", kind: .number),
                FormField(.imapTLS, "  TLS", kind: .choice(modes, 0)),
                FormField(.smtpHost, "SMTP host", placeholder: "smtp.acme.example"),
                FormField(.smtpPort, "  port", "465", kind: .number),
                FormField(.smtpTLS, "  TLS", kind: .choice(modes, 0)),
                FormField(.user, "User", placeholder: "as the address"),
                FormField(.password, "Password", kind: .secret),
                FormField(
                    .authority, "CA file", placeholder: "only for servers with a certificate of your own"),
            ],
            intro: [
                "Rapport reads and sends through your own mail servers. Nothing is",
                "saved before both have answered. No account at hand? F2 opens a",
                "demo with its own mail server; nothing leaves this machine.",
            ], verb: "test and save")
        for index in form.fields.indices {
            form.fields[index].beginsGroup = [.imapHost, .smtpHost, .user].contains(form.fields[index].name)
        }
        return form
    }

    /// For an account whose password was refused.
    static func passwordForm(_ account: Account) -> Form {
        Form(
            purpose: .password(account.id), title: "New password for \(account.name)",
            fields: [FormField(.password, "Password", kind: .secret)],
            intro: ["For \(account.user).", "Both servers are tried before it is kept."],
            verb: "test and save")
    }

    private struct Preset {
        var domains: [String]
        var imap: ServerAddress
        var smtp: ServerAddress
    }

    private static let presets: [Preset] = [
        Preset(
            domains: ["gmail.com", "googlemail.com"],
            imap: ServerAddress(host: "imap.gmail.com", port: 993, tls: .implicit),
            smtp: ServerAddress(host: "smtp.gmail.com", port: 465, tls: .implicit)),
        Preset(
            domains: ["fastmail.com", "fastmail.fm"],
            imap: ServerAddress(host: "imap.fastmail.com", port: 993, tls: .implicit),
            smtp: ServerAddress(host: "smtp.fastmail.com", port: 465, tls: .implicit)),
        Preset(
            domains: ["icloud.com", "me.com", "mac.com"],
            imap: ServerAddress(host: "imap.mail.me.com", port: 993, tls: .implicit),
            smtp: ServerAddress(host: "smtp.mail.me.com", port: 587, tls: .starttls)),
        Preset(
            domains: ["outlook.com", "hotmail.com", "live.com"],
            imap: ServerAddress(host: "outlook.office365.com", port: 993, tls: .implicit),
            smtp: ServerAddress(host: "smtp.office365.com", port: 587, tls: .starttls)),
    ]

    /// Fills what follows from the address, as long as the user has not typed it.
    static func guess(_ form: inout Form) {
        let address = EmailAddress(form[.address])
        guard address.domain.contains(".") else { return }
        let preset = presets.first { $0.domains.contains(address.domain) }
        let imap = preset?.imap ?? ServerAddress(host: "imap.\(address.domain)", port: 993, tls: .implicit)
        let smtp = preset?.smtp ?? ServerAddress(host: "smtp.\(address.domain)", port: 465, tls: .implicit)
        let label = address.domain.split(separator: ".").first.map(String.init) ?? ""
        let values: [(FormField.Name, String)] = [
            (.imapHost, imap.host), (.imapPort, String(imap.port)), (.imapTLS, imap.tls.rawValue),
            (.smtpHost, smtp.host), (.smtpPort, String(smtp.port)), (.smtpTLS, smtp.tls.rawValue),
            (.user, address.text), (.name, label),
        ]
        for (name, value) in values {
            guard let index = form.fields.firstIndex(where: { $0.name == name }),
                !form.fields[index].isTouched
            else { continue }
            form.fields[index].set(value)
            form.fields[index].isSuggested = true
        }
    }

    static func account(_ form: Form) -> AccountForm {
        func server(_ host: FormField.Name, _ port: FormField.Name, _ tls: FormField.Name) -> ServerAddress {
            ServerAddress(
                host: form[host], port: Int(form[port]) ?? 0, tls: TLSMode(rawValue: form[tls]) ?? .implicit)
        }
        return AccountForm(
            name: form[.name].isEmpty ? form[.address] : form[.name], address: form[.address],
            displayName: form[.displayName], imap: server(.imapHost, .imapPort, .imapTLS),
            smtp: server(.smtpHost, .smtpPort, .smtpTLS),
            user: form[.user].isEmpty ? form[.address] : form[.user], password: form[.password],
            certificateAuthorityFile: form[.authority].isEmpty ? nil : form[.authority])
    }

    /// What keeps the form from being tried, and where it is.
    static func fault(_ form: Form) -> (FormField.Name, Problem)? {
        if form[.address].isEmpty { return (.address, Problem(what: "Your address is missing")) }
        if let fault = Addresses.fault(form[.address]) { return (.address, Problem(what: fault)) }
        let sides: [(words: String, host: FormField.Name, port: FormField.Name, tls: FormField.Name)] = [
            ("IMAP", .imapHost, .imapPort, .imapTLS), ("SMTP", .smtpHost, .smtpPort, .smtpTLS),
        ]
        for side in sides {
            if form[side.host].isEmpty {
                return (side.host, Problem(what: "The \(side.words) host is missing"))
            }
            guard let number = Int(form[side.port]), (1...65_535).contains(number) else {
                return (side.port, Problem(what: "The \(side.words) port is a number from 1 to 65535"))
            }
            if form[side.tls] == TLSMode.none.rawValue, !isLoopback(form[side.host]) {
                return (side.tls, Problem(what: "\(side.words) without TLS is only for this machine itself"))
            }
        }
        return form[.password].isEmpty ? (.password, Problem(what: "The password is missing")) : nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

import CRMModel
import MailCore

/// A newsletter as big senders make them: nested tables, inline styles, remote pictures, buttons, a preheader.
struct Newsletter {
    struct Sender: Hashable, Sendable {
        var name: String
        var address: String
        var listID: String
        var accent: String
        var slogan: String
    }

    struct Item: Hashable, Sendable {
        var title: String
        var text: String
        var button: String
    }

    var sender: Sender
    var subject: String
    var preheader: String
    var items: [Item]
    var number: Int

    func message(at time: Timestamp) -> OutgoingMessage {
        let domain = Mailbox(address: sender.address).domain
        return OutgoingMessage(
            from: Mailbox(name: sender.name, address: sender.address), to: [DemoCast.user.mailbox],
            subject: subject,
            date: MessageDate(milliseconds: time.milliseconds / 1_000 * 1_000, offsetMinutes: 0),
            messageID: "news.\(number).\(time.milliseconds / 1_000 % 1_000_000)@\(domain)",
            text: text(domain), html: html(domain),
            headers: [
                .init("List-Id", "\(sender.name.filter { $0.isASCII }) <\(sender.listID)>"),
                .init("List-Unsubscribe", "<https://\(domain)/u/\(number)>, <mailto:leave@\(domain)>"),
                .init("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), .init("Precedence", "bulk"),
            ])
    }

    private func text(_ domain: String) -> String {
        items.map { "\($0.title)\n\n\($0.text)\n\n\($0.button): \(link(domain, $0))" }
            .joined(separator: "\n\n* * *\n\n") + "\n\nLeave this list: https://\(domain)/u/\(number)\n"
    }

    private func link(_ domain: String, _ item: Item) -> String {
        let slug = item.title.lowercased().filter { $0.isASCII && ($0.isLetter || $0 == " ") }
            .replacing(" ", with: "-")
        return
            "https://\(domain)/read/\(number)/\(slug)?utm_source=newsletter&utm_medium=email&utm_issue=\(number)"
    }

    private func html(_ domain: String) -> String {
        let blanks = String(repeating: "&#847;&zwnj;&nbsp;", count: 90)
        let rows = items.enumerated().map { index, item in story(domain, item, index) }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(HTMLText.escaped(subject))</title>
            <style>\(styles)</style>
            </head><body style="margin:0;padding:0;background:#eef0f3">
            <div style="display:none;max-height:0;overflow:hidden">\(HTMLText.escaped(preheader))\(blanks)</div>
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
            <table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0" style="background:#ffffff">
            <tr><td style="padding:28px 40px;background:\(sender.accent);color:#ffffff;\(font)">
            <img src="https://img.\(domain)/logo@2x.png" width="140" height="32" alt="\(HTMLText.escaped(sender.name))">
            <h1 style="margin:18px 0 0;font-size:28px;line-height:34px">\(HTMLText.escaped(subject))</h1>
            <p style="margin:8px 0 0">\(HTMLText.escaped(sender.slogan))</p></td></tr>
            \(rows)\(numbers)\(footer(domain))
            </table></td></tr></table>
            <img src="https://img.\(domain)/o/\(number).gif" width="1" height="1" alt="">
            </body></html>
            """
    }

    private var font: String {
        "font-family:'Inter','Helvetica Neue',Helvetica,Arial,sans-serif;-webkit-font-smoothing:antialiased;"
            + "mso-line-height-rule:exactly;word-break:break-word;"
    }

    private var styles: String {
        (0..<70).map { step in
            ".col-\(step){width:\(step * 9)px!important;max-width:100%!important;padding-left:\(step % 24)px!important;"
                + "padding-right:\(step % 18)px!important;font-size:\(12 + step % 10)px!important}"
        }.joined(separator: "\n")
            + "\n@media only screen and (max-width:480px){.stack{display:block!important}}"
    }

    private func story(_ domain: String, _ item: Item, _ index: Int) -> String {
        let target = HTMLText.escaped(link(domain, item))
        let cell = "padding:24px 40px 8px;\(font)font-size:16px;line-height:25px;color:#222b36;"
        return """
            <!--[if mso]><table role="presentation" width="640"><tr><td><![endif]-->
            <tr><td class="stack col-\(index)" style="\(cell)border-top:1px solid #e3e6ea">
            <a href="\(target)"><img src="https://img.\(domain)/\(number)/\(index)-wide.jpg" width="560" height="240"
             alt="\(HTMLText.escaped(item.title))" style="display:block;border:0;border-radius:6px;\(font)"></a>
            <h2 style="margin:20px 0 8px;font-size:21px;line-height:28px;\(font)color:\(sender.accent)">\
            \(HTMLText.escaped(item.title))</h2>
            <p style="margin:0 0 14px;\(font)">\(HTMLText.escaped(item.text))</p>
            <table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
            <td style="border-radius:4px;background:\(sender.accent);\(font)"><a href="\(target)" style="display:inline-block;\
            padding:11px 22px;color:#ffffff;text-decoration:none;font-weight:600;\(font)">\(HTMLText.escaped(item.button))</a>
            </td></tr></table></td></tr>
            <tr><td height="18" style="font-size:0;line-height:0">&nbsp;</td></tr>
            <!--[if mso]></td></tr></table><![endif]-->

            """
    }

    private var numbers: String {
        let rows = [
            ("Planned a week ahead", 62, 71), ("Shifts filled by noon", 88, 93), ("Swaps per 100", 14, 9),
        ]
        let cell = "padding:6px 12px;border:1px solid #d5dae1;\(font)"
        let cells = rows.map { name, before, after in
            "<tr><td style=\"\(cell)\">\(name)</td><td align=\"right\" style=\"\(cell)\">\(before + number % 5)</td>"
                + "<td align=\"right\" style=\"\(cell)\">\(after + number % 4)</td></tr>\n"
        }.joined()
        return """
            <tr><td style="padding:12px 40px;\(font)"><h3>The month in numbers</h3>
            <table cellpadding="0" cellspacing="0" style="border-collapse:collapse;\(font)">
            <tr><th style="\(cell)" align="left">Measure</th><th style="\(cell)">Last year</th><th style="\(cell)">Now</th></tr>
            \(cells)</table>
            <ul style="\(font)"><li>Survey of 412 sites</li><li>Figures in percent unless stated</li></ul></td></tr>

            """
    }

    private func footer(_ domain: String) -> String {
        """
        <tr><td style="padding:24px 40px;font-size:12px;line-height:18px;color:#6b7684;\(font)">
        You get this because you signed up at <a href="https://\(domain)">\(domain)</a>.
        <a href="https://\(domain)/u/\(number)">Unsubscribe</a> or
        <a href="https://\(domain)/p/\(number)">choose what you get</a>.<br>\(HTMLText.escaped(sender.name)), 4 Harbour Row, 1011 Amsterdam
        </td></tr>
        """
    }
}

import Testing

@testable import MailCore

@Suite struct `Subject lines` {
    @Test(arguments: [
        ("Re: Fwd: Pricing", "Pricing"), ("AW: WG:  Pricing", "Pricing"), ("SV: RES: Pricing", "Pricing"),
        ("Re[2]: Pricing", "Pricing"),
        ("[sales] Re: Pricing (fwd)", "Pricing"), ("[Fwd: Pricing]", "Pricing"), ("回复：报价", "报价"),
        ("Regarding: x", "Regarding: x"),
        ("[only tag]", "[only tag]"), ("", ""),
    ])
    func `have a base`(subject: String, base: String) {
        #expect(SubjectLine.base(subject) == base)
    }

    @Test func `of answers carry one prefix`() {
        #expect(SubjectLine.reply(to: "AW: Re: Pricing") == "Re: Pricing")
        #expect(SubjectLine.forward("Fwd: Re: Pricing") == "Fwd: Re: Pricing")
        #expect(SubjectLine.reply(to: "Pricing\r\nBcc: x") == "Re: Pricing Bcc: x")
    }
}

@Suite struct `Flowed text` {
    @Test func `joins soft lines of one depth`() {
        let lines = FlowedText.lines(of: "one \ntwo\n> a \n> b\n-- \nsig", flow: .flowed(deletesSpace: false))
        #expect(lines.map(\.text) == ["one two", "a b", "-- ", "sig"])
        #expect(lines.map(\.depth) == [0, 1, 0, 0])
    }

    @Test func `counts marks of both manners`() {
        let lines = FlowedText.lines(of: ">> a\n> > b\n>c", flow: .fixed)
        #expect(lines.map(\.depth) == [2, 2, 1])
        #expect(lines.map(\.text) == ["a", "b", "c"])
    }
}

@Suite struct `Links in text` {
    @Test(
        arguments: [
            ("see https://x.example/a?b=1.", ["https://x.example/a?b=1"]),
            ("(http://x.example/a_(b))", ["http://x.example/a_(b)"]),
            ("www.x.example, and mailto:a@b.example", ["http://www.x.example", "mailto:a@b.example"]),
            ("no.links here:", []),
            ("xhttps://x.example", []), ("<https://x.example/>", ["https://x.example/"]),
        ] as [(String, [String])])
    func `are found without the punctuation around them`(text: String, targets: [String]) {
        #expect(LinkScanner.links(in: text).map(\.target) == targets)
    }
}

@Suite struct `Reply trimming` {
    @Test(arguments: [
        "Yes, go.\n\nOn Fri, 20 Nov 2026, Mia Chen wrote:\n> Can you?\n> Mia",
        "Yes, go.\n\nAm 20.11.2026 um 15:30 schrieb Mia:\n> Kannst du?",
        "Yes, go.\n\n-----Original Message-----\nFrom: Mia\nSent: Friday\n\nCan you?",
        "Yes, go.\n\n________________________________\nFrom: Mia <m@x.example>\nSent: Friday\nTo: Dana\nSubject: x\n\nCan you?",
        "Yes, go.\n\nVon: Mia\nGesendet: Freitag\nAn: Dana\nBetreff: x\n\nKannst du?",
        "Yes, go.\n\n> Can you?\n> Mia",
        "Yes, go.\n\n-- \nDana\nAcme",
        "Yes, go.\nOn Fri, 20 Nov 2026 at 15:30 Mia\n<m@x.example> wrote:\n> hi",
        "Yes, go.\n20.11.2026 15:30 Mia\n<m@x.example>:\n> hi",
        "Yes, go.\n> On Fri, 20 Nov 2026, Mia wrote:\n>\n> hi",
        "Yes, go.\n\nfre. 20. nov. 2026 kl. 15:30 skrev Mia <m@x.example\n>:\n\n> hei",
        "Yes, go.\n\nDe : Mia\nEnvoyé le : vendredi\nÀ\u{A0}: Dana\nObjet : x\n\nVas-y ?",
        "Yes, go.\n\n-------- Oprindelig besked --------\nFra: Mia\n\nhej",
        "Yes, go.\n\n---- On Fri, 20 Nov 2026 15:30:00 +0100 m@x.example wrote ----\nhi",
        "Yes, go.\n\n--\nDana\nAcme\n\nSent from my iPhone", "Yes, go.\n\n—————\nDana\nAcme",
        "Yes, go.\n\nSent from my iPhone\n\nOn Fri, 20 Nov 2026 at 15:30 Mia\n<m@x.example> wrote:\n\n> hi",
    ])
    func `keeps what was written now`(text: String) {
        #expect(ReplyTrimmer.split(text).reply == "Yes, go.")
    }

    @Test func `keeps answers between quotations`() {
        let text =
            "> Can you?\n\nYes.\n\n> By when?\n\nMonday, if the order form comes back today.\nElse Tuesday.\nOr later."
        #expect(ReplyTrimmer.split(text).reply.contains("Monday"))
    }

    @Test(arguments: [
        "Ja.\n\n*Von:* Mia\n*Gesendet:* Freitag\n*An:* Dana\n\nKannst du?",
        "Ja.\n\n2026年11月20日 Mia 写道：\n> 你好",
        "Ja.\n\nLE 20 NOV. 2026 MIA A ÉCRIT :\n> Peux-tu ?", "Ja.\n\n发件人：Mia\n收件人：Dana\n主题：x\n\n你好",
    ])
    func `knows quotations in any script`(text: String) {
        #expect(ReplyTrimmer.split(text).reply == "Ja.")
    }

    @Test func `cuts the beginning of a text between characters`() {
        #expect("aé".head(bytes: 2) == "a" && "aé".head(bytes: 3) == "aé" && "é".head(bytes: 1).isEmpty)
        #expect("one\ntwo\nthree".lines(limit: 2) == ["one", "two"])
        #expect("bounce".mentions("ounc") && !"bounc".mentions("bounce") && "x".mentions(""))
        #expect(" \t a\u{A0}\u{2003} b\r\n".collapsed == "a b" && " a  b ".collapsed == "a b")
    }

    @Test func `makes a snippet of the first words`() {
        #expect(Snippet.of("\n\n=====\nHi   Dana,\n\nthanks.\n\n> old") == "Hi Dana, thanks.")
        #expect(Snippet.of("> only a quote") == "only a quote")
        #expect(Snippet.of("esc \u{1B}[31m red", limit: 8).contains("\u{1B}") == false)
    }
}

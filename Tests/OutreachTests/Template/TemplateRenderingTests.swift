import CRMModel
import Outreach
import Testing

@Suite struct `A rendered template` {
    @Test(arguments: [
        ("Hi {{firstName|there}},", "Hi Mia,"),
        ("{{ firstName }} {{contact.lastName}} of {{company.name}}", "Mia Chen of Northwind"),
        ("{{firstName|upper}} {{company|lower}}", "MIA northwind"),
        ("{{company|possessive}} plan", "Northwind's plan"),
        ("{{title|\"upper\"}}", "VP Ops"),
        ("{{custom.absent|upper|\"upper\"}}", "upper"),
        ("{{custom.absent|dear friend|title}}", "Dear Friend"),
        ("{{custom.absent|default:\"x, y\"}}", "x, y"),
        ("{{custom.absent|}}.", "."),
        ("{{total|money}}, {{seats|money:USD}}, {{seats|money:\"$\"}}", "EUR 38,400, USD 40, $40"),
        ("{{holdUntil|date}} {{custom.holdUntil|date:\"EEE d MMM\"}}", "28 November 2026 Sat 28 Nov"),
        (
            "{{today}} {{today|date:iso}} {{quarterEnd}} {{nextWeek}}",
            "20 November 2026-11-20 31 December 23 November"
        ),
        ("{{tags}} {{tags|first}} {{name|first}}", "pilot, q4 pilot Mia"),
        ("{{company.industry|urlencode}}?{{name|urlencode}}", "Logistics?Mia%20Chen"),
        ("{{sender.firstName}} <{{sender.email}}>", "Dana <dana@acme.example>"),
    ])
    func `fills fields, filters and fallbacks`(source: String, expected: String) {
        let result = Fixture.render(source)
        #expect(result.text == expected)
        #expect(result.missing.isEmpty)
    }

    @Test(arguments: [
        ("{{#if seats > 9}}many{{else}}few{{/if}}", "many"),
        ("{{#if seats < 9}}few{{else if seats == 40}}forty{{else}}many{{/if}}", "forty"),
        ("{{#if company.industry == logistics and firstName != \"Ana\"}}yes{{/if}}", "yes"),
        ("{{#if custom.a or tags contains PILOT}}yes{{/if}}", "yes"),
        ("{{#if custom.a and firstName or seats}}yes{{/if}}", "yes"),
        ("{{#if company.industry in \"SaaS\", \"Logistics\"}}yes{{/if}}", "yes"),
        ("{{#if not custom.a}}yes{{/if}}", "yes"),
        ("{{#if today >= \"2026-11-20\"}}yes{{/if}}", "yes"),
        ("{{#if custom.a == \"\"}}empty{{/if}}", "empty"),
        ("{{#unless custom.pilot}}no pilot{{else}}pilot{{/unless}}", "no pilot"),
        ("{{#each tags}}{{index}}={{this|upper}};{{/each}}", "1=PILOT;2=Q4;"),
        ("a{{! not shown }}b{{!-- nor }} this --}}c", "abc"),
        ("a\n{{#if seats}}\nb\n{{/if}}\nc", "a\nb\nc"),
        ("a\n  {{! alone }}  \nb", "a\nb"),
        ("a {{#if seats}} b {{/if}} c", "a  b  c"),
    ])
    func `follows blocks`(source: String, expected: String) {
        let template = TemplateCompiler.compile(source, catalogue: Fixture.catalogue)
        #expect(template.diagnostics == [])
        #expect(Fixture.render(source).text == expected)
    }

    @Test func `lists what is missing once and shows the hole`() {
        let result = Fixture.render(
            "{{custom.pet}} {{custom.pet}} {{firstName}} {{#if custom.car}}{{custom.car}}{{/if}}")
        #expect(result.text == "[custom.pet] [custom.pet] Mia ")
        #expect(result.missing == ["custom.pet"])
        #expect(!result.isComplete(under: .block))
        #expect(Fixture.render("a{{custom.pet}}b", policy: .empty).text == "ab")
    }

    @Test func `maps its values to the source`() {
        let source = "Hé {{firstName}}, {{custom.x|hm}} {{custom.y}}"
        let result = Fixture.render(source)
        let bytes = Array(result.text.utf8)
        let pieces = result.spans.map { String(decoding: bytes[$0.output], as: UTF8.self) }
        #expect(pieces == ["Mia", "hm", "[custom.y]"])
        #expect(result.spans.map(\.kind) == [.value, .fallback, .missing])
        let tags = result.spans.map { String(decoding: Array(source.utf8)[$0.source], as: UTF8.self) }
        #expect(tags == ["{{firstName}}", "{{custom.x|hm}}", "{{custom.y}}"])
    }

    @Test func `lets no value into a header's next line`() {
        var contact = Fixture.mia
        contact.firstName = "Mia\r\nBcc: all@x.example\u{0}"
        #expect(
            Fixture.render("Hi {{firstName}}", contact: contact, escaping: .header).text
                == "Hi Mia Bcc: all@x.example")
    }

    @Test func `escapes values for their place in HTML`() {
        var contact = Fixture.mia
        contact.firstName = "<b>\"Mia\" & co</b>"
        contact.fields["bad"] = "javascript:alert(1)"
        contact.fields["good"] = "https://x.example/a b\"c"
        func html(_ source: String) -> String {
            Fixture.render(source, contact: contact, escaping: .html).text
        }
        #expect(html("<p>{{firstName}}</p>") == "<p>&lt;b&gt;&quot;Mia&quot; &amp; co&lt;/b&gt;</p>")
        #expect(html("<a href=\"{{custom.bad}}\">") == "<a href=\"#\">")
        #expect(html("<a href='{{custom.good}}'>") == "<a href='https://x.example/a%20b%22c'>")
        #expect(
            html("<a href=\"https://x.example/?n={{name}}\">").hasPrefix(
                "<a href=\"https://x.example/?n=%3Cb%3E"))
        #expect(html("<a title=\"{{firstName}}\">").contains("&quot;Mia&quot;"))
        #expect(html("<p {{firstName}}>") == "<p bMiacob>")
    }

    @Test func `takes no tags from a value`() {
        var contact = Fixture.mia
        contact.firstName = "{{sender.email}}"
        #expect(Fixture.render("{{firstName}}", contact: contact).text == "{{sender.email}}")
    }

    @Test func `spins the same words for the same seed`() {
        let template = TemplateCompiler.compile("{{spin|Hi|Hello|Hey}} {{spin|\"a|b\"|c}}")
        let first = TemplateRenderer.render(template, with: Fixture.context(seed: 3)).text
        #expect(first == TemplateRenderer.render(template, with: Fixture.context(seed: 3)).text)
        let all = Set(
            (0..<64).map { TemplateRenderer.render(template, with: Fixture.context(seed: $0)).text })
        #expect(all.count == 6)
    }
}

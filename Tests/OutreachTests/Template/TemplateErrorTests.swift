import CRMModel
import Outreach
import Testing

@Suite struct `A template with errors` {
    @Test(arguments: [
        ("Hi\n  {{fristName}}", "line 2, column 5: unknown field 'fristName': did you mean 'firstName'?"),
        ("{{sig\nx", "line 1, column 1: unclosed field: '}}' is missing"),
        ("a {{sig {{firstName}}", "line 1, column 3: unclosed field: '}}' is missing"),
        ("{{#if seats}}x", "line 1, column 1: {{#if}} is never closed"),
        ("Hi {{firstName}}}}", "line 1, column 17: '}}' without its '{{'"),
        ("x{{/if}}", "line 1, column 2: {{/if}} closes nothing"),
        (
            "{{#if seats}}{{/each}}{{/if}}",
            "line 1, column 14: {{/each}} stands where {{#if}} has to be closed"
        ),
        ("{{else}}", "line 1, column 1: {{else}} belongs inside {{#if}} or {{#unless}}"),
        ("{{#if seats}}{{else}}{{else}}{{/if}}", "line 1, column 22: a second {{else}}"),
        ("{{#if}}{{/if}}", "line 1, column 6: a condition is missing"),
        ("{{#if seats >}}{{/if}}", "line 1, column 13: a value is missing behind '>'"),
        ("{{#if seats tags}}{{/if}}", "line 1, column 13: expected 'and' or 'or' before 'tags'"),
        ("{{}}", "line 1, column 3: a field name is missing"),
        ("{{a b}}", "line 1, column 3: 'a b' is not a field name"),
        ("{{firstName|x|uper}}", "line 1, column 15: unknown filter 'uper': did you mean 'upper'?"),
        ("{{{firstName}}}", "line 1, column 1: values are always escaped: two braces are enough"),
        ("{{#for tags}}", "line 1, column 3: unknown block '#for tags': #if, #unless or #each"),
        ("{{this}}", "line 1, column 3: 'this' exists only inside {{#each}}"),
        (
            "é日 {{zzzzqq}}",
            "line 1, column 6: unknown field 'zzzzqq': a field of your own is written 'custom.zzzzqq'"
        ),
        (
            "你好\r\n\r\n  {{zzzzqq}}\r\n",
            "line 3, column 5: unknown field 'zzzzqq': a field of your own is written 'custom.zzzzqq'"
        ),
        ("👩‍👩‍👧 e\u{301}{{else}}", "line 1, column 4: {{else}} belongs inside {{#if}} or {{#unless}}"),
        (
            "{{firstName" + String(repeating: "|upper", count: 17) + "}}",
            "line 1, column 109: more than 16 filters"
        ),
    ])
    func `names the place and what to do`(source: String, expected: String) {
        let template = TemplateCompiler.compile(source, catalogue: Fixture.catalogue)
        #expect(template.errors.map(\.description) == [expected])
        #expect(!template.isValid)
    }

    @Test func `reports all at once and still shows a preview`() {
        let template = TemplateCompiler.compile("{{x1}} {{firstName}} {{y2}}", catalogue: Fixture.catalogue)
        #expect(template.errors.count == 2)
        #expect(TemplateRenderer.render(template, with: Fixture.context()).text == "{{x1}} Mia {{y2}}")
    }

    @Test func `warns of a filter that reads like a fallback`() {
        let template = TemplateCompiler.compile("{{firstName|uper}}")
        #expect(template.isValid)
        #expect(template.diagnostics.map(\.severity) == [.warning])
    }

    @Test func `is bounded whatever it asks for`() {
        let deep = String(repeating: "{{#if seats}}", count: 5000)
        #expect(!TemplateCompiler.compile(deep, catalogue: Fixture.catalogue).isValid)
        let huge = String(repeating: "x", count: 300_000)
        let isHugeValid = TemplateCompiler.compile(huge + "{{firstName}}").isValid
        // Without a field it is no template.
        let isTextValid = TemplateCompiler.compile(huge).isValid
        #expect(!isHugeValid && isTextValid)
        var contact = Fixture.mia
        contact.tags = (0..<5000).map { "tag\($0)" }
        let loops =
            String(repeating: "{{#each tags}}", count: 12) + "{{this}}"
            + String(repeating: "{{/each}}", count: 12)
        let result = Fixture.render(loops, contact: contact)
        #expect(result.isTruncated)
        #expect(result.text.utf8.count < 4 << 20)
    }

    /// Each of these took the square of its length once, or could have.
    @Test(arguments: [
        "{{!\n", "{{!--\n", "{{! }\n", "{{\"", "{{a|", "{{#if a}}", "{{/if}}", "{{", "{{a}}",
        "{{#each tags}}",
        "{{else}}\n", "}}", "{{spin|", "\n>{{",
    ])
    func `takes no longer for being repeated`(piece: String) {
        let whole = String(repeating: piece, count: (250 << 10) / piece.utf8.count)
        let template = TemplateCompiler.compile(whole, catalogue: Fixture.catalogue, skipsQuotations: true)
        #expect(template.diagnostics.count <= 101)
        _ = TemplateRenderer.render(template, with: Fixture.context(), escaping: .html)
        #expect(
            TemplateCompiler.compile(String(repeating: piece, count: 1 << 20)).isValid != piece.contains("{{")
        )
    }

    @Test func `never traps on any cut or noise`() {
        let source = Array(
            "{{#if seats > 3 and tags contains \"x\"}}{{firstName|a:b,\"c|d\"|e}}{{else}}{{spin|a|b}}{{/if}}{{!--x--}}"
                .utf8)
        for length in 0...source.count {
            let text = String(decoding: source[..<length], as: UTF8.self)
            _ = Fixture.render(text)
            _ = Fixture.render(String(decoding: source[length...], as: UTF8.self), escaping: .html)
        }
        var random = SeededRandom(state: 42)
        let alphabet = Array("{}{}{}#/|:\"!.,ab =<>\n&'é".unicodeScalars)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                String(Character(alphabet[Int.random(in: 0..<alphabet.count, using: &random)]))
            }.joined()
            _ = Fixture.render(text, escaping: .html)
        }
    }
}

/// A small generator, so that each run tries the same noise.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

@Suite struct `Field completion` {
    @Test(arguments: [
        ("Hi {{", ""), ("Hi {{ fir", "fir"), ("{{#if comp", "comp"), ("{{company.", "company."),
        ("Hi", nil), ("{{a}} x", nil), ("{{a|upp", nil),
    ])
    func `knows what is being typed`(line: String, prefix: String?) {
        #expect(FieldCompletion.prefix(in: line) == prefix)
    }

    @Test func `offers names with the recipient's values`() {
        let found = FieldCompletion.suggestions(
            for: "comp", in: Fixture.catalogue, context: Fixture.context())
        #expect(found.map(\.name) == ["company", "company.industry", "company.website", "company.domain"])
        #expect(found.first?.value == "Northwind")
        let custom = FieldCompletion.suggestions(
            for: "sea", in: Fixture.catalogue, context: Fixture.context())
        #expect(custom.first?.name == "custom.seats")
        #expect(custom.first?.value == "40")
    }
}

@Suite struct `Template advice` {
    @Test func `speaks of long subjects and campaigns without a way out`() {
        let subject = String(repeating: "long ", count: 16)
        let advice = TemplateLint.advice(subject: subject, body: "See http://bit.ly/x", for: .campaign)
        #expect(advice.map(\.part) == [.subject, .body, .body])
        #expect(TemplateLint.advice(subject: "Hi", body: "{{unsubscribeUrl}}", for: .campaign).isEmpty)
    }
}

import CRMModel

/// Puts templates in the order in which one is likely to want them.
enum TemplateOrder {
    /// What the mail is about that a template is wanted for.
    struct Occasion: Hashable, Sendable {
        var subject = ""
        /// What they wrote, or its beginning.
        var text = ""
        var industry = ""
        /// What the person or somebody of their company was written with, the latest first.
        var used: [ID<Template>] = []
    }

    /// The ones that fit the occasion first: they share words with its subject and its text, are for its industry, or
    /// served the same people. Among equals by use, then by name; those that running campaigns send stand behind
    /// the others that fit as well, for their many uses say nothing about what somebody writes by hand.
    ///
    /// - Parameter busy: what running campaigns send.
    static func ordered(
        _ templates: [Template], busy: Set<ID<Template>>, for occasion: Occasion = Occasion()
    ) -> [Template] {
        let subject = words(occasion.subject)
        let text = words(String(occasion.text.prefix(4000)))
        let scored = templates.map { template in
            (template: template, fit: fit(template, occasion, subject, text))
        }
        return scored.sorted { one, other in
            if one.fit != other.fit { return one.fit > other.fit }
            let (isBusy, isOtherBusy) = (busy.contains(one.template.id), busy.contains(other.template.id))
            if isBusy != isOtherBusy { return isOtherBusy }
            return (other.template.uses, one.template.name) < (one.template.uses, other.template.name)
        }.map(\.template)
    }

    /// Words of its name and subject that stand in the mail's subject count most, then those in the mail's text; an
    /// industry that is another one speaks against it.
    private static func fit(
        _ template: Template, _ occasion: Occasion, _ subject: Set<String>, _ text: Set<String>
    ) -> Int {
        let own = words(template.name + " " + template.category).union(words(template.current.subject))
        var fit =
            4 * own.intersection(subject).count + min(3, own.subtracting(subject).intersection(text).count)
        let industry = template.industry.lowercased()
        if !industry.isEmpty, industry != "any", !occasion.industry.isEmpty {
            fit += occasion.industry.lowercased() == industry ? 3 : -2
        }
        if occasion.used.contains(template.id) { fit += 2 }
        return fit
    }

    /// The stems of the words that mean something.
    static func words(_ text: String) -> Set<String> {
        var plain = ""
        var depth = 0
        for character in text.lowercased() {
            if character == "{" { depth += 1 }
            plain.append(depth == 0 && (character.isLetter || character.isNumber) ? character : " ")
            if character == "}" { depth = max(0, depth - 1) }
        }
        return Set(
            plain.split(separator: " ").filter { $0.count > 2 && !empty.contains(String($0)) }.map(stem))
    }

    /// `pricing`, `prices` and `price` are one word.
    private static func stem(_ word: Substring) -> String {
        var word = word
        for ending in ["ing", "ed", "s", "al", "e"]
        where word.hasSuffix(ending) && word.count - ending.count > 3 {
            word = word.dropLast(ending.count)
        }
        return String(word)
    }

    private static let empty: Set<String> = [
        "the", "and", "for", "you", "your", "our", "with", "this", "that", "are", "was", "have", "has", "not",
        "from", "about", "after", "before", "one", "first", "fwd", "can", "will", "any", "all", "who", "what",
        "when", "how", "why", "but", "out", "new", "next", "into", "more", "just", "there", "them", "they",
        "his",
        "her", "its", "hello", "dear", "thanks", "thank", "best", "regards", "would", "could", "like", "back",
        "get",
    ]
}

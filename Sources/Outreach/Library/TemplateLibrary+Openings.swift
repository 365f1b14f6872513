extension TemplateLibrary {
    static let openings = [
        Entry(
            name: "Cold intro", category: "cold intro", industry: "any",
            subject: "A question about {{company|your team}}",
            body: """
                Hi {{firstName|there}},

                {{#if title}}As {{title}} at {{company|your company}}, you{{else}}You{{/if}} probably hear from people like me every week, so I will be short.

                We help teams{{#if company.industry}} in {{company.industry|lower}}{{/if}} answer their customers faster without hiring for it. Most start with one shared mailbox and see the difference within a month.

                Is that something you are working on this quarter? A simple "no" helps me as well.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "SaaS: trial to first success", category: "cold intro", industry: "SaaS",
            subject: "Getting {{company|your team}} to the first result",
            body: """
                Hi {{firstName|there}},

                Most software trials end not with a "no" but with nobody having the time. Teams that get somewhere usually do three things in the first week:

                - one person owns the trial,
                - they connect real data on day one,
                - they write down what "it works" would mean.

                I can set up the second one with you in 20 minutes{{#if custom.seats}} for all {{custom.seats}} seats{{/if}}. Would {{nextWeek|date:"EEEE, d MMMM"}} suit you?

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Manufacturing: spare parts and downtime", category: "cold intro",
            industry: "Manufacturing",
            subject: "Spare parts at {{company|your plant}}",
            body: """
                Dear {{firstName|Sir or Madam}},

                when a machine stands still, the part is rarely the problem: it is the day that passes before somebody knows which one to order.

                We put parts lists, suppliers and lead times behind one search, so that the shift on duty can order in minutes. It works beside your ERP system and needs no change to it.

                May I send you two pages on how a plant of your size{{#if company}} such as {{company}}{{/if}} would introduce it?

                Kind regards
                {{sender.name|}}
                """),
        Entry(
            name: "Healthcare: fewer missed appointments", category: "cold intro", industry: "Healthcare",
            subject: "Missed appointments at {{company|your practice}}",
            body: """
                Dear {{firstName|colleague}},

                a missed appointment costs a practice twice: the empty half hour, and the patient who could have had it.

                Our reminders go out by text message, in the patient's language, and offer the free slot to the next person waiting. No clinical record leaves your system.

                If you tell me roughly how many appointments you have a week, I will send you an honest estimate of what it would change for you, including "nothing" if that is the answer.

                Kind regards
                {{sender.name|}}
                """),
        Entry(
            name: "Real estate: owners who ask for a price", category: "cold intro", industry: "Real estate",
            subject: "Owners who ask {{company|you}} what their home is worth",
            body: """
                Hi {{firstName|there}},

                many owners ask for a valuation a year before they sell. Whoever stays in touch through that year usually gets the listing.

                We keep that conversation going with a short market note for each owner's street, four times a year, under your name{{#if company}} and the {{company}} brand{{/if}}.

                Would you like to see the note for a street of your choice? Just reply with its name.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Logistics: late deliveries", category: "cold intro", industry: "Logistics",
            subject: "Telling customers before they ask",
            body: """
                Hi {{firstName|there}},

                customers forgive a late delivery. What they do not forgive is finding out by themselves.

                We watch the events that your carriers send anyway and write to the customer as soon as a shipment will miss its window. {{#if company}}For {{company}} the{{else}}The{{/if}} first lane can be live within a week.

                Which lane causes the most calls at the moment?

                {{sender.firstName|Best regards}}
                """),
    ]

    static let relations = [
        Entry(
            name: "Renewal", category: "renewal", industry: "SaaS",
            subject:
                "Your renewal{{#if custom.renewalDate}} on {{custom.renewalDate|date:\"d MMMM\"}}{{/if}}",
            body: """
                Hi {{firstName|there}},

                your plan renews {{#if custom.renewalDate}}on {{custom.renewalDate|date}}{{else}}soon{{/if}}. Before it does, I would like to check that it still fits.

                {{#if custom.seats}}You have {{custom.seats}} seats today. {{/if}}If you need more or fewer, tell me by {{monthEnd}} and the new invoice will be right the first time.

                Is there anything that we should do better in the coming year? You can be frank.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Win-back", category: "win-back", industry: "any",
            subject: "What changed since you left",
            body: """
                Hi {{firstName|there}},

                {{#if custom.leftBecause}}when you left, you told us why: {{custom.leftBecause}}. That was fair.{{else}}it has been a while since {{company|your team}} worked with us.{{/if}}

                Since then we rebuilt the part that customers complained about most. I would rather show you than claim it: 15 minutes, your data, no slides.

                Worth a look, or shall I leave you in peace? Both are fine.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Referral", category: "referral", industry: "Consulting",
            subject: "Somebody you know with the same problem?",
            body: """
                Hi {{firstName|there}},

                thank you for the work together. Almost all our clients come from people like you mentioning us to a colleague, so I will ask plainly.

                Do you know one person who is facing what {{company|your company}} faced when we started? If so, a mail with both of us in copy is plenty. I will be as considerate of their time as I try to be of yours.

                Thank you
                {{sender.firstName|}}
                """),
        Entry(
            name: "Closing the file", category: "breakup", industry: "any",
            subject: "Shall I close the file?",
            body: """
                Hi {{firstName|there}},

                I have written a few times and do not want to become noise. I assume that this is no topic for {{company|you}} at the moment and will not write again about it.

                Should that change, a reply to this mail is enough; it reaches me directly.

                All the best
                {{sender.firstName|}}
                """),
    ]
}

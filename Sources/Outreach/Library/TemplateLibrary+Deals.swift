extension TemplateLibrary {
    static let followUps = [
        Entry(
            name: "Follow-up with one idea", category: "follow-up", industry: "any",
            subject: "One idea for {{company|your team}}",
            body: """
                Hi {{firstName|there}},

                one idea, whether or not we ever work together: look at the ten customer mails that waited longest last month. In most teams they share a single cause, and it can be fixed in a day.

                If you would like a second pair of eyes on yours, I am glad to help.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Demo follow-up", category: "demo follow-up", industry: "SaaS",
            subject: "After our demo: summary and next step",
            body: """
                Hi {{firstName|there}},

                thank you for your time today. What I took away:

                1. {{custom.goal|Your team should answer faster without more people.}}
                2. {{custom.concern|The introduction must not disturb the day's work.}}

                As a next step I suggest a short call with whoever would use it every day{{#if custom.seats}}, for the {{custom.seats}} seats that you mentioned{{/if}}. Would {{nextWeek|date:"EEEE"}} or the day after suit you?

                Did I get anything wrong? Then please correct me.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Meeting request", category: "meeting request", industry: "Consulting",
            subject: "20 minutes on {{custom.topic|your plans for the next quarter}}?",
            body: """
                Hi {{firstName|there}},

                could we speak for 20 minutes on {{nextWeek|date:"EEEE, d MMMM"}}, or whenever it suits you that week?

                I would like to understand {{custom.topic|what you have planned for the next quarter}} and will tell you honestly whether we are the right people for it.

                If somebody else at {{company|your company}} is closer to this, I would be grateful for the name.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Agency: ideas before the brief", category: "follow-up", industry: "Agency",
            subject: "Three thoughts before you write the brief",
            body: """
                Hi {{firstName|there}},

                before you write the brief{{#if custom.project}} for {{custom.project}}{{/if}}, three questions that save money later:

                - Which one number should move, and by when?
                - Who has the last word?
                - What would make you stop the project?

                With answers to these, any agency will give you a better offer, ours included. Shall we go through them together?

                {{sender.firstName|Best regards}}
                """),
    ]

    static let deals = [
        Entry(
            name: "Pricing", category: "pricing", industry: "any",
            subject: "Pricing for {{company|your team}}",
            body: """
                Hi {{firstName|there}},

                here are the numbers that you asked for.

                {{#if custom.seats}}
                - Seats: {{custom.seats}}
                {{/if}}
                {{#if custom.total}}
                - Total per year: {{custom.total|money}}
                {{/if}}
                - Valid until {{custom.holdUntil|date|the end of the quarter}}
                - Support and onboarding are included

                There is no discount hidden behind a phone call; this is the price. If the budget is tight, we can begin smaller and grow later.

                What do you need from me to take it further?

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Proposal", category: "proposal", industry: "Consulting",
            subject: "Proposal for {{company|your project}}",
            body: """
                Dear {{firstName|client}},

                attached is our proposal{{#if custom.project}} for {{custom.project}}{{/if}}. In short:

                - Goal: {{custom.goal|as agreed in our conversation}}
                - Start: {{custom.startDate|date|as soon as you decide}}
                {{#if custom.total}}
                - Fee: {{custom.total|money}}, fixed
                {{/if}}

                The second page says what we will not do; please read that one first.

                If you decide by {{custom.holdUntil|date|the end of the month}}, the people named in it are reserved for you.

                Kind regards
                {{sender.name|}}
                """),
        Entry(
            name: "Proposal nudge", category: "proposal", industry: "any",
            subject: "Where do we stand?",
            body: """
                Hi {{firstName|there}},

                you have had our proposal for some days. Usually one of three things is true:

                1. it is fine, and somebody else has to sign,
                2. something in it does not fit yet,
                3. other things came first.

                Just reply with the number and I will do what helps.

                {{sender.firstName|Best regards}}
                """),
        Entry(
            name: "Manufacturing: after the site visit", category: "proposal", industry: "Manufacturing",
            subject: "After our visit to {{company|your plant}}",
            body: """
                Dear {{firstName|Sir or Madam}},

                thank you for showing us the line. We saw two places where the change would pay for itself{{#if custom.payback}} within {{custom.payback}}{{/if}}; the drawing is attached.

                {{#if custom.total}}The work comes to {{custom.total|money}}, installation included. {{/if}}We could do it during your next planned stop, so that not one shift is lost.

                When is that stop?

                Kind regards
                {{sender.name|}}
                """),
    ]
}

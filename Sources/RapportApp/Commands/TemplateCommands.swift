import CRMModel
import CRMStore
import CellText
import Outreach
import Platform

extension CommandSpec {
    static let templateCommands = [
        templateList, templateShow, templateSave, templateRender, templateHistory, templateRestore,
        templateRemove,
    ]

    private static let templateList = CommandSpec(
        path: ["template", "list"], summary: "the templates",
        options: [
            .value("--category", "CATEGORY", "only this category"),
            .value("--industry", "INDUSTRY", "only this industry"),
        ],
        run: .workspace { workspace, invocation in
            func fits(_ value: String, _ option: String) -> Bool {
                invocation.value(option).map { $0.lowercased() == value.lowercased() } ?? true
            }
            let all = try await workspace.templates.list().filter {
                fits($0.category, "--category") && fits($0.industry, "--industry")
            }
            Printer(invocation).list(
                "templates", all.map { JSONValue($0) },
                lines: all.map {
                    "\($0.name.fitted(toCells: 30))  \($0.category.fitted(toCells: 14))  "
                        + Sanitizer.line($0.current.subject)
                })
        })

    private static let templateShow = CommandSpec(
        path: ["template", "show"], summary: "one template", operands: [.required("NAME")],
        run: .workspace { workspace, invocation in
            let template = try await TemplateDesk(workspace: workspace).template(invocation.operands[0])
            Printer(invocation).result(
                JSONValue(template),
                lines: [
                    "\(template.name), version \(template.current.number)",
                    "Subject: \(template.current.subject)", "", template.current.body,
                ])
        })

    private static let templateSave = CommandSpec(
        path: ["template", "save"], summary: "save a template: a new one, or a new version",
        operands: [.required("NAME")],
        options: [
            .value("--subject", "SUBJECT", "the subject, with merge fields"),
            .value("--body-file", "FILE", "the text, with merge fields; - reads standard input"),
            .value("--category", "CATEGORY", "the category"),
            .value("--industry", "INDUSTRY", "the industry"),
        ],
        details: """
            Fields: {{firstName|there}}, {{company}}, {{sender.name}}, your own as {{custom.NAME}};
            {{#if company}}…{{else}}…{{/if}}. A template with errors is not saved; each is told with line and
            column, and the exit code is 65.
            """,
        run: .workspace { workspace, invocation in
            let subject = try invocation.required("--subject")
            let path = try invocation.required("--body-file")
            let body = try InputFile.text(path, limit: 4 << 20)
            let faults = try await TemplateDesk(workspace: workspace).errors(subject: subject, body: body)
            if let first = faults.first {
                let error = CommandError.badData(
                    "template '\(invocation.operands[0])'", first.line, "correct it; nothing was saved")
                Printer(invocation).result(
                    .object([
                        .init("error", error.document), .init("errors", .array(faults.map { JSONValue($0) })),
                    ]), lines: [])
                for fault in faults.dropFirst() { Printer(invocation).note(fault.line) }
                throw error.afterResult
            }
            let saved = try await WritingDesk(workspace: workspace).save(
                .init(
                    name: invocation.operands[0], subject: subject, body: body,
                    category: invocation.value("--category"), industry: invocation.value("--industry")))
            Printer(invocation).result(
                JSONValue(saved), lines: ["saved \(saved.name), version \(saved.current.number)"])
        })

    private static let templateRender = CommandSpec(
        path: ["template", "render"], summary: "fill a template for a contact",
        operands: [.required("NAME")],
        options: [
            .value("--contact", "ID", "whom for: an id or an address"),
            .value("--account", "NAME", "who writes (default: the only account)"),
        ],
        run: .workspace { workspace, invocation in
            let desk = TemplateDesk(workspace: workspace)
            let template = try await desk.template(invocation.operands[0])
            var contact: Contact?
            if let text = invocation.value("--contact") {
                contact = try await PeopleDesk(workspace: workspace).contact(text)
            }
            var account: Account?
            if let name = invocation.value("--account") {
                account = try await AccountDesk(workspace: workspace).account(named: name)
            } else {
                account = try await workspace.accounts.all().first
            }
            let made = try await desk.render(template, for: contact, account: account)
            Printer(invocation).result(
                [
                    "subject": .string(made.subject), "text": .string(made.text), "html": .string(made.html),
                    "missing": .array(made.missing.map { .string($0) }),
                    "errors": .array(made.errors.map { JSONValue($0) }),
                ],
                lines: ["Subject: \(made.subject)", "", made.text]
                    + (made.missing.isEmpty
                        ? [] : ["", "no value for: " + made.missing.joined(separator: ", ")]))
        })

    private static let templateHistory = CommandSpec(
        path: ["template", "history"], summary: "all versions of a template, newest first",
        operands: [.required("NAME")],
        run: .workspace { workspace, invocation in
            let template = try await TemplateDesk(workspace: workspace).template(invocation.operands[0])
            let versions = try await workspace.templates.history(of: template.id)
            Printer(invocation).list(
                "versions",
                versions.map { version in
                    [
                        "id": .string(version.id.description), "version": JSONValue(version.number),
                        "subject": .string(version.subject), "body": .string(version.body),
                        "created": JSONValue(version.created),
                    ]
                },
                lines: versions.map {
                    "\($0.number)  \(LocalTime.minute($0.created))  \(Sanitizer.line($0.subject))"
                })
        })

    private static let templateRestore = CommandSpec(
        path: ["template", "restore"], summary: "make an old version the current one",
        operands: [.required("NAME"), .required("VERSION")],
        run: .workspace { workspace, invocation in
            let template = try await TemplateDesk(workspace: workspace).template(invocation.operands[0])
            let versions = try await workspace.templates.history(of: template.id)
            let wanted = invocation.operands[1]
            guard
                let version = versions.first(where: {
                    String($0.number) == wanted || $0.id.description == wanted
                }),
                let restored = try await workspace.templates.restore(
                    version.number, of: template.id, at: workspace.now)
            else {
                throw CommandError.notFound(
                    "version \(wanted)", "'\(template.name)' has \(versions.count)",
                    "rapport template history shows them")
            }
            Printer(invocation).result(
                JSONValue(restored), lines: ["restored \(restored.name), version \(restored.current.number)"])
        })

    private static let templateRemove = CommandSpec(
        path: ["template", "remove"], summary: "take a template out of the list",
        operands: [.required("NAME")],
        run: .workspace { workspace, invocation in
            let template = try await TemplateDesk(workspace: workspace).template(invocation.operands[0])
            try await workspace.templates.archive(template.id, at: workspace.now)
            Printer(invocation).result(
                ["removed": .string(template.name)], lines: ["removed \(template.name)"])
        })
}

extension TemplateFault {
    var line: String { "\(part.rawValue), \(diagnostic)" }
}

extension JSONValue {
    init(_ fault: TemplateFault) {
        self = [
            "part": .string(fault.part.rawValue), "line": JSONValue(fault.diagnostic.line),
            "column": JSONValue(fault.diagnostic.column), "message": .string(fault.diagnostic.message),
        ]
    }

    init(_ diagnostic: TemplateDiagnostic) {
        self = [
            "line": JSONValue(diagnostic.line), "column": JSONValue(diagnostic.column),
            "message": .string(diagnostic.message),
        ]
    }
}

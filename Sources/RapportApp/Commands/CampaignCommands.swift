import CRMModel
import CRMStore
import CellText
import Outreach
import Platform

extension CommandSpec {
    static let campaignCommands = [
        campaignCreate, campaignList, steer(.start, "start a campaign"), steer(.pause, "pause a campaign"),
        steer(.resume, "go on with a paused campaign"),
        steer(.cancel, "end a campaign; what was sent stays sent"), campaignStatus, campaignRecipients,
        campaignExport, campaignSettle, campaignRelease,
    ]

    private static let campaignCreate = CommandSpec(
        path: ["campaign", "create"], summary: "make a campaign from a file; start begins it",
        options: [.value("--file", "FILE", "the campaign as JSON; - reads standard input", short: "-f")],
        details: """
            {"name","account","steps":[{"kind":"email","template","delay":"3d","thread":"new"}],
            "recipients":{"contacts":[],"tag":null,"search":null,"list":[{"email","firstName","lastName","company",
            "title","fields":{}}]},"pace":{"per_minute","daily_cap"},"track":{"opens","clicks"},"unsubscribe",
            "start_at","idempotency_key"}. Everything is checked first; errors name the path.
            """,
        run: .workspace { workspace, invocation in
            let path = try invocation.required("--file")
            let bytes = try InputFile.read(path, limit: 256 << 20)
            let desk = CampaignDesk(workspace: workspace)
            let made: CreatedCampaign
            var namesakes = 0
            do {
                let file = try CampaignFile.parse(bytes)
                namesakes = try await desk.named(file.name).count
                made = try await desk.create(file)
            } catch let error
                as CampaignFile.Problems
            {
                throw CommandError.badData(path, error.description, "correct the file; nothing was made")
            }
            let progress = try await desk.campaign(made.campaign.description)
            if made.isNew, namesakes > 0 {
                Printer.remark(
                    "warning: a campaign called '\(progress.campaign.name)' is there already: this is another one, "
                        + "told apart by its id \(progress.campaign.id)")
            }
            print(
                progress, invocation, made.isNew ? "made" : "known already",
                warnings: desk.warnings(about: progress.campaign))
        })

    private static let campaignList = CommandSpec(
        path: ["campaign", "list"], summary: "campaigns and how they stand, newest first",
        options: [.value("--limit", "N", "how many (default: 100)")],
        run: .workspace { workspace, invocation in
            let all = try await workspace.campaigns.list(
                at: workspace.now, limit: try invocation.integer("--limit", in: 1...1000) ?? 100)
            Printer(invocation).list(
                "campaigns", all.map { JSONValue($0) },
                lines: all.isEmpty ? ["no campaigns"] : all.map(line))
        })

    private static func steer(_ command: CampaignRepository.Command, _ summary: String) -> CommandSpec {
        CommandSpec(
            path: ["campaign", command.rawValue], summary: summary, operands: [.required("ID")],
            run: .workspace { workspace, invocation in
                let desk = CampaignDesk(workspace: workspace)
                let before = try await desk.campaign(invocation.operands[0])
                try await desk.perform(command, on: before)
                let progress = try await desk.campaign(before.campaign.id.description)
                print(
                    progress, invocation, progress.campaign.state.rawValue,
                    warnings: desk.warnings(about: progress.campaign))
            })
    }

    private static let campaignStatus = CommandSpec(
        path: ["campaign", "status"], summary: "how a campaign stands", operands: [.required("ID")],
        run: .workspace { workspace, invocation in
            let progress = try await CampaignDesk(workspace: workspace).campaign(invocation.operands[0])
            let counts = Enrolment.State.allCases.filter { progress[$0] > 0 }
                .map { "\($0.rawValue): \(progress[$0])" }
            Printer(invocation).result(
                JSONValue(progress),
                lines: [line(progress)] + counts + [
                    "opened by people: \(progress.openedByPeople), clicked: \(progress.clickedByPeople)"
                ])
        })

    private static let whoIsMeant: [Operand] = [.required("ID"), .any("ADDRESS")]
    private static let allOfThem: [Option] = [.flag("--all", "every uncertain recipient")]

    private static let campaignSettle = CommandSpec(
        path: ["campaign", "settle"],
        summary: "take uncertain recipients as written to, because they got the mail",
        operands: whoIsMeant, options: allOfThem,
        run: .workspace { workspace, invocation in
            try await decide(workspace, invocation) { desk, recipient, campaign in
                try await desk.settle(recipient, of: campaign)
            }
        })

    private static let campaignRelease = CommandSpec(
        path: ["campaign", "release"],
        summary: "write to uncertain recipients once more, because nothing went out",
        operands: whoIsMeant, options: allOfThem,
        run: .workspace { workspace, invocation in
            try await decide(workspace, invocation) { desk, recipient, campaign in
                try await desk.release(recipient, of: campaign)
            }
        })

    /// Does something to the uncertain recipients who are named, then shows how the campaign stands.
    private static func decide(
        _ workspace: OpenWorkspace, _ invocation: Invocation,
        _ change: (CampaignDesk, Enrolment, Campaign) async throws -> Bool
    ) async throws {
        let desk = CampaignDesk(workspace: workspace)
        let campaign = try await desk.campaign(invocation.operands[0]).campaign
        let named = Set(invocation.operands.dropFirst().map { EmailAddress($0).normalized })
        guard named.isEmpty == invocation.has("--all") else {
            throw CommandError.usage(
                invocation.command.name, "whom?", "name ADDRESSES, or all of them with --all")
        }
        let all = try await desk.recipients(of: campaign.id, state: .uncertain)
        let meant = all.filter { named.isEmpty || named.contains($0.address.normalized) }
        let missing = named.subtracting(meant.map(\.address.normalized)).sorted()
        guard missing.isEmpty else {
            throw CommandError.notFound(
                missing[0], "it is no uncertain recipient of '\(campaign.name)'",
                "rapport campaign recipients \(campaign.id) --state uncertain shows them")
        }
        var done = 0
        for recipient in meant where try await change(desk, recipient, campaign) { done += 1 }
        let progress = try await desk.campaign(campaign.id.description)
        print(
            progress, invocation, "\(done) of \(meant.count)",
            warnings: progress.campaign.state == .paused
                ? ["the campaign is paused: rapport campaign resume \(campaign.id)"] : [])
    }

    private static let campaignRecipients = CommandSpec(
        path: ["campaign", "recipients"], summary: "every recipient and where it stands",
        operands: [.required("ID")],
        options: [
            .value(
                "--state", "STATE", "only those in it", choices: Enrolment.State.allCases.map(\.rawValue))
        ],
        run: .workspace { workspace, invocation in
            let all = try await chosen(workspace, invocation)
            Printer(invocation).list(
                "recipients", all.map { JSONValue($0) },
                lines: all.map {
                    "\($0.state.rawValue.fitted(toCells: 12))  \($0.address.text)  "
                        + Sanitizer.line($0.reason ?? "")
                })
        })

    private static let campaignExport = CommandSpec(
        path: ["campaign", "export"], summary: "write the recipients and their results as CSV",
        operands: [.required("ID")],
        options: [.value("--to", "FILE", "write into this file instead of standard output")],
        run: .workspace { workspace, invocation in
            let all = try await chosen(workspace, invocation)
            var text = "Email,Name,State,Reason,Opens,Clicks,Updated\r\n"
            for row in all {
                let fields = [
                    row.address.text, row.name, row.state.rawValue, row.reason ?? "", String(row.opens),
                    String(row.clicks), row.updated.description,
                ]
                text += fields.map(CSVWriter.field).joined(separator: ",") + "\r\n"
            }
            let printer = Printer(invocation)
            if let path = invocation.value("--to") {
                try FileSystem.replace(path, with: Array(text.utf8), mode: 0o600)
                printer.result(
                    ["exported": JSONValue(all.count), "path": .string(path)],
                    lines: ["exported \(all.count) to \(path)"])
            } else if printer.wantsJSON {
                printer.list("recipients", all.map { JSONValue($0) }, lines: [])
            } else {
                printer.bytes(Array(text.utf8))
            }
        })

    private static func chosen(
        _ workspace: OpenWorkspace, _ invocation: Invocation
    ) async throws -> [Enrolment] {
        let desk = CampaignDesk(workspace: workspace)
        let campaign = try await desk.campaign(invocation.operands[0]).campaign
        return try await desk.recipients(
            of: campaign.id, state: invocation.value("--state").flatMap { Enrolment.State(rawValue: $0) })
    }

    private static func print(
        _ progress: CampaignProgress, _ invocation: Invocation, _ verb: String, warnings: [String] = []
    ) {
        var warnings = warnings
        if progress[.uncertain] > 0 {
            let id = progress.campaign.id
            warnings.append(
                "\(progress[.uncertain]) recipients may have got their mail and get none by themselves: look at them "
                    + "with rapport campaign recipients \(id) --state uncertain, then rapport campaign settle \(id) "
                    + "(they have it) or rapport campaign release \(id) (write to them)")
        }
        Printer(invocation).result(
            [
                "id": .string(progress.campaign.id.description), "name": .string(progress.campaign.name),
                "state": .string(progress.campaign.state.rawValue), "counts": JSONValue(counts: progress),
                "recipients": JSONValue(progress.total),
                "warnings": .array(warnings.map { .string($0) }),
            ], lines: ["\(verb): \(line(progress))"] + warnings.map { "note: \($0)" })
    }

    private static func line(_ progress: CampaignProgress) -> String {
        let campaign = progress.campaign
        return "\(campaign.id)  \(campaign.state.rawValue.fitted(toCells: 9))  "
            + "\(progress[.sent]) of \(progress.total) sent  \(Sanitizer.line(campaign.name))"
    }
}

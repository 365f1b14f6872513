import AppUI
import CRMModel
import MailNet

/// The account wizard's answers.
struct AccountSetup: Sendable {
    private let workspace: OpenWorkspace

    init(_ workspace: OpenWorkspace) { self.workspace = workspace }

    /// Makes an account of what was typed and tries both servers; stores nothing.
    func test(_ form: AccountForm) async throws -> (account: Account, checks: [ServerCheck]) {
        let desk = AccountDesk(workspace: workspace)
        let account = Account(
            id: desk.newID(), name: form.name, address: EmailAddress(form.address),
            displayName: form.displayName.isEmpty ? nil : form.displayName, imap: form.imap, smtp: form.smtp,
            user: form.user, secret: .sealed, certificateAuthorityFile: form.certificateAuthorityFile,
            tracksByDefault: workspace.configuration.tracksByDefault)
        do { try AccountDesk.check(account) } catch {
            throw Problem(what: error.why, next: error.recovery)
        }
        return (account, await checks(account, password: form.password))
    }

    /// Tries both servers of an account with a password.
    func checks(_ account: Account, password: String) async -> [ServerCheck] {
        let report = await AccountDesk(workspace: workspace).test(account, password: password)
        return [check(.imap, report.imap, account.imap), check(.smtp, report.smtp, account.smtp)]
    }

    private func check(
        _ side: ServerCheck.Side, _ verdict: ConnectionTest.Verdict, _ server: ServerAddress
    ) -> ServerCheck {
        let place = "\(server.host):\(server.port)"
        guard let failure = verdict.failure else {
            return ServerCheck(side: side, problem: nil, detail: place)
        }
        return ServerCheck(
            side: side, problem: Problem(what: failure.reason, next: inForm(failure.nextStep)), detail: place)
    }

    /// What the command line calls an option is a field here.
    private func inForm(_ step: String) -> String {
        var text = step.replacing("with --ca FILE", with: "in the field CA file")
            .replacing("given with --ca", with: "given as the CA file")
        for side in ["imap", "smtp"] {
            for mode in TLSMode.allCases { text.replace(" (--\(side)-tls \(mode.rawValue))", with: "") }
        }
        return text
    }
}

public import MailCore

// Mailboxes: list, state, selection, news.
extension IMAPSession {
    /// All mailboxes of the account, with their roles where the server knows them.
    public func listMailboxes() async throws(SessionError) -> [ListedMailbox] {
        var found: [ListedMailbox] = []
        // Plain LIST shows SPECIAL-USE where RETURN is not offered (RFC 6154 §2).
        let extended = capabilities.contains("LIST-EXTENDED") && capabilities.contains("SPECIAL-USE")
        try await perform(.list(returnsSpecialUse: extended)) { response in
            if case .list(let mailbox) = response, found.count <= Self.mostMailboxes { found.append(mailbox) }
        }
        guard found.count <= Self.mostMailboxes else { throw .violation(Self.endless) }
        return found
    }

    private static let mostMailboxes = 100_000
    static let endless = ProtocolViolation(by: .server, "an answer without an end")

    /// Counts and UIDNEXT of a mailbox that is not selected.
    public func status(of name: MailboxName) async throws(SessionError) -> MailboxStatus {
        var status = MailboxStatus(name: name)
        var items: [IMAPCommand.StatusItem] = [.messages, .unseen, .uidNext, .uidValidity]
        if capabilities.contains("CONDSTORE") { items.append(.highestModSeq) }
        try await perform(.status(name, items)) { response in
            if case .status(let found) = response { status = found }
        }
        return status
    }

    /// Opens a mailbox; commands by UID go there from now on.
    public func select(
        _ name: MailboxName, readOnly: Bool = false
    ) async throws(SessionError) -> SelectedMailbox {
        var selected = SelectedMailbox(name: name)
        isSelected = false
        forgetChanges()
        let usesCondstore = capabilities.contains("CONDSTORE") || capabilities.contains("QRESYNC")
        let command = IMAPCommand.select(name, readOnly: readOnly, condstore: usesCondstore)
        let status = try await perform(command) { selected.absorb($0) }
        selected.absorb(status.code)
        forgetChanges()
        isSelected = true
        return selected
    }

    /// Makes a mailbox. One that exists already is fine.
    public func create(_ name: MailboxName) async throws(SessionError) {
        do throws(SessionError) {
            try await perform(.create(name))
        } catch .refused(let refusal) where refusal.enhanced == "ALREADYEXISTS" {
        }
    }

    /// Gives a mailbox another name, with what lies below it.
    public func rename(_ name: MailboxName, to new: MailboxName) async throws(SessionError) {
        try await perform(.rename(name, to: new))
    }

    /// Removes a mailbox with all its messages.
    public func remove(_ name: MailboxName) async throws(SessionError) { try await perform(.delete(name)) }

    /// Asks whether anything is new in the selected mailbox; also keeps the connection alive.
    ///
    /// - Returns: everything pushed since changes were last taken.
    public func noop() async throws(SessionError) -> [MailboxChange] {
        try await perform(.noop)
        return takeChanges()
    }

    /// Waits in IDLE until something changes, `wake` is called, or `longest` is over; polls once where the server has
    /// no IDLE.
    ///
    /// Call it in a loop. Ask for news after `select` and before the first `idle`, or mail that came between is missed.
    /// The session's thread is blocked meanwhile, so call `wake` before another command. Silence is noticed: after
    /// `longest` the server must answer `DONE`, or the session ends with `timeout`.
    ///
    /// - Parameter longest: 29 minutes is the ceiling (RFC 2177); 4.5 minutes live through common NAT.
    /// - Returns: what was pushed, oldest first; empty when woken or when the time was over.
    public func idle(longest: Duration = .seconds(270)) async throws(SessionError) -> [MailboxChange] {
        guard capabilities.contains("IDLE") else { return try await noop() }
        await enterTurn()
        defer { leaveTurn() }
        let early = takeChanges()
        if !early.isEmpty { return early }
        var exchange = nextIdle(longest: longest)
        var ending: StatusResponse?
        try whileOpen { (conversation) throws(SessionError) in
            try conversation.run(&exchange) { event in
                switch event {
                case .said(let response): note(response)
                case .ended(let status): ending = status
                case .bye: break  // the exchange hangs up
                }
            }
        }
        if let ending, ending.kind != .ok { throw .refused(ending.refusal()) }
        return takeChanges()
    }
}

public import CRMModel
import MailCore

/// A mail with its bytes frozen: each try of sending it uses exactly these.
public struct ComposedMail: Hashable, Sendable {
    public var job: ID<OutboxJob>
    /// Without angle brackets.
    public var messageID: String
    public var envelopeFrom: EmailAddress
    /// To, Cc and Bcc, each once.
    public var recipients: [EmailAddress]
    public var subject: String
    /// The first words, for lists.
    public var preview: String
    public var bytes: [UInt8]
    /// How many links are tracked.
    public var trackedLinks: Int
    public var isTracked: Bool
}

/// Makes mails out of drafts: merge, signature, alternatives, tracking, headers, bytes. Pure: the same request
/// gives the same bytes, except for the nonces of sealed tracking tokens.
public enum DraftComposer {
    /// - Throws: everything that is wrong at once.
    public static func compose(_ request: ComposeRequest) throws(ComposeError) -> ComposedMail {
        let merged = MergedDraft(request)
        guard merged.problems.isEmpty else { throw ComposeError(merged.problems) }
        let messageID = MessageIdentity.mint(request.job, key: request.key, sender: request.account.address)
        let bodies = MailBodies(request, merged)
        var message = OutgoingMessage(
            from: Mailbox(name: request.account.displayName ?? "", address: request.account.address.text),
            to: merged.to, cc: merged.cc, bcc: merged.bcc, subject: merged.subject.text,
            date: MessageDate(milliseconds: request.now.milliseconds, offsetMinutes: request.offsetMinutes),
            messageID: messageID, inReplyTo: request.thread.inReplyTo, references: request.thread.references,
            text: bodies.text, html: bodies.html, attachments: request.files)
        if request.hasUnsubscribe, let tracking = request.tracking {
            message.headers = tracking.unsubscribeHeaders(request.job, mailbox: request.account.address)
                .map { OutgoingMessage.Header($0.name, $0.value) }
        }
        return ComposedMail(
            job: request.job, messageID: messageID, envelopeFrom: request.account.address,
            recipients: message.recipients.map { EmailAddress($0.address) }, subject: message.subject,
            preview: Snippet.of(bodies.text), bytes: MessageComposer.bytes(of: message, seed: messageID),
            trackedLinks: bodies.trackedLinks, isTracked: bodies.isTracked)
    }
}

/// The text and HTML of a mail from one source.
struct MailBodies {
    var text: String
    var html: String?
    var trackedLinks = 0
    var isTracked = false

    init(_ request: ComposeRequest, _ merged: MergedDraft) {
        let tracks = request.draft.tracks && request.tracking != nil
        switch request.form {
        case .html:
            html = merged.body.text
            text = HTMLText.plainText(of: merged.body.text)
        case .plain, .alternatives:
            text = Self.signed(merged.body.text, request)
            html = request.form == .alternatives || tracks ? HTMLText.page(fromPlain: text) : nil
            text = Self.plain(text)
        }
        if tracks, let tracking = request.tracking { track(request, tracking) }
    }

    private mutating func track(_ request: ComposeRequest, _ tracking: TrackingAddresses) {
        guard let page = html, request.tracksOpens || request.tracksClicks else { return }
        var count = 0
        html = HTMLRewriter.rewrite(
            page, pixel: request.tracksOpens ? tracking.open(request.job) : nil,
            trap: request.tracksClicks ? tracking.trap(request.job) : nil
        ) { link in
            guard request.tracksClicks else { return nil }
            let address = tracking.click(request.job, link: link.index, target: link.url)
            guard address != link.url else { return nil }
            count += 1
            return address
        }
        trackedLinks = count
        isTracked = true
    }

    /// The signature stands under what the user wrote and above what is quoted.
    static func signed(_ body: String, _ request: ComposeRequest) -> String {
        let signature = request.account.signature.trimmingBlanks
        guard request.addsSignature, !signature.isEmpty, !body.contains(signature) else { return body }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard let quote = lines.firstIndex(where: { $0.hasPrefix(">") }) else {
            return trimmedEnd(body) + "\n\n-- \n\(signature)\n"
        }
        // The line above a quotation says who wrote it.
        let isAttributed = quote > 0 && !lines[quote - 1].allSatisfy(\.isWhitespace)
        let place = isAttributed ? quote - 1 : quote
        let own = trimmedEnd(lines[..<place].joined(separator: "\n"))
        return own + "\n\n\(signature)\n\n" + lines[place...].joined(separator: "\n")
    }

    private static func trimmedEnd(_ text: String) -> String {
        var text = text[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// Light mark-up as plain text: `[words](address)` becomes `words (address)`, bold marks go.
    static func plain(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "[") {
            result += rest[..<open]
            rest = rest[open...]
            let line = rest.prefix { !$0.isNewline }
            guard let middle = line.firstIndex(of: "]"), line[line.index(after: middle)...].hasPrefix("("),
                let close = line[middle...].firstIndex(of: ")")
            else {
                result.append("[")
                rest.removeFirst()
                continue
            }
            let words = line[line.index(after: open)..<middle]
            let target = line[line.index(middle, offsetBy: 2)..<close]
            let isLink =
                LinkTarget.isTrackable(String(target)) || target.hasPrefix("mailto:")
                || target.hasPrefix("tel:")
            result += isLink ? (words == target ? "\(target)" : "\(words) (\(target))") : "\(line[...close])"
            rest = rest[rest.index(after: close)...]
        }
        result += rest
        let pieces = result.split(separator: "**", omittingEmptySubsequences: false)
        return pieces.count % 2 == 1 ? pieces.joined() : result
    }
}

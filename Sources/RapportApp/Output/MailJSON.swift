import CRMModel
import Platform

/// The shapes of CLI.md: absent values are null, ids are strings, times RFC 3339.
extension JSONValue {
    init(_ time: Timestamp) { self = .string(time.description) }
    init(_ time: Timestamp?) { self = time.map { .string($0.description) } ?? .null }

    init(_ correspondent: Correspondent) {
        self = ["name": JSONValue(correspondent.name), "address": .string(correspondent.address.text)]
    }

    init(_ link: MessageLink) {
        let (kind, id) =
            switch link.target {
            case .contact(let id): ("contact", id.description)
            case .company(let id): ("company", id.description)
            }
        self = [
            "kind": .string(kind), "id": .string(id), "name": .string(link.name),
            "how": .string(link.how.rawValue),
        ]
    }

    init(_ flags: MessageFlags) {
        self = .array(MessageFlags.names.filter { flags.contains($0.flag) }.map { .string($0.name) })
    }

    init(_ attachment: Attachment) {
        self = [
            "number": JSONValue(attachment.number),
            "name": attachment.name.isEmpty ? .null : .string(attachment.name),
            "type": .string(attachment.type), "size": JSONValue(attachment.size),
            "inline": .bool(attachment.isInline),
        ]
    }

    /// M of CLI.md.
    ///
    /// - Parameters:
    ///   - folder: the decoded name of the message's folder.
    ///   - cc: whom copies went to.
    init(_ message: Message, account: String, folder: String, cc: [Correspondent]) {
        self = [
            "id": .string(message.id.description), "account": .string(account), "folder": .string(folder),
            "uid": JSONValue(message.uid.map(Int.init)), "message_id": .string(message.messageID),
            "thread": .string(message.thread.description), "from": JSONValue(message.from),
            "to": .array(message.to.map(JSONValue.init)), "cc": .array(cc.map(JSONValue.init)),
            "subject": .string(message.subject), "date": JSONValue(message.date),
            "received": JSONValue(message.received), "unread": .bool(message.isUnread),
            "flags": JSONValue(message.flags), "size": JSONValue(message.size),
            "attachments": JSONValue(message.attachmentCount),
            "links": .array(message.links.map(JSONValue.init)),
            "opens": JSONValue(message.opens), "clicks": JSONValue(message.clicks),
            "preview": .string(message.preview),
        ]
    }
}

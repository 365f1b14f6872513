// Responses about mailboxes: LIST, STATUS, NAMESPACE, SEARCH.

extension IMAPScanner {
    mutating func listedMailbox() throws(ProtocolViolation) -> ListedMailbox {
        var attributes: Set<String> = []
        try list { (scanner) throws(ProtocolViolation) in
            attributes.insert(String(decoding: try scanner.atom(), as: UTF8.self).lowercased())
        }
        skipSpaces()
        let separator = try nilOrAString()?.first
        skipSpaces()
        let name = try mailboxName()
        return ListedMailbox(name: name, separator: separator, attributes: attributes)
    }

    /// A mailbox name; a server that leaves the quotes out of a name with spaces gets the rest of the line.
    private mutating func mailboxName() throws(ProtocolViolation) -> MailboxName {
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "{"): return MailboxName(wire: try nilOrString() ?? [])
        default: return MailboxName(wire: Array(try atom()))
        }
    }

    mutating func mailboxStatus() throws(ProtocolViolation) -> MailboxStatus {
        var status = MailboxStatus(name: try mailboxName())
        skipSpaces()
        try list { (scanner) throws(ProtocolViolation) in
            let item = try scanner.word()
            scanner.skipSpaces()
            switch item {
            case "MESSAGES": status.messages = try scanner.number32()
            case "UNSEEN": status.unseen = try scanner.number32()
            case "UIDNEXT": status.uidNext = UID(try scanner.number32())
            case "UIDVALIDITY": status.uidValidity = try scanner.number32()
            case "HIGHESTMODSEQ": status.highestModSeq = try scanner.modSeq()
            default: try scanner.skipValue()
            }
        }
        return status
    }

    mutating func namespaces() throws(ProtocolViolation) -> [MailboxNamespace] {
        var result: [MailboxNamespace] = []
        for kind in [MailboxNamespace.Kind.personal, .others, .shared] {
            skipSpaces()
            guard peek == UInt8(ascii: "(") else {
                if !isAtEnd { try skipValue() }
                continue
            }
            try list { (scanner) throws(ProtocolViolation) in
                try scanner.expect("(")
                let prefix = try scanner.nilOrAString() ?? []
                scanner.skipSpaces()
                let separator = try scanner.nilOrAString()?.first
                result.append(MailboxNamespace(kind: kind, prefix: prefix, separator: separator))
                scanner.skipSpaces()
                while !scanner.skip(")") {  // extensions
                    try scanner.skipValue()
                    scanner.skipSpaces()
                }
            }
        }
        return result
    }

    mutating func search() throws(ProtocolViolation) -> SearchResult {
        var result = SearchResult()
        var ranges: [ClosedRange<UInt32>] = []
        skipSpaces()
        while let byte = peek {
            if byte == UInt8(ascii: "(") {
                try list { (scanner) throws(ProtocolViolation) in
                    let name = try scanner.word()
                    scanner.skipSpaces()
                    if name == "MODSEQ" {
                        result.modSeq = try scanner.modSeq()
                    } else {
                        try scanner.skipValue()
                    }
                }
            } else {
                let number = try number32()
                ranges.append(number...number)
            }
            skipSpaces()
        }
        result.all = UIDSet(ranges: ranges)
        return result
    }

    mutating func extendedSearch() throws(ProtocolViolation) -> SearchResult {
        var result = SearchResult()
        skipSpaces()
        if peek == UInt8(ascii: "(") {  // (TAG "…")
            try skipValue()
            skipSpaces()
        }
        while !isAtEnd {
            let name = try word()
            skipSpaces()
            switch name {
            case "UID": break
            case "ALL": result.all = try numberSet()
            case "COUNT": result.count = try number32()
            case "MIN": result.smallest = try number32()
            case "MAX": result.largest = try number32()
            case "MODSEQ": result.modSeq = try modSeq()
            default: try skipValue()
            }
            skipSpaces()
        }
        return result
    }
}

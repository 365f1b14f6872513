/// Turns the bytes of a terminal into events. Pure: bytes in, events out, at any chunk size.
///
/// Knows UTF-8, xterm's function keys with modifiers (CSI and SS3), the kitty protocol's `CSI u`, SGR mouse
/// reports, bracketed paste and focus reports. A lone ESC cannot be told from the beginning of a sequence:
/// after `isWaitingForEscape` and a pause of about 25 ms the driver calls `escapeTimeoutPassed()`. A paste whose end
/// mark got lost would swallow the keyboard: after `isPasting` and a pause it calls `pasteTimeoutPassed()`.
/// Broken UTF-8 becomes U+FFFD; unknown sequences are dropped whole; nothing grows beyond its limit.
public struct InputDecoder: Sendable {
    /// The most bytes of one paste; the rest of it is dropped.
    public static let pasteLimit = 8 << 20
    /// The most bytes of one escape sequence; longer ones are dropped.
    static let sequenceLimit = 128

    private enum State {
        case ground
        case escape
        /// After ESC [ (with the ESC that made it Alt counted before).
        case control
        /// After ESC O.
        case singleShift
        /// A string that is for programs (OSC, DCS, APC, PM, SOS): skipped to its end. Begins like Alt with
        /// the introducing character.
        case string(UInt8, sawEscape: Bool)
        /// After ESC [ M: three raw bytes of an old mouse report.
        case oldMouse
    }

    private var state = State.ground
    private var sequence: [UInt8] = []
    /// A UTF-8 character that is not complete.
    private var partial: [UInt8] = []
    private var hasAlt = false
    private var paste: PasteCollector?

    public init() {}

    /// True when an ESC, or what follows one, may be a key of its own if nothing comes after it.
    public var isWaitingForEscape: Bool {
        if paste != nil { return false }
        switch state {
        case .escape, .singleShift: return true
        case .control: return sequence.isEmpty
        case .string: return true
        default: return false
        }
    }

    /// True while a paste is not finished.
    public var isPasting: Bool { paste != nil }

    /// Takes the next bytes, however few.
    public mutating func decode(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        var events: [InputEvent] = []
        let bytes = Array(bytes)
        var at = 0
        while at < bytes.count {
            if let (count, text) = paste?.take(bytes[at...]) {
                at += count
                if let text {
                    paste = nil
                    events.append(.paste(text))
                }
            } else {
                take(bytes[at], &events)
                at += 1
            }
        }
        return events
    }

    /// Nothing came after an ESC for a while: what is held becomes keys (`Esc`, `Alt-[`, `Alt-O`).
    public mutating func escapeTimeoutPassed() -> [InputEvent] {
        guard isWaitingForEscape else { return [] }
        var events: [InputEvent] = []
        switch state {
        case .escape: emit(KeyEvent(.escape, hasAlt ? .alt : []), &events)
        case .control: emit(KeyEvent("[", .alt), &events)
        case .singleShift: emit(KeyEvent("O", .alt), &events)
        case .string(let introducer, _):
            // Without anything behind it, it was a key; an answer that stopped midway is dropped.
            if sequence.isEmpty { emit(KeyEvent(Character(Unicode.Scalar(introducer)), .alt), &events) }
        default: break
        }
        reset()
        return events
    }

    /// Nothing came for long in the middle of a paste: its end mark got lost. What came is the paste.
    public mutating func pasteTimeoutPassed() -> [InputEvent] {
        guard let text = paste?.finish() else { return [] }
        paste = nil
        return text.isEmpty ? [] : [.paste(text)]
    }

    private mutating func take(_ byte: UInt8, _ events: inout [InputEvent]) {
        switch state {
        case .ground: ground(byte, &events)
        case .escape: escape(byte, &events)
        case .control: control(byte, &events)
        case .singleShift: singleShift(byte, &events)
        case .oldMouse:
            sequence.append(byte)
            if sequence.count >= 3 { reset() }
        case .string(let introducer, _) where byte == 0x1B: state = .string(introducer, sawEscape: true)
        case .string(_, let sawEscape):
            if sequence.isEmpty { sequence = [byte] }
            if sawEscape {
                reset()
                if byte != UInt8(ascii: "\\") { escape(byte, &events) }
            } else if byte == 0x07 || byte == 0x18 || byte == 0x1A {
                reset()
            }
        }
    }

    private mutating func ground(_ byte: UInt8, _ events: inout [InputEvent]) {
        if !partial.isEmpty || byte >= 0x80 { return utf8(byte, &events) }
        if byte == 0x1B {
            state = .escape
        } else {
            emit(ControlBytes.key(byte), &events)
        }
    }

    private mutating func escape(_ byte: UInt8, _ events: inout [InputEvent]) {
        switch byte {
        case UInt8(ascii: "["): state = .control
        case UInt8(ascii: "O"): state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            state = .string(byte, sawEscape: false)
        case 0x1B:
            if hasAlt {
                emit(KeyEvent(.escape), &events)
            } else {
                hasAlt = true
            }
        case 0x80...:
            state = .ground
            hasAlt = true
            utf8(byte, &events)
        default:
            let key = ControlBytes.key(byte)
            reset()
            emit(KeyEvent(key.key, key.modifiers.union(.alt)), &events)
        }
    }

    private mutating func control(_ byte: UInt8, _ events: inout [InputEvent]) {
        switch byte {
        case 0x1B:
            reset()
            state = .escape
        case 0x18, 0x1A: reset()
        case 0x20...0x3F:
            // Beyond the limit bytes are no longer kept, but the sequence is still read to its end.
            if sequence.count <= Self.sequenceLimit { sequence.append(byte) }
        case UInt8(ascii: "M") where sequence.isEmpty: state = .oldMouse
        case UInt8(ascii: "[") where sequence.isEmpty: sequence.append(byte)  // the Linux console's F1-F5
        case 0x40...0x7E:
            let body = sequence
            let isAlt = hasAlt
            reset()
            guard body.count <= Self.sequenceLimit else { return }
            if body == Array("200".utf8), byte == UInt8(ascii: "~") {
                paste = PasteCollector(limit: Self.pasteLimit)
            } else if let event = ControlSequence(body: body, final: byte).event {
                events.append(isAlt ? event.addingAlt : event)
            }
        default: break
        }
    }

    private mutating func singleShift(_ byte: UInt8, _ events: inout [InputEvent]) {
        if (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: ";") {
            if sequence.count < 8 { sequence.append(byte) }
            return
        }
        let body = sequence
        let isAlt = hasAlt
        reset()
        if byte == 0x1B {
            emit(KeyEvent("O", .alt), &events)
            state = .escape
        } else if let event = ControlSequence(body: body, final: byte).shiftedEvent {
            events.append(isAlt ? event.addingAlt : event)
        }
    }

    private mutating func utf8(_ byte: UInt8, _ events: inout [InputEvent]) {
        if partial.isEmpty {
            guard 0xC2...0xF4 ~= byte else { return character("\u{FFFD}", &events) }
            partial = [byte]
            return
        }
        guard byte & 0xC0 == 0x80 else {
            partial = []
            character("\u{FFFD}", &events)
            return take(byte, &events)
        }
        partial.append(byte)
        let wanted = partial[0] < 0xE0 ? 2 : partial[0] < 0xF0 ? 3 : 4
        guard partial.count == wanted else { return }
        let text = String(decoding: partial, as: UTF8.self)
        partial = []
        character(text.unicodeScalars.count == 1 ? text.first ?? "\u{FFFD}" : "\u{FFFD}", &events)
    }

    private mutating func character(_ character: Character, _ events: inout [InputEvent]) {
        let modifiers: Modifiers = hasAlt ? .alt : []
        hasAlt = false
        emit(KeyEvent(character, modifiers), &events)
    }

    private func emit(_ key: KeyEvent, _ events: inout [InputEvent]) { events.append(.key(key)) }

    private mutating func reset() {
        state = .ground
        sequence.removeAll(keepingCapacity: true)
        hasAlt = false
    }
}

extension InputEvent {
    fileprivate var addingAlt: InputEvent {
        guard case .key(let key) = self else { return self }
        return .key(KeyEvent(key.key, key.modifiers.union(.alt)))
    }
}

/// The keys that send one byte below 0x80.
enum ControlBytes {
    static func key(_ byte: UInt8) -> KeyEvent {
        switch byte {
        case 0x00: KeyEvent(" ", .control)
        case 0x08: KeyEvent("h", .control)
        case 0x09: KeyEvent(.tab)
        case 0x0D: KeyEvent(.enter)
        case 0x7F: KeyEvent(.backspace)
        case 0x01...0x1A: KeyEvent(Character(Unicode.Scalar(byte + 0x60)), .control)
        case 0x1B: KeyEvent(.escape)
        case 0x1C...0x1F: KeyEvent(Character(Unicode.Scalar(byte + 0x40)), .control)
        default: KeyEvent(Character(Unicode.Scalar(byte)))
        }
    }
}

/// A complete `CSI` or `SS3` sequence: parameter bytes and the final byte.
struct ControlSequence {
    let body: [UInt8]
    let final: UInt8

    /// What a CSI sequence means; nil when it is none of ours.
    var event: InputEvent? {
        if body.first == UInt8(ascii: "<") { return mouse }
        if body == [UInt8(ascii: "[")], (0x41...0x45).contains(final) {
            return .key(KeyEvent(.function(Int(final) - 0x40)))
        }
        guard let numbers = Self.numbers(body) else { return nil }
        switch final {
        case UInt8(ascii: "I") where body.isEmpty: return .focus(true)
        case UInt8(ascii: "O") where body.isEmpty: return .focus(false)
        case UInt8(ascii: "Z"): return .key(KeyEvent(.tab, Self.modifiers(numbers, at: 1).union(.shift)))
        case UInt8(ascii: "~"): return tilde(numbers)
        case UInt8(ascii: "u"): return unicode(numbers)
        default: return letter(Self.modifiers(numbers, at: 1))
        }
    }

    /// What it means after ESC O.
    var shiftedEvent: InputEvent? {
        let numbers = Self.numbers(body) ?? []
        let modifiers = Self.modifiers(numbers, at: numbers.count - 1)
        switch final {
        case UInt8(ascii: "M"): return .key(KeyEvent(.enter, modifiers))
        case UInt8(ascii: "j")...UInt8(ascii: "y"):  // keypad: * + , - . / 0-9
            return .key(KeyEvent(Character(Unicode.Scalar(final - 0x40)), modifiers))
        default: return letter(modifiers)
        }
    }

    private func letter(_ modifiers: Modifiers) -> InputEvent? {
        let key: Key? =
            switch final {
            case UInt8(ascii: "A"): .up
            case UInt8(ascii: "B"): .down
            case UInt8(ascii: "C"): .right
            case UInt8(ascii: "D"): .left
            case UInt8(ascii: "F"): .end
            case UInt8(ascii: "H"): .home
            case UInt8(ascii: "P"): .function(1)
            case UInt8(ascii: "Q"): .function(2)
            case UInt8(ascii: "R"): .function(3)
            case UInt8(ascii: "S"): .function(4)
            default: nil
            }
        return key.map { .key(KeyEvent($0, modifiers)) }
    }

    private func tilde(_ numbers: [[Int]]) -> InputEvent? {
        guard let code = numbers.first?.first else { return nil }
        if code == 27 { return otherKey(numbers) }
        let modifiers = Self.modifiers(numbers, at: 1)
        let key: Key? =
            switch code {
            case 1, 7: .home
            case 2: .insert
            case 3: .delete
            case 4, 8: .end
            case 5: .pageUp
            case 6: .pageDown
            case 11...15: .function(code - 10)
            case 17...21: .function(code - 11)
            case 23...26: .function(code - 12)
            case 28, 29: .function(code - 13)
            case 31...34: .function(code - 14)
            default: nil
            }
        return key.map { .key(KeyEvent($0, modifiers)) }
    }

    /// xterm's modifyOtherKeys: `CSI 27 ; modifiers ; code ~`.
    private func otherKey(_ numbers: [[Int]]) -> InputEvent? {
        guard numbers.count > 2, let code = numbers[2].first else { return nil }
        return Self.key(code: code).map { .key(KeyEvent($0, Self.modifiers(numbers, at: 1)).normalized) }
    }

    /// The kitty protocol: `CSI code[:shifted[:base]] ; modifiers[:event] [; text] u`.
    private func unicode(_ numbers: [[Int]]) -> InputEvent? {
        guard body.first != UInt8(ascii: "?"), let code = numbers.first?.first else { return nil }
        if numbers.count > 1, numbers[1].count > 1, numbers[1][1] == 3 { return nil }  // a release
        let modifiers = Self.modifiers(numbers, at: 1)
        guard let key = Self.key(code: code) else { return nil }
        if modifiers.contains(.shift), !modifiers.contains(.control), numbers[0].count > 1,
            let shifted = Self.key(code: numbers[0][1])
        {
            return .key(KeyEvent(shifted, modifiers.subtracting(.shift)))
        }
        return .key(KeyEvent(key, modifiers).normalized)
    }

    private static func key(code: Int) -> Key? {
        switch code {
        case 9: return .tab
        case 13, 57414: return .enter
        case 27: return .escape
        case 8, 127: return .backspace
        case 57399...57408: return Unicode.Scalar(code - 57399 + 0x30).map { .character(Character($0)) }
        case 57358...57454: return nil  // keys without a character: locks, media, modifiers
        default:
            guard code >= 0x20, !(0x7F...0x9F).contains(code), code <= 0x10FFFF,
                !(0xE000...0xF8FF).contains(code),
                let scalar = Unicode.Scalar(UInt32(code))
            else { return nil }
            return .character(Character(scalar))
        }
    }

    /// SGR mouse: `CSI < flags ; column ; row M` (or `m` for a release), places counted from 1.
    private var mouse: InputEvent? {
        guard let numbers = Self.numbers(Array(body.dropFirst())), numbers.count == 3,
            let flags = numbers[0].first, let column = numbers[1].first, let row = numbers[2].first,
            column >= 1, row >= 1, final == UInt8(ascii: "M") || final == UInt8(ascii: "m")
        else { return nil }
        guard let kind = Self.mouseKind(flags, isRelease: final == UInt8(ascii: "m")) else { return nil }
        var modifiers: Modifiers = []
        if flags & 4 != 0 { modifiers.insert(.shift) }
        if flags & 8 != 0 { modifiers.insert(.alt) }
        if flags & 16 != 0 { modifiers.insert(.control) }
        return .mouse(MouseEvent(kind, column: column - 1, row: row - 1, modifiers: modifiers))
    }

    private static func mouseKind(_ flags: Int, isRelease: Bool) -> MouseEvent.Kind? {
        let code = flags & ~(4 | 8 | 16 | 32)
        let isMotion = flags & 32 != 0
        switch code {
        case 0...2:
            let button: MouseEvent.Button = code == 0 ? .left : code == 1 ? .middle : .right
            return isRelease ? .release(button) : isMotion ? .drag(button) : .press(button)
        case 3: return isMotion ? .move : nil
        case 64: return .wheelUp
        case 65: return .wheelDown
        case 66: return .wheelLeft
        case 67: return .wheelRight
        default: return nil
        }
    }

    /// Parameters with their colon parts; a missing number is 0. Nil for other bytes and numbers beyond
    /// seven digits.
    static func numbers(_ body: [UInt8]) -> [[Int]]? {
        guard !body.isEmpty else { return [] }
        var result = [[0]]
        for byte in body {
            switch byte {
            case UInt8(ascii: ";"): result.append([0])
            case UInt8(ascii: ":"): result[result.count - 1].append(0)
            case 0x30...0x39:
                let group = result.count - 1
                let place = result[group].count - 1
                guard result[group][place] < 1_000_000 else { return nil }
                result[group][place] = result[group][place] * 10 + Int(byte - 0x30)
            default: return nil
            }
        }
        return result
    }

    /// The xterm modifier parameter: 1 + a sum of Shift 1, Alt 2, Control 4, Super 8 (kitty), Meta 32.
    static func modifiers(_ numbers: [[Int]], at index: Int) -> Modifiers {
        guard index >= 0, index < numbers.count, let value = numbers[index].first, value > 1 else {
            return []
        }
        let bits = value - 1
        var modifiers: Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & (2 | 32) != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        if bits & 8 != 0 { modifiers.insert(.super) }
        return modifiers
    }
}

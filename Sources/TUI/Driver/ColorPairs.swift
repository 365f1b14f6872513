import CNcurses

/// The colour pairs that ncurses knows, made as they are needed.
struct ColorPairs {
    let depth: ColorDepth
    private let limit: Int32
    private var pairs: [UInt64: Int32] = [:]
    private var next: Int32 = 1
    /// True when the pairs ran out and were given anew: everything must be painted again.
    private(set) var hasRestarted = false
    private var codes: [Color: Int32] = [:]

    init(depth: ColorDepth, limit: Int) {
        self.depth = depth
        self.limit = Int32(min(limit, 32_767))
    }

    mutating func pair(_ foreground: Color, _ background: Color) -> Int32 {
        guard depth > .none, limit > 1 else { return 0 }
        let front = code(foreground)
        let back = code(background)
        if front == -1, back == -1 { return 0 }
        let key = UInt64(UInt32(bitPattern: front)) << 32 | UInt64(UInt32(bitPattern: back))
        if let known = pairs[key] { return known }
        if next >= limit {
            pairs = [:]
            next = 1
            hasRestarted = true
        }
        guard init_extended_pair(next, front, back) == OK else { return 0 }
        pairs[key] = next
        next += 1
        return next - 1
    }

    mutating func takeRestart() -> Bool {
        defer { hasRestarted = false }
        return hasRestarted
    }

    private mutating func code(_ color: Color) -> Int32 {
        if let known = codes[color] { return known }
        let code: Int32 =
            switch color.degraded(to: depth) {
            case .default: -1
            case .ansi(let index), .indexed(let index): Int32(index)
            case .rgb(let red, let green, let blue):
                // Numbers below 256 are palette colours (see DirectColorEntry): a touch of green evades them.
                Int32(red) << 16 | Int32(red == 0 && green == 0 ? 1 : green) << 8 | Int32(blue)
            }
        if codes.count > 4096 { codes = [:] }
        codes[color] = code
        return code
    }
}

import Glibc
import Synchronization

/// Watches the connections of a daemon: who has how many, and who takes too long to say what it wants.
///
/// libmicrohttpd only knows silence; a client that sends a byte now and then would stay for ever. Here a request has a
/// time in which it must be complete. When an address or all together have too many connections, the one that has been
/// asking for longest makes room, so that slow clients cost themselves and not others.
final class ConnectionWatch: Sendable {
    /// What is allowed.
    struct Limits: Hashable, Sendable {
        var connections: Int
        var perAddress: Int
        /// Milliseconds from the connection to the end of the headers.
        var head: Int64
        /// From the headers to the end of the body.
        var body: Int64
        /// From one request to the end of the next one's headers.
        var idle: Int64
    }

    private enum Phase: Hashable {
        case head, body, idle
        /// It waits for us.
        case answering
    }

    private struct Place {
        var descriptor: Int32
        var address: String
        var phase: Phase
        var since: Int64
        var isCut = false
    }

    private struct State {
        var places: [Int: Place] = [:]
        var counts: [String: Int] = [:]
        var total = 0
    }

    let limits: Limits
    /// Addresses of reverse proxies: many clients stand behind one.
    private let proxies: Set<String>
    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// - Parameter now: milliseconds of a clock that only grows.
    init(_ limits: Limits, proxies: Set<String>, now: @escaping @Sendable () -> Int64) {
        self.limits = limits
        self.proxies = proxies
        self.now = now
    }

    /// Whether another connection of an address may come in; may cut one that only asks.
    func admits(_ address: String) -> Bool {
        state.withLock { state in
            if !proxies.contains(address), state.counts[address, default: 0] >= limits.perAddress {
                guard Self.cutOldest(in: &state, of: address) else { return false }
            }
            if state.total >= limits.connections {
                guard Self.cutOldest(in: &state, of: nil) else { return false }
            }
            return true
        }
    }

    /// - Parameter id: tells the connection apart from all others that are open.
    func opened(_ id: Int, descriptor: Int32, address: String) {
        let moment = now()
        state.withLock { state in
            state.places[id] = Place(descriptor: descriptor, address: address, phase: .head, since: moment)
            state.counts[address, default: 0] += 1
            state.total += 1
        }
    }

    /// Call it before the descriptor is closed.
    func closed(_ id: Int) {
        state.withLock { state in
            guard let place = state.places.removeValue(forKey: id), !place.isCut else { return }
            Self.discount(place, in: &state)
        }
    }

    func headersCame(_ id: Int) { enter(.body, id) }
    func bodyCame(_ id: Int) { enter(.answering, id) }
    func answered(_ id: Int) { enter(.idle, id) }

    private func enter(_ phase: Phase, _ id: Int) {
        let moment = phase == .answering ? 0 : now()
        state.withLock { state in
            state.places[id]?.phase = phase
            state.places[id]?.since = moment
        }
    }

    /// Cuts whoever took too long.
    ///
    /// - Returns: how many.
    @discardableResult
    func sweep() -> Int {
        let moment = now()
        return state.withLock { state in
            let late = state.places.filter { isLate($0.value, at: moment) }.map(\.key)
            for id in late { Self.cut(id, in: &state) }
            return late.count
        }
    }

    /// How many connections are open and not cut.
    var count: Int { state.withLock(\.total) }

    private func isLate(_ place: Place, at moment: Int64) -> Bool {
        if place.isCut { return false }
        return switch place.phase {
        case .head: moment - place.since > limits.head
        case .body: moment - place.since > limits.body
        case .idle: moment - place.since > limits.idle
        case .answering: false
        }
    }

    private static func cutOldest(in state: inout State, of address: String?) -> Bool {
        var oldest: (id: Int, since: Int64)?
        for (id, place) in state.places where !place.isCut && place.phase != .answering {
            guard address == nil || place.address == address else { continue }
            // Of those that came in one millisecond, always the same.
            if oldest.map({ (place.since, id) < ($0.since, $0.id) }) ?? true { oldest = (id, place.since) }
        }
        guard let oldest else { return false }
        cut(oldest.id, in: &state)
        return true
    }

    /// The daemon sees the end and closes. The descriptor is still its own: `closed` comes before it goes.
    private static func cut(_ id: Int, in state: inout State) {
        guard let place = state.places[id], !place.isCut else { return }
        shutdown(place.descriptor, Int32(SHUT_RDWR))
        state.places[id]?.isCut = true
        discount(place, in: &state)
    }

    private static func discount(_ place: Place, in state: inout State) {
        state.total -= 1
        let left = state.counts[place.address, default: 1] - 1
        state.counts[place.address] = left > 0 ? left : nil
    }
}

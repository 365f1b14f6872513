import Glibc
import Platform

/// What happened, in the order in which it came.
public enum LoopEvent: Hashable, Sendable {
    case input([InputEvent])
    case resized(columns: Int, rows: Int)
    /// The `deadline` of the loop has passed; it is nil again.
    case deadline
    /// End in order: a signal, or the terminal is gone.
    case terminate(LoopSignal)
}

/// The loop of the screen: waits for keys, signals, jobs of `UIActor` and one deadline; lets all that has
/// come be handled, then asks once for a frame.
@UIActor
public final class UILoop {
    private let terminal: Terminal
    private let signals: SignalSource
    private var decoder = InputDecoder()
    private var escapeDeadline: ContinuousClock.Instant?
    private var pasteDeadline: ContinuousClock.Instant?
    private var isRunning = false
    /// When to send `.deadline`; nil for never. Only the loop's thread sets it, so no wake-up is needed.
    public var deadline: ContinuousClock.Instant?

    /// How long an ESC waits for the rest of a sequence.
    private static let escapeDelay = Duration.milliseconds(25)
    /// How long the keyboard may rest within a paste before its end mark counts as lost.
    private static let pasteDelay = Duration.milliseconds(1500)
    /// Rounds of handling what is there before a frame is drawn in any case.
    private static let roundLimit = 16

    /// Make it before the process starts threads: it takes over their signals.
    public init(terminal: Terminal) {
        self.terminal = terminal
        signals = SignalSource()
    }

    /// Runs until `stop`.
    ///
    /// - Parameters:
    ///   - onEvent: handles one event; state changes, nothing is drawn.
    ///   - draw: the frame to show, or nil when nothing changed. Called once after everything that was
    ///     queued, and first of all at the start.
    public func run(onEvent: (LoopEvent) -> Void, draw: () -> Frame?) {
        isRunning = true
        var waits = false
        while isRunning {
            var round = 0
            while isRunning, handle(waiting: waits && round == 0, onEvent), round < Self.roundLimit {
                round += 1
            }
            guard isRunning else { break }
            if let frame = draw() { terminal.show(frame) }
            waits = true
        }
    }

    /// Lets `run` return.
    public func stop() { isRunning = false }

    /// One poll and what it brings.
    ///
    /// - Returns: whether anything was handled.
    private func handle(waiting: Bool, _ onEvent: (LoopEvent) -> Void) -> Bool {
        var descriptors = [0, signals.descriptor, UIActor.shared.executor.wake.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = poll(&descriptors, nfds_t(descriptors.count), waiting ? timeout : 0)
        if count < 0 { return errno == EINTR }
        var isBusy = false
        if descriptors[1].revents != 0 { isBusy = takeSignals(onEvent) }
        // Input before deadlines: what follows an ESC may be there already.
        if descriptors[0].revents != 0 { isBusy = takeInput(onEvent) || isBusy }
        isBusy = passDeadlines(onEvent) || isBusy
        if descriptors[2].revents != 0 { isBusy = UIActor.shared.executor.drain() || isBusy }
        return isBusy
    }

    /// Milliseconds until the next deadline, rounded up; -1 for none.
    private var timeout: Int32 {
        guard let next = [deadline, escapeDeadline, pasteDeadline].compactMap({ $0 }).min() else { return -1 }
        let left = ContinuousClock.now.duration(to: next)
        guard left > .zero else { return 0 }
        let parts = left.components
        guard parts.seconds < 86_400 else { return 86_400_000 }
        return Int32(parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func passDeadlines(_ onEvent: (LoopEvent) -> Void) -> Bool {
        var isBusy = false
        let now = ContinuousClock.now
        if let at = escapeDeadline, at <= now {
            escapeDeadline = nil
            let events = decoder.escapeTimeoutPassed()
            if !events.isEmpty { onEvent(.input(events)) }
            isBusy = true
        }
        if let at = pasteDeadline, at <= now {
            pasteDeadline = nil
            let events = decoder.pasteTimeoutPassed()
            if !events.isEmpty { onEvent(.input(events)) }
            isBusy = true
        }
        if let at = deadline, at <= now {
            deadline = nil
            onEvent(.deadline)
            isBusy = true
        }
        return isBusy
    }

    private func takeSignals(_ onEvent: (LoopEvent) -> Void) -> Bool {
        let arrived = signals.drain()
        if arrived.contains(.hangUp) { onEvent(.terminate(.hangUp)) }
        if arrived.contains(.terminate) { onEvent(.terminate(.terminate)) }
        if arrived.contains(.stop) { terminal.stop() }
        if arrived.contains(.windowChanged) || arrived.contains(.stop) {
            terminal.takeSize()
            onEvent(.resized(columns: terminal.size.columns, rows: terminal.size.rows))
        }
        return !arrived.isEmpty
    }

    private func takeInput(_ onEvent: (LoopEvent) -> Void) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(0, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return false }
        guard count > 0 else {
            onEvent(.terminate(.hangUp))
            // A terminal that is gone stays readable: there is nothing more to wait for.
            stop()
            return true
        }
        let events = decoder.decode(bytes[..<count])
        escapeDeadline = decoder.isWaitingForEscape ? ContinuousClock.now + Self.escapeDelay : nil
        pasteDeadline = decoder.isPasting ? ContinuousClock.now + Self.pasteDelay : nil
        if !events.isEmpty { onEvent(.input(events)) }
        return true
    }
}

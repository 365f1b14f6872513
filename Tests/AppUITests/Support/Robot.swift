import CRMModel
import TUI

@testable import AppUI

/// A user without a terminal: keys go in, commands and pictures come out.
struct Robot {
    var model: AppModel
    /// What the last message asked for.
    var commands: [Command] = []
    /// Loads that nobody answered yet.
    var open: [(ticket: LoadTicket, request: LoadRequest)] = []
    var changes: [(ticket: ChangeTicket, change: Change)] = []

    init(columns: Int = 160, rows: Int = 45, settings: ScreenSettings = ScreenSettings()) {
        model = AppModel(settings: settings, size: ScreenSize(columns: columns, rows: rows))
        send(.zone(LocalZone(base: 3600)))
        send(.tick(Sample.now))
    }

    mutating func send(_ message: AppMessage) {
        commands = AppUpdate.update(&model, message)
        for command in commands {
            switch command {
            case .load(let ticket, let request):
                open.removeAll { $0.ticket.slot == ticket.slot }
                open.append((ticket, request))
            case .change(let ticket, let change): changes.append((ticket, change))
            default: break
            }
        }
    }

    /// Presses keys, written as in the configuration: `j j Enter`.
    mutating func press(_ keys: String) {
        for key in KeySequence(keys)?.keys ?? [] { send(.input(.key(key))) }
    }

    mutating func type(_ text: String) {
        for character in text { send(.input(.key(KeyEvent(character)))) }
    }

    mutating func wait(_ seconds: Double) { send(.tick(model.clock.now.adding(seconds: seconds))) }

    /// Answers the load of a slot that is waited for.
    mutating func answer(_ slot: LoadSlot, _ loaded: Loaded) {
        guard let index = open.firstIndex(where: { $0.ticket.slot == slot }) else { return }
        send(.loaded(open.remove(at: index).ticket, loaded))
    }

    mutating func answerChange(_ result: ChangeResult) {
        guard !changes.isEmpty else { return }
        send(.changed(changes.removeLast().ticket, result))
    }

    mutating func failChange(_ problem: Problem) {
        guard !changes.isEmpty else { return }
        send(.changeFailed(changes.removeLast().ticket, problem))
    }

    func asked(_ slot: LoadSlot) -> LoadRequest? { open.last { $0.ticket.slot == slot }?.request }

    var changed: [Change] { changes.map(\.change) }

    private static let dark = Theme.builtIn("dark")

    func picture() -> Buffer {
        var buffer = Buffer(columns: model.size.columns, rows: model.size.rows)
        AppView.draw(model, theme: Self.dark, into: &buffer)
        return buffer
    }

    var lines: [String] { (0..<model.size.rows).map { picture().line($0) } }
    var text: String { picture().snapshot }
}

import CRMModel

/// When something on the screen changes by itself.
enum NextTick {
    static func after(_ model: AppModel) -> Timestamp? {
        var due: [Timestamp] = []
        let now = model.clock.now
        if !model.keys.follow.isEmpty, !model.keys.showsFollow(at: now) {
            due.append(model.keys.since.adding(seconds: KeyInput.patience))
        }
        due += model.notices.toasts.map(\.until)
        due += model.notices.undos.map(\.until)
        if !model.notices.sends.isEmpty { due.append(nextSecond(now)) }
        if let event = model.notices.live {
            // It says how long ago: in quarters of a minute, then with the clock.
            let age = now.seconds(since: event.at)
            if age < 60 { due.append(event.at.adding(seconds: Double(max(0, Int(age) / 15) + 1) * 15)) }
        }
        due += [model.list.search.dueAt, model.reader.dueAt].compactMap(\.self)
        if let composer = model.composer {
            due += [composer.preview.dueAt, composer.saving.dueAt].compactMap(\.self)
        }
        due.append(nextMinute(now))
        return due.min().map { max($0, now) }
    }

    private static func nextSecond(_ now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: (now.milliseconds / 1000 + 1) * 1000)
    }

    private static func nextMinute(_ now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: (now.milliseconds / 60_000 + 1) * 60_000)
    }
}

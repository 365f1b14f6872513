import Glibc
import Platform
import Testing

@testable import TUI

@UIActor
private final class Counter {
    var count = 0
    var order: [Int] = []
}

/// The loop's thread: blocking one of the pool's would keep the tasks that it waits for from running.
private actor LoopThread {
    private nonisolated let executor = ThreadExecutor(name: "test-loop")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    func run<Value: Sendable>(_ body: @Sendable () -> Value) -> Value { body() }
}

@Suite(.timeLimit(.minutes(2))) struct `Actor of the screen` {
    @Test func `runs its jobs in their order where it was entered and drained`() async {
        await LoopThread().run {
            UIActor.enter {
                let counter = Counter()
                for number in 0..<100 { Task { @UIActor in counter.order.append(number) } }
                Task.detached { for _ in 0..<100 { await Self.increment(counter) } }
                let executor = UIActor.shared.executor
                while counter.count < 100 || counter.order.count < 100 {
                    var descriptor = pollfd(fd: executor.wake.descriptor, events: Int16(POLLIN), revents: 0)
                    _ = poll(&descriptor, 1, -1)
                    executor.drain()
                }
                #expect(counter.order == Array(0..<100))
            }
        }
    }

    @UIActor private static func increment(_ counter: Counter) { counter.count += 1 }
}

@Suite struct `Theme folder` {
    @Test func `gives the themes of a person, who may have none`() throws {
        let root = String(#filePath.dropLast("Tests/TUITests/UIActorTests.swift".count))
        let themes = try ThemeFolder.themes(in: root + "themes")
        #expect(Set(themes.keys) == Set(ThemeLibrary().names))
        #expect(try ThemeFolder.themes(in: root + "no such folder").isEmpty)
    }
}

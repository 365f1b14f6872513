import CRMModel

/// When something on the screen changes by itself.
enum NextTick {
    static func after(_ model: AppModel) -> Timestamp? { nil }
}

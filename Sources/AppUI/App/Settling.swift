/// Fits what the screens hold to the size of the terminal.
enum Settling {
    static func settle(_ model: inout AppModel) {}
}

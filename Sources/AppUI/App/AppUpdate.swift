/// What happens to the screen.
public enum AppUpdate {
    /// Takes a message into the model and says what is to be done about it.
    public static func update(_ model: inout AppModel, _ message: AppMessage) -> [Command] {
        model.settle()
        return []
    }
}

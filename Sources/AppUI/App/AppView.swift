public import TUI

/// How the screen looks.
public enum AppView {
    /// Draws the whole screen.
    public static func draw(_ model: AppModel, theme: Theme, into buffer: inout Buffer) {
        buffer.fill(buffer.bounds, theme.style(.screen))
    }
}

/// What the screen is to show: cells and the cursor.
public struct Frame: Hashable, Sendable {
    /// How the cursor looks, where the terminal can show it.
    public enum CursorShape: Int, Hashable, Sendable { case block = 2, underline = 4, bar = 6 }

    public var buffer: Buffer
    /// Where the cursor is; nil hides it.
    public var cursor: Point?
    public var cursorShape: CursorShape

    public init(_ buffer: Buffer, cursor: Point? = nil, cursorShape: CursorShape = .bar) {
        self.buffer = buffer
        self.cursor = cursor
        self.cursorShape = cursorShape
    }
}

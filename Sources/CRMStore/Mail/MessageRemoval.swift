import CRMModel

/// Removes a message with everything that hangs on it, the full-text entries included.
enum MessageRemoval {
    static func remove(_ message: Int64, in connection: any Connection) throws(StoreError) {
        try SearchIndex.remove(message, in: connection)
        try connection.run(.removeMessage, [.integer(message)])
    }

    static let catalogue: [CataloguedStatement] = [Statement.removeMessage.listed()]
}

extension Statement where Row == Void {
    fileprivate static let removeMessage = Statement(
        named: "removeMessage", "DELETE FROM messages WHERE id = $1")
}

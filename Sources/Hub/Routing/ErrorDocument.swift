import Platform

/// The body of a failed API call.
enum ErrorDocument {
    static func text(code: String, message: String) -> String {
        let error: JSONValue = ["code": .string(code), "message": .string(message)]
        return JSONValue.object([.init("error", error)]).serialized
    }
}

import Foundation

/// Why a server can't be started, or why a client has no answer: one line.
///
/// It is not a `LocalizedError`: those are about data, and a lesson ends with another status for them.
public struct ServerError: Error, CustomStringConvertible, Equatable, Sendable {
    /// `127.0.0.1, port 8080: can't be bound: Address already in use`
    public let message: String

    /// The same.
    public var description: String { message }

    package init(_ message: String) {
        self.message = message
    }

    /// A message with the system's words for an error number, by default that of the last call.
    static func system(_ message: String, _ number: Int32 = errno) -> ServerError {
        ServerError("\(message): \(String(cString: strerror(number)))")
    }
}

import CLibPQ

/// The reason why PostgreSQL didn't do something, in its own words.
public struct PostgresError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The SQLSTATE, five characters; nil where the server said nothing.
    public var state: String?
    /// One line, without values of rows and without credentials.
    public var message: String
    /// Whether the connection is gone, so that nobody knows how far the server came.
    public var isLost: Bool

    /// Creates an error.
    public init(state: String? = nil, message: String, isLost: Bool = false) {
        (self.state, self.message, self.isLost) = (state, message, isLost)
    }

    /// The message.
    public var description: String { message }

    /// Reads the error of a result.
    init(_ result: OpaquePointer?, on connection: OpaquePointer) {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        let isBad = PQstatus(connection) == CONNECTION_BAD
        // 57P01 to 57P03: the server is being stopped, or started.
        let isEnding = state.map { $0.hasPrefix("08") || ["57P01", "57P02", "57P03"].contains($0) } ?? false
        self.init(
            state: state, message: primary ?? Self.line(PQerrorMessage(connection)), isLost: isBad || isEnding)
    }

    /// Reads the error of a connection.
    init(_ connection: OpaquePointer?) {
        self.init(message: Self.line(PQerrorMessage(connection)), isLost: PQstatus(connection) == CONNECTION_BAD)
    }

    private static func line(_ text: UnsafePointer<CChar>?) -> String {
        let text = text.map { String(cString: $0) } ?? ""
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0.isWhitespace } }
        return lines.isEmpty ? "PostgreSQL gave no reason" : lines.joined(separator: " ")
    }
}

import Foundation

/// The place of a store in a PostgreSQL server: an address that libpq understands, and a schema.
///
/// `postgres://user@host:5432/shop?schema=acme&sslmode=require`: everything but the schema is libpq's. A password isn't part of it, for
/// an address is seen in lists of processes and logs: libpq reads `PGPASSWORD` and `~/.pgpass`.
public struct PostgresAddress: Sendable, Hashable {
    /// A reason why an address can't be used, as one line.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// The reason.
        public var description: String
    }

    /// The schema where none is named.
    public static let defaultSchema = "shopguide"
    /// The address without the schema.
    public let server: String
    /// The schema.
    public let schema: String

    /// Whether a text is meant as such an address.
    public static func isOne(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// Reads an address.
    ///
    /// - Throws: ``Problem``.
    public init(_ text: String) throws {
        guard Self.isOne(text) else { throw Problem(description: "\(text): isn't postgres://user@host:port/database") }
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = halves[0].drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
        let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
        let options = halves.dropFirst().joined().split(separator: "&")
        guard !user.contains(":"), !options.contains(where: { $0.hasPrefix("password=") }) else {
            throw Problem(
                description: "the address of the store has a password in it, which others would see; "
                    + "set PGPASSWORD, or write it into ~/.pgpass")
        }
        let named = options.last { $0.hasPrefix("schema=") }?.dropFirst("schema=".count)
        let schema = named.map { $0.removingPercentEncoding ?? String($0) } ?? Self.defaultSchema
        guard 1...63 ~= schema.utf8.count, !schema.utf8.contains(0), !schema.hasPrefix("pg_") else {
            throw Problem(
                description:
                    "schema \"\(schema)\": must have 1 to 63 bytes, and can't begin with pg_, which is the server's")
        }
        let others = options.filter { !$0.hasPrefix("schema=") }.joined(separator: "&")
        server = halves[0] + (others.isEmpty ? "" : "?\(others)")
        self.schema = schema
    }

    /// The address as messages name it; with the schema, where it isn't the usual one.
    public var text: String { schema == Self.defaultSchema ? server : address(ofSchema: schema) }

    /// The address of another schema on the same server.
    public func address(ofSchema schema: String) -> String {
        let letters = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
        let escaped = schema.addingPercentEncoding(
            withAllowedCharacters: letters.union(CharacterSet(charactersIn: "-_.")))
        return server + (server.contains("?") ? "&" : "?") + "schema=\(escaped ?? schema)"
    }

    /// The schema as SQL takes it.
    public var quotedSchema: String { "\"\(schema.replacing("\"", with: "\"\""))\"" }
}

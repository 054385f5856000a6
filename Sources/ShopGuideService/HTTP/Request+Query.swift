import Foundation
import Hummingbird

/// The query parameters of a request.
struct QueryParameters {
    private let values: [String: [String]]

    /// Parses the query.
    ///
    /// - Throws: ``Problem`` for a malformed query, naming a parameter that is unknown or repeated.
    init(_ request: Request, _ known: String...) throws { try self.init(request, known: known, repeated: []) }

    /// Parses a query in which some parameters may be repeated.
    ///
    /// - Throws: ``Problem`` for a malformed query, naming a parameter that is unknown, or repeated and may not be.
    init(_ request: Request, known: [String], repeated: [String]) throws {
        var values: [String: [String]] = [:]
        for item in (request.uri.query ?? "").split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func text(_ part: Substring) -> String? {
                part.replacing("+", with: " ").removingPercentEncoding
            }
            guard let name = text(parts[0]), let value = text(parts.count > 1 ? parts[1] : "") else {
                throw Problem(.badRequest, "the query isn't percent-encoded UTF-8")
            }
            guard known.contains(name) else {
                let list = known.isEmpty ? "none" : known.joined(separator: ", ")
                throw Problem(field: name, "unknown parameter; known are \(list)")
            }
            values[name, default: []].append(value)
            guard values[name]?.count == 1 || repeated.contains(name) else {
                throw Problem(field: name, "must not be repeated")
            }
        }
        self.values = values
    }

    /// Returns a text of 1 to `bytes` bytes, if present.
    func text(_ name: String, bytes: Int = 2000) throws -> String? {
        guard let value = values[name]?.first else { return nil }
        guard 1...bytes ~= value.utf8.count else {
            throw Problem(field: name, "must be 1 to \(bytes) bytes long (got \(value.utf8.count))")
        }
        guard !value.utf8.contains(0) else { throw Problem(field: name, "must not contain control characters") }
        return value
    }

    /// Returns an id as it is, if present.
    func id(_ name: String) -> String? { values[name]?.first }

    /// Returns all values of a parameter, in their order.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Returns an integer in `range`, or the default if absent.
    func number(_ name: String, in range: ClosedRange<Int> = .min ... .max, default absent: Int) throws -> Int {
        guard let value = values[name]?.first else { return absent }
        guard let number = Int(value), range ~= number else {
            throw Problem(
                field: name, "must be between \(range.lowerBound) and \(range.upperBound) (got \(value.prefix(40)))")
        }
        return number
    }

    /// Returns a Boolean, or the default if absent.
    func flag(_ name: String, default absent: Bool) throws -> Bool {
        guard let value = values[name]?.first else { return absent }
        guard let flag = Bool(value) else {
            throw Problem(field: name, "must be true or false (got \(value.prefix(40)))")
        }
        return flag
    }

    /// Returns the row after which a page starts, if present.
    func cursor() throws -> Int64? {
        guard let text = try text("cursor", bytes: 400) else { return nil }
        guard text.hasPrefix("after-"), let row = Int64(text.dropFirst(6)), row >= 0 else {
            throw Problem(field: "cursor", "must be the `next` of a previous page (got \(text.prefix(40)))")
        }
        return row
    }

    /// Returns the cursor of the page after a row.
    static func cursor(after row: Int64?) -> String? { row.map { "after-\($0)" } }
}

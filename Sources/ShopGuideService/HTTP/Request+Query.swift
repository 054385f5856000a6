import Foundation
import Hummingbird

/// The parameters of a request's query.
struct Query {
    private let values: [String: String]

    /// Reads the query.
    ///
    /// - Throws: ``Problem`` naming a parameter that isn't known, or is there twice.
    init(_ request: Request, _ known: String...) throws {
        var values: [String: String] = [:]
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
                throw Problem(field: name, "isn't a parameter; there are \(list)")
            }
            guard values.updateValue(value, forKey: name) == nil else { throw Problem(field: name, "is there twice") }
        }
        self.values = values
    }

    /// A text, if it is there.
    func text(_ name: String, bytes: Int = 2000) throws -> String? {
        guard let value = values[name] else { return nil }
        guard 1...bytes ~= value.utf8.count else { throw Problem(field: name, "must be of 1 to \(bytes) bytes") }
        guard !value.utf8.contains(0) else { throw Problem(field: name, "has a control character") }
        return value
    }

    /// A whole number, or what holds where it isn't there.
    func number(_ name: String, in range: ClosedRange<Int>, default usual: Int) throws -> Int {
        guard let value = values[name] else { return usual }
        guard let number = Int(value), range ~= number else {
            throw Problem(field: name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Yes or no, or what holds where it isn't there.
    func flag(_ name: String, default usual: Bool) throws -> Bool {
        guard let value = values[name] else { return usual }
        guard let flag = Bool(value) else { throw Problem(field: name, "must be true or false") }
        return flag
    }

    /// Where a page begins: after this row.
    func cursor() throws -> Int64? {
        guard let text = try text("cursor", bytes: 400) else { return nil }
        guard text.hasPrefix("after-"), let row = Int64(text.dropFirst(6)), row >= 0 else {
            throw Problem(field: "cursor", "isn't the next of a page")
        }
        return row
    }

    /// The text of a cursor.
    static func cursor(after row: Int64?) -> String? { row.map { "after-\($0)" } }
}

import Foundation
import GRDB
import ShopGuide

extension SQLiteStore {
    /// Finds the products that have the most, and the rarest, of a query's tokens.
    public func lexicalMatches(_ query: LexicalQuery, limit: Int) throws -> LexicalMatches {
        try read { database in
            var reading = try TokenReading(database)
            try reading.read(query.tokens)
            if query.parts.count > 1 { try reading.readAll(query.parts, limit: limit) }
            return try reading.matches(query, limit: limit)
        }
    }
}

/// The reading of the lists of products that have the tokens of a query.
///
/// The table's own rank (bm25) would be computed for each of maybe tens of thousands of rows; sums of rarities are made here while the
/// lists are read, rare tokens first, and up to a number of rows in all.
private struct TokenReading {
    private let database: Database
    /// About the number of products.
    private let products: Int64
    private var scores: [Int64: Double] = [:]
    /// The rarities of tokens, by token.
    private var rarities: [String: Double] = [:]
    /// The rows that may still be read.
    private var budget = Self.mostRows

    /// The rows of all tokens together that are read at most, and of each token at first.
    private static let (mostRows, rowsAtFirst) = (16_384, 1024)

    init(_ database: Database) throws {
        self.database = database
        products = try Int64.fetchOne(database, sql: "SELECT max(row) FROM products") ?? 0
    }

    /// The rows that have a token, or several, in order.
    private static let rows = "SELECT rowid FROM search WHERE search MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?"

    /// Reads the lists of tokens.
    mutating func read(_ tokens: [String]) throws {
        var frequent: [(token: String, rows: [Int64])] = []
        for token in tokens where Self.isToken(token) {
            let rows = try rows(with: [token], after: 0, limit: Self.rowsAtFirst)
            if rows.count < Self.rowsAtFirst { add(rows, of: token) } else { frequent.append((token, rows)) }
        }
        // Lists that don't come to an end get what is left, in equal parts.
        for (place, (token, first)) in frequent.enumerated() {
            let share = budget / (frequent.count - place) - first.count
            let rest = share > 0 ? try rows(with: [token], after: first.last ?? 0, limit: share) : []
            add(first + rest, of: token)
        }
    }

    /// Reads the rows that have all of some tokens, so that they are known however frequent each token is.
    mutating func readAll(_ parts: [String], limit: Int) throws {
        guard parts.allSatisfy({ rarities[$0] != nil }) else { return }
        let score = parts.reduce(0) { $0 + (rarities[$1] ?? 0) }
        for row in try rows(with: parts, after: 0, limit: limit) { scores[row] = max(scores[row] ?? 0, score) }
    }

    private mutating func add(_ rows: [Int64], of token: String) {
        guard !rows.isEmpty else { return }
        budget -= rows.count
        let count = Double(rows.count)
        let rarity = log(1 + max(0, Double(products) - count + 0.5) / (count + 0.5))
        rarities[token] = rarity
        for row in rows { scores[row, default: 0] += rarity }
    }

    private func rows(with tokens: [String], after row: Int64, limit: Int) throws -> [Int64] {
        let statement = try BoundStatement(database, Self.rows)
        defer { statement.reset() }
        statement.bind(tokens.map { "\"\($0)\"" }.joined(separator: " AND "), at: 1)
        statement.bind(row, at: 2)
        statement.bind(Int64(limit), at: 3)
        var rows: [Int64] = []
        while try statement.step() { rows.append(statement.integer(0) ?? 0) }
        return rows
    }

    /// Whether a text is a token of the table: within quotation marks it is then no syntax.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            }
    }

    /// Returns the best rows as products.
    func matches(_ query: LexicalQuery, limit: Int) throws -> LexicalMatches {
        var best = TopK(max(1, limit))
        for (row, score) in scores { best.offer(Int(row), Float(score)) }
        let statement = try BoundStatement(database, "SELECT id FROM products WHERE row = ?")
        var matches: [LexicalMatches.Match] = []
        for (row, score) in best.entries().prefix(limit) {
            defer { statement.reset() }
            statement.bind(Int64(row), at: 1)
            guard try statement.step(), let id = statement.text(0) else { continue }
            matches.append(LexicalMatches.Match(id: id, score: Double(score)))
        }
        return LexicalMatches(matches, absent: Set(query.tokens.filter { rarities[$0] == nil }))
    }
}

import Foundation
import ShopGuide

/// The reading of the lists of products that have the tokens of a query.
///
/// A database's own rank would be computed for each of maybe tens of thousands of rows; sums of rarities are made here while the
/// lists are read, rare tokens first, and up to a number of rows in all.
struct TokenReading {
    /// Returns the first rows after one that have all of some tokens, in order; the last argument is their number at most.
    typealias Rows = (_ tokens: [String], _ row: Int64, _ limit: Int) throws -> [Int64]

    private let rows: Rows
    /// About the number of products.
    private let products: Int64
    private var scores: [Int64: Double] = [:]
    /// The rarities of tokens, by token.
    private var rarities: [String: Double] = [:]
    /// The rows that may still be read.
    private var budget = Self.mostRows

    /// The rows of all tokens together that are read at most, and of each token at first.
    private static let (mostRows, rowsAtFirst) = (16_384, 1024)

    /// Reads the lists of a query's tokens.
    ///
    /// - Parameters:
    ///   - query: The tokens.
    ///   - limit: The most products that have all parts.
    ///   - products: About the number of products.
    ///   - rows: Reads a list.
    /// - Throws: The error of a list that can't be read.
    init(_ query: LexicalQuery, limit: Int, among products: Int64, _ rows: @escaping Rows) throws {
        (self.products, self.rows) = (products, rows)
        try read(query.tokens)
        if query.parts.count > 1 { try readAll(query.parts, limit: limit) }
    }

    /// Reads the lists of tokens.
    private mutating func read(_ tokens: [String]) throws {
        var frequent: [(token: String, rows: [Int64])] = []
        for token in tokens where Self.isToken(token) {
            let rows = try rows([token], 0, Self.rowsAtFirst)
            if rows.count < Self.rowsAtFirst { add(rows, of: token) } else { frequent.append((token, rows)) }
        }
        // Lists that don't come to an end get what is left, in equal parts.
        for (place, (token, first)) in frequent.enumerated() {
            let share = budget / (frequent.count - place) - first.count
            let rest = share > 0 ? try rows([token], first.last ?? 0, share) : []
            add(first + rest, of: token)
        }
    }

    /// Reads the rows that have all of some tokens, so that they are known however frequent each token is.
    private mutating func readAll(_ parts: [String], limit: Int) throws {
        guard parts.allSatisfy({ rarities[$0] != nil }) else { return }
        let score = parts.reduce(0) { $0 + (rarities[$1] ?? 0) }
        for row in try rows(parts, 0, limit) { scores[row] = max(scores[row] ?? 0, score) }
    }

    private mutating func add(_ rows: [Int64], of token: String) {
        guard !rows.isEmpty else { return }
        budget -= rows.count
        let count = Double(rows.count)
        let rarity = log(1 + max(0, Double(products) - count + 0.5) / (count + 0.5))
        rarities[token] = rarity
        for row in rows { scores[row, default: 0] += rarity }
    }

    /// Whether a text is a token, in which nothing is the syntax of any store.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            }
    }

    /// Returns the best products and the tokens that none has.
    ///
    /// - Parameters:
    ///   - query: The tokens that were read.
    ///   - limit: The most products.
    ///   - id: Returns the id of the product in a row.
    /// - Returns: The products, the best first, of equals the older.
    /// - Throws: What `id` throws.
    func matches(_ query: LexicalQuery, limit: Int, id: (Int64) throws -> String?) rethrows -> LexicalMatches {
        var best = TopK(max(1, limit))
        for (row, score) in scores { best.offer(Int(row), Float(score)) }
        let matches = try best.entries().prefix(limit).compactMap { row, score in
            try id(Int64(row)).map { LexicalMatches.Match(id: $0, score: Double(score)) }
        }
        return LexicalMatches(matches, absent: Set(query.tokens.filter { rarities[$0] == nil }))
    }
}

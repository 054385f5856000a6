import Foundation
import GRDB
import ShopGuide

extension Database {
    /// Passes shoppers with their rows to `body`, in the order of rows; a limit of -1 is none.
    func forEachShopper(
        where condition: String, _ arguments: [BoundValue], limit: Int = -1, _ body: (Int64, Shopper) throws -> Void
    ) throws {
        let statement = try BoundStatement(
            self,
            """
            SELECT shoppers.id, markets.id, attributes, shoppers.row FROM shoppers
            LEFT JOIN markets ON markets.row = shoppers.market
            WHERE \(condition) ORDER BY shoppers.row LIMIT ?
            """)
        defer { statement.reset() }
        statement.bind(arguments + [.integer(Int64(limit))])
        let decoder = JSONDecoder()
        while try statement.step() {
            try body(statement.integer(3) ?? 0, try Shopper(statement, decoder))
        }
    }

    /// Returns the interaction of an id, its own or its place's, if there is one.
    func interaction(_ id: String) throws -> Interaction? {
        var found: Interaction?
        if let place = SourceLine(id) {
            try forEachInteraction(
                where: "source = (SELECT row FROM sources WHERE digest = ?) AND line = ?",
                [.text(place.source), .integer(Int64(place.line))], order: "1", limit: 1
            ) { found = $1 }
        } else {
            try forEachInteraction(where: "event = ?", [.text(id)], order: "1", limit: 1) { found = $1 }
        }
        return found
    }

    /// Passes interactions with their rows to `body`; a limit of -1 is none.
    func forEachInteraction(
        where condition: String, _ arguments: [BoundValue], order: String = "interactions.row", limit: Int = -1,
        _ body: (Int64, Interaction) throws -> Void
    ) throws {
        let statement = try BoundStatement(
            self,
            """
            SELECT event, sources.digest, line, shoppers.id, products.id, kind, value, time, markets.id,
                interactions.row
            FROM interactions JOIN shoppers ON shoppers.row = shopper JOIN products ON products.row = product
            LEFT JOIN sources ON sources.row = source LEFT JOIN markets ON markets.row = interactions.market
            WHERE \(condition) ORDER BY \(order) LIMIT ?
            """)
        defer { statement.reset() }
        statement.bind(arguments + [.integer(Int64(limit))])
        while try statement.step() { try body(statement.integer(9) ?? 0, Interaction(statement)) }
    }
}

import Foundation
import GRDB
public import ShopGuide
import Synchronization

/// The answer to a request that had a key of its own, kept so that the same request isn't done twice.
public struct AnsweredRequest: Sendable, Hashable {
    /// What the request was, as a digest.
    public var digest: String
    /// What was answered.
    public var answer: String

    /// Creates an answer.
    public init(digest: String, answer: String) {
        self.digest = digest
        self.answer = answer
    }
}

extension StoreWriter {
    /// Returns the answer to an earlier request of the same key.
    public func answer(to key: String) throws -> AnsweredRequest? {
        try Row.fetchOne(database, sql: "SELECT digest, answer FROM answered_requests WHERE key = ?", arguments: [key])
            .map { AnsweredRequest(digest: $0[0], answer: $0[1]) }
    }

    /// Keeps the answer to a request; those that are older than a moment are forgotten.
    public func keep(_ answer: AnsweredRequest, to key: String, at time: Timestamp, forgetting old: Timestamp) throws {
        try database.execute(sql: "DELETE FROM answered_requests WHERE created < ?", arguments: [old.milliseconds])
        try database.execute(
            sql: "INSERT INTO answered_requests (key, digest, answer, created) VALUES (?, ?, ?, ?)",
            arguments: [key, answer.digest, answer.answer, time.milliseconds])
    }

    /// Keeps a setting of the store.
    public func set(_ name: String, to value: String) throws {
        try database.execute(
            sql:
                "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, value])
    }

    /// Makes a market known; nothing happens where it is.
    public func save(_ market: Market) throws { _ = try madeRow(of: market.id, in: .markets) }

    /// Returns the interaction of an id, its own or its place's, if there is one.
    public func interaction(_ id: String) throws -> Interaction? {
        var found: Interaction?
        if let place = SourceLine(id) {
            try Store.interactions(
                in: database,
                where: "source = (SELECT row FROM sources WHERE digest = ?) AND line = \(place.line)", [place.source],
                order: "1", limit: 1
            ) { found = $1 }
        } else {
            try Store.interactions(in: database, where: "event = ?", [id], order: "1", limit: 1) { found = $1 }
        }
        return found
    }
}

extension Store {
    /// Takes over what is in the log into the store while others read and write, so that no transaction has to wait for all of it; what
    /// comes meanwhile is left for the next time.
    ///
    /// - Throws: ``StoreError``.
    public func takeOverLog() throws {
        do {
            try logTaker.withLock { taker in
                if taker == nil {
                    var configuration = Configuration()
                    configuration.label = "store.log"
                    configuration.busyMode = .immediateError
                    taker = try DatabaseQueue(path: path, configuration: configuration)
                }
                _ = try taker?.writeWithoutTransaction { try $0.checkpoint(.passive) }
            }
        } catch let error as DatabaseError {
            // Somebody else does it.
            guard error.resultCode.primaryResultCode != .SQLITE_BUSY else { return }
            throw StoreError(error, path: path)
        }
    }

    /// Returns a setting of the store.
    public func setting(_ name: String) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name]) }
    }

    /// The markets, in the order of their codes.
    public func markets() throws -> [Market] {
        try read { try String.fetchAll($0, sql: "SELECT id FROM markets ORDER BY id") }.compactMap { Market(id: $0) }
    }

    /// How many interactions of each kind a shopper has.
    public func interactionCounts(of shopper: String) throws -> [String: Int] {
        try read { database in
            let sql = """
                SELECT kind, count(*) FROM interactions WHERE shopper = (SELECT row FROM shoppers WHERE id = ?)
                GROUP BY kind
                """
            let rows = try Row.fetchAll(database, sql: sql, arguments: [shopper])
            return Dictionary(
                uniqueKeysWithValues: rows.map {
                    (Interaction.Kind(number: $0[0])?.rawValue ?? "\($0[0] as Int64)", $0[1] as Int)
                })
        }
    }

    /// How much is known of a market.
    public struct MarketContents: Sendable, Hashable, Codable, Identifiable {
        /// Its code.
        public var id: String
        /// Products that are said to be sold there.
        public var products: Int
        /// Shoppers who shop there.
        public var shoppers: Int
        /// What was done there.
        public var interactions: Int
    }

    /// Counts what is known of each market, in the order of their codes.
    public func marketContents() throws -> [MarketContents] {
        try read { database in
            func counts(_ sql: String) throws -> [String: Int] {
                let rows = try Row.fetchAll(database, sql: sql)
                return Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }) { $0 + $1 }
            }
            var products: [String: Int] = [:]
            let lists = try counts("SELECT markets, count(*) FROM products WHERE markets IS NOT NULL GROUP BY markets")
            for (list, count) in lists {
                for market in list.split(separator: " ") { products[String(market), default: 0] += count }
            }
            func byMarket(_ table: String) throws -> [String: Int] {
                try counts(
                    "SELECT markets.id, count(*) FROM \(table) JOIN markets ON markets.row = \(table).market GROUP BY 1"
                )
            }
            let (shoppers, interactions) = (try byMarket("shoppers"), try byMarket("interactions"))
            return try String.fetchAll(database, sql: "SELECT id FROM markets ORDER BY id").map {
                MarketContents(
                    id: $0, products: products[$0] ?? 0, shoppers: shoppers[$0] ?? 0,
                    interactions: interactions[$0] ?? 0)
            }
        }
    }

    /// Empties the log beside the store, which otherwise has what was removed for a while.
    ///
    /// - Throws: ``StoreError`` where somebody is reading what it has.
    public func emptyLog() throws {
        // Two can't take over the log at once.
        try logTaker.withLock { _ in
            do { _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) } } catch let error
                as DatabaseError
            {
                throw StoreError(error, path: path)
            }
        }
    }
}

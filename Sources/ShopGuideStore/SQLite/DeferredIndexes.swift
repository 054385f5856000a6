import GRDB

/// The indexes of interactions that a first import makes at its end: to sort all rows once takes a fraction of the time of finding each
/// row's place among millions.
///
/// A reader meanwhile, or after the import was killed, finds the same rows, slower; opening a store makes what is missing.
enum DeferredIndexes {
    private static let columns = [
        (name: "interactions_by_shopper", column: "shopper"), (name: "interactions_by_product", column: "product"),
    ]

    /// Removes the indexes where there is no interaction yet.
    static func drop(_ database: Database) throws {
        guard try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM interactions)") ?? false else {
            return
        }
        for (name, _) in columns { try database.execute(sql: "DROP INDEX IF EXISTS \(name)") }
    }

    /// Makes those that are missing.
    static func make(_ database: Database) throws {
        for (name, column) in columns {
            try database.execute(sql: "CREATE INDEX IF NOT EXISTS \(name) ON interactions (\(column))")
        }
    }

    /// Whether any is missing.
    static func areMissing(_ database: Database) throws -> Bool {
        let names = columns.map { "'\($0.name)'" }.joined(separator: ", ")
        let found = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name IN (\(names))"
        return try Int.fetchOne(database, sql: found) != columns.count
    }
}

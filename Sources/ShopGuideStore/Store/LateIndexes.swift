import GRDB

/// The indexes of interactions that a first import makes at its end: to sort all rows once takes a fraction of the time of finding each
/// row's place among millions.
///
/// Whoever reads meanwhile, or after the import was killed, finds the same rows, slower; opening a store makes what is missing.
enum LateIndexes {
    private static let columns = [
        (name: "interactions_by_shopper", column: "shopper"), (name: "interactions_by_product", column: "product"),
    ]

    /// Takes the indexes away where there is no interaction yet.
    static func putOff(_ database: Database) throws {
        guard try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM interactions)") ?? false else {
            return
        }
        for (name, _) in columns { try database.execute(sql: "DROP INDEX IF EXISTS \(name)") }
    }

    /// Makes those that aren't there.
    static func make(_ database: Database) throws {
        for (name, column) in columns {
            try database.execute(sql: "CREATE INDEX IF NOT EXISTS \(name) ON interactions (\(column))")
        }
    }

    /// Whether any isn't there.
    static func areMissing(_ database: Database) throws -> Bool {
        let names = columns.map { "'\($0.name)'" }.joined(separator: ", ")
        let there = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name IN (\(names))"
        return try Int.fetchOne(database, sql: there) != columns.count
    }
}

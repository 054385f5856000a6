import GRDB

extension SQLiteStore: StoredTables {
    func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) throws -> [[StoredValue]] {
        let places = repeatElement("?", count: table.keys).joined(separator: ", ")
        let sql = """
            SELECT \(Self.selection(of: table)) FROM \(table.name)
            WHERE \(table.condition)\(key == nil ? "" : " AND (\(table.keyNames)) > (\(places))")
            ORDER BY \(table.keyNames) LIMIT ?
            """
        return try read { database in
            let statement = try BoundStatement(database, sql)
            defer { statement.reset() }
            statement.bind((key ?? []) + [.integer(Int64(limit))])
            var rows: [[StoredValue]] = []
            while try statement.step() {
                rows.append(table.columns.enumerated().map { statement.value($1, Int32($0)) })
            }
            return rows
        }
    }

    /// The columns in SQL: the markets of a product come from their own table.
    private static func selection(of table: StoredTable) -> String {
        table.columns.map { column in
            column.name == StoredTable.markets && table.name == "products"
                ? Database.marketsOfProduct : column.name
        }.joined(separator: ", ")
    }

    func lastKey(of table: StoredTable) throws -> [StoredValue]? {
        let order = table.columns.prefix(table.keys).map { "\($0.name) DESC" }.joined(separator: ", ")
        return try read { database in
            let statement = try BoundStatement(
                database,
                "SELECT \(table.keyNames) FROM \(table.name) WHERE \(table.condition) ORDER BY \(order) LIMIT 1")
            defer { statement.reset() }
            guard try statement.step() else { return nil }
            return table.columns.prefix(table.keys).enumerated().map { statement.value($1, Int32($0)) }
        }
    }

    func add(_ rows: [[StoredValue]], to table: StoredTable) throws {
        let columns = table.columns.filter { table.name != "products" || $0.name != StoredTable.markets }
        let places = repeatElement("?", count: columns.count).joined(separator: ", ")
        let names = columns.map(\.name).joined(separator: ", ")
        try mapped {
            try database.write { database in
                let statement = try BoundStatement(
                    database, "INSERT INTO \(table.name) (\(names)) VALUES (\(places))")
                for row in rows {
                    statement.bind(Array(row.prefix(columns.count)))
                    try statement.run()
                    if columns.count < row.count { try Self.add(markets: row[columns.count], of: row[0], database) }
                }
            }
        }
    }

    private static func add(markets: StoredValue, of product: StoredValue, _ database: Database) throws {
        guard case .text(let codes) = markets else { return }
        for (place, code) in codes.split(separator: " ").enumerated() {
            let statement = try BoundStatement(
                database,
                "INSERT INTO product_markets (product, place, market) SELECT ?, ?, row FROM markets WHERE id = ?")
            statement.bind([product, .integer(Int64(place)), .text(String(code))])
            try statement.run()
        }
    }

    func lastRows() throws -> (interactions: Int64, shoppers: Int64) {
        let state = try read { try FeedState($0) }
        return (state.interactions, state.shoppers)
    }

    func continueRows(after last: (interactions: Int64, shoppers: Int64)) throws {
        try mapped {
            try database.write {
                try $0.execute(
                    sql: "UPDATE feed SET interactions = max(interactions, ?), shoppers = max(shoppers, ?)",
                    arguments: [last.interactions, last.shoppers])
                // Rows came as they are, without the words of their products.
                try $0.execute(sql: "UPDATE search_version SET version = 0")
                try SearchTable.fill($0)
            }
        }
    }
}

extension BoundStatement {
    fileprivate func value(_ column: StoredTable.Column, _ place: Int32) -> StoredValue {
        switch column {
        case .integer: integer(place).map { .integer($0) } ?? .null
        case .double: double(place).map { .double($0) } ?? .null
        case .text: text(place).map { .text($0) } ?? .null
        case .bytes: isNull(place) ? .null : .bytes(bytes(place))
        }
    }

    fileprivate func bind(_ values: [StoredValue]) {
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .null: break
            case .integer(let number): bind(number, at: place)
            case .double(let number): bind(number, at: place)
            case .text(let text): bind(text, at: place)
            case .bytes(let bytes): bind(bytes: bytes, at: place)
            }
        }
    }
}

import ShopGuidePostgres

extension PostgresStore: StoredTables {
    func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) throws -> [[StoredValue]] {
        try read { try $0.rows(of: table, after: key, limit: limit) }
    }

    func lastKey(of table: StoredTable) throws -> [StoredValue]? {
        let order = table.columns.prefix(table.keys).map { "\($0.name) DESC" }.joined(separator: ", ")
        var key: [StoredValue]?
        try read {
            try $0.query(
                "SELECT \(table.keyNames) FROM \(table.name) WHERE \(table.condition) ORDER BY \(order) LIMIT 1"
            ) { row in key = table.columns.prefix(table.keys).enumerated().map { StoredValue($1, row, Int32($0)) } }
        }
        return key
    }

    func add(_ rows: [[StoredValue]], to table: StoredTable) throws {
        var copy = PostgresCopyRows()
        for row in rows {
            guard !row.contains(where: \.hasNUL) else {
                throw StoreError(
                    .badRequest,
                    "a row of \(table.name) has a NUL character, which PostgreSQL can't keep; remove it first")
            }
            copy.append(row.map(\.forPostgres))
        }
        _ = try transaction { writer in
            try writer.connection.copy("COPY \(table.name) (\(table.names)) FROM STDIN (FORMAT binary)", copy)
        }
    }

    func lastRows() throws -> (interactions: Int64, shoppers: Int64) {
        let state = try read { try $0.feedState() }
        return (state.interactions, state.shoppers)
    }

    func continueRows(after last: (interactions: Int64, shoppers: Int64)) throws {
        _ = try transaction { writer in
            for table in NamedTable.allCases {
                let row = try writer.connection.integer("SELECT max(row) FROM \(table)") ?? 0
                writer.feed[table] = max(writer.feed[table], row)
            }
            writer.feed[.shoppers] = max(writer.feed[.shoppers], last.shoppers)
            writer.feed.interactions = max(writer.feed.interactions, last.interactions)
            // Rows came as they are, without the words of their products.
            try writer.connection.send("UPDATE feed SET tokens = 0")
        }
        try mapped { try pool.withConnection { try Self.fillTokens($0) } }
    }
}

extension PostgresConnection {
    /// Returns rows of a table in the order of its key.
    func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) throws -> [[StoredValue]] {
        let places = (1...table.keys).map { "$\($0 + 1)" }.joined(separator: ", ")
        let sql = """
            SELECT \(table.names) FROM \(table.name)
            WHERE \(table.condition)\(key == nil ? "" : " AND (\(table.keyNames)) > (\(places))")
            ORDER BY \(table.keyNames) LIMIT $1
            """
        var rows: [[StoredValue]] = []
        try query(sql, [.integer(Int64(limit))] + (key ?? []).map(\.forPostgres)) { row in
            rows.append(table.columns.enumerated().map { StoredValue($1, row, Int32($0)) })
        }
        return rows
    }
}

extension StoredValue {
    fileprivate init(_ column: StoredTable.Column, _ row: PostgresRow, _ place: Int32) {
        switch column {
        case .integer: self = row.integer(place).map { .integer($0) } ?? .null
        case .double: self = row.double(place).map { .double($0) } ?? .null
        case .text: self = row.text(place).map { .text($0) } ?? .null
        case .bytes: self = row.data(place).map { .bytes($0) } ?? .null
        }
    }

    fileprivate var forPostgres: PostgresValue {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .text(let text): .text(text)
        case .bytes(let bytes): .bytes(bytes)
        }
    }

    fileprivate var hasNUL: Bool { if case .text(let text) = self { text.utf8.contains(0) } else { false } }
}

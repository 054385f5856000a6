import GRDB
import ShopGuide
import ShopGuideFeeds

extension SQLiteStoreWriter {
    /// Adds an example to a category, which is made where it is new; an example of the same id is replaced.
    ///
    /// - Throws: ``RowProblem`` where the category's examples were made by another encoder.
    public func teach(_ example: StoredExample, to category: String, encoder: String) throws {
        let created = example.created.milliseconds
        let opening = try BoundStatement(
            database,
            "INSERT INTO taught_categories (id, encoder, created) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")
        opening.bind([.text(category), .text(encoder), .integer(created)])
        try opening.run()
        let known = try BoundStatement(database, "SELECT row, encoder FROM taught_categories WHERE id = ?")
        defer { known.reset() }
        known.bind(category, at: 1)
        guard try known.step() else { return }
        guard known.text(1) == encoder else {
            throw RowProblem("category \"\(category)\" was taught with another model; forget it and teach it again")
        }
        let statement = try BoundStatement(
            database,
            """
            INSERT INTO taught_examples (category, id, embedding, created, picture) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (category, id) DO UPDATE
                SET embedding = excluded.embedding, created = excluded.created, picture = excluded.picture
            """)
        statement.bind(known.integer(0), at: 1)
        statement.bind(example.id, at: 2)
        statement.bind(example.embedding, at: 3)
        statement.bind(created, at: 4)
        statement.bind(example.picture, at: 5)
        try statement.run()
        changes.add(.category, id: category)
    }

    /// Removes an example; the category stays, even if it was the last.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func removeExample(_ id: String, from category: String) throws -> Bool {
        try database.execute(
            sql:
                "DELETE FROM taught_examples WHERE id = ? AND category = (SELECT row FROM taught_categories WHERE id = ?)",
            arguments: [id, category])
        guard database.changesCount > 0 else { return false }
        changes.add(.category, id: category)
        return true
    }

    /// Removes a category and its examples.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func forgetCategory(_ id: String) throws -> Bool {
        let statement = try BoundStatement(database, "DELETE FROM taught_categories WHERE id = ?")
        statement.bind(id, at: 1)
        try statement.run()
        guard database.changesCount > 0 else { return false }
        changes.add(.category, id: id)
        return true
    }

    /// Counts the examples of a taught category, as the transaction sees it.
    public func examples(of category: String) throws -> Int {
        let sql =
            "SELECT count(*) FROM taught_examples WHERE category = (SELECT row FROM taught_categories WHERE id = ?)"
        return try Int.fetchOne(database, sql: sql, arguments: [category]) ?? 0
    }
}

extension SQLiteStore {
    /// Returns the taught categories, in the order in which they were first taught.
    public func taughtCategories() throws -> [StoredCategory] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT id, encoder, created FROM taught_categories ORDER BY row").map {
                row in
                StoredCategory(id: row[0], encoder: row[1], created: Timestamp(milliseconds: row[2]))
            }
        }
    }

    /// Returns the examples of a taught category, in the order of their ids.
    public func taughtExamples(of category: String) throws -> [StoredExample] {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT id, embedding, created, picture FROM taught_examples
                WHERE category = (SELECT row FROM taught_categories WHERE id = ?) ORDER BY id
                """)
            defer { statement.reset() }
            statement.bind(category, at: 1)
            var examples: [StoredExample] = []
            while try statement.step() {
                let created = Timestamp(milliseconds: statement.integer(2) ?? 0)
                examples.append(
                    StoredExample(
                        id: statement.text(0) ?? "", embedding: statement.floats(1), created: created,
                        picture: statement.text(3)))
            }
            return examples
        }
    }

    /// Returns the fingerprints of the pictures that a category's examples have.
    public func taughtPictures(of category: String) throws -> [ExactID: String] {
        let sql = """
            SELECT id, picture FROM taught_examples
            WHERE category = (SELECT row FROM taught_categories WHERE id = ?) AND picture IS NOT NULL
            """
        return try read { database in
            let rows = try Row.fetchAll(database, sql: sql, arguments: [category])
            return Dictionary(rows.map { (ExactID($0[0]), $0[1]) }) { first, _ in first }
        }
    }
}

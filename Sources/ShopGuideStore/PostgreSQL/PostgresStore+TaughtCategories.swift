import ShopGuide
import ShopGuideFeeds
import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Adds an example to a category, which is made where it is new; an example of the same id is replaced.
    func teach(_ example: StoredExample, to category: String, encoder: String) throws {
        let created = PostgresValue.integer(example.created.milliseconds)
        let values = try checked([.text(category), .text(encoder), .text(example.id), PostgresValue(example.picture)])
        try connection.send(
            """
            INSERT INTO taught_categories (id, encoder, created, row)
            VALUES ($1, $2, $3, (SELECT coalesce(max(row), 0) + 1 FROM taught_categories)) ON CONFLICT (id) DO NOTHING
            """, [values[0], values[1], created])
        var found: (row: Int64, encoder: String)?
        try connection.query("SELECT row, encoder FROM taught_categories WHERE id = $1", [values[0]]) {
            found = ($0.integer(0) ?? 0, $0.text(1) ?? "")
        }
        guard let found, found.encoder == encoder else {
            throw RowProblem("category \"\(category)\" was taught with another model; forget it and teach it again")
        }
        try connection.send(
            """
            INSERT INTO taught_examples (category, id, embedding, created, picture) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (category, id) DO UPDATE
                SET embedding = excluded.embedding, created = excluded.created, picture = excluded.picture
            """, [.integer(found.row), values[2], .bytes(example.embedding.bytes), created, values[3]])
        changes.add(.category, id: category)
    }

    /// Removes an example; the category stays, even if it was the last.
    @discardableResult
    func removeExample(_ id: String, from category: String) throws -> Bool {
        let count = try connection.query(
            "DELETE FROM taught_examples WHERE id = $1 AND category = (SELECT row FROM taught_categories WHERE id = $2)",
            checked([.text(id), .text(category)]))
        if count > 0 { changes.add(.category, id: category) }
        return count > 0
    }

    /// Removes a category and its examples.
    @discardableResult
    func forgetCategory(_ id: String) throws -> Bool {
        let count = try connection.query("DELETE FROM taught_categories WHERE id = $1", checked([.text(id)]))
        if count > 0 { changes.add(.category, id: id) }
        return count > 0
    }

    /// Counts the examples of a taught category, as the transaction sees it.
    func examples(of category: String) throws -> Int {
        let sql =
            "SELECT count(*) FROM taught_examples WHERE category = (SELECT row FROM taught_categories WHERE id = $1)"
        return Int(try connection.integer(sql, checked([.text(category)])) ?? 0)
    }
}

extension PostgresStore {
    /// Returns the taught categories, in the order in which they were first taught.
    public func taughtCategories() throws -> [StoredCategory] {
        var categories: [StoredCategory] = []
        try read {
            try $0.query("SELECT id, encoder, created FROM taught_categories ORDER BY row") {
                categories.append(
                    StoredCategory(
                        id: $0.text(0) ?? "", encoder: $0.text(1) ?? "",
                        created: Timestamp(milliseconds: $0.integer(2) ?? 0)))
            }
        }
        return categories
    }

    /// Returns the examples of a taught category, in the order of their ids.
    public func taughtExamples(of category: String) throws -> [StoredExample] {
        var examples: [StoredExample] = []
        try read {
            try $0.query(
                """
                SELECT id, embedding, created, picture FROM taught_examples
                WHERE category = (SELECT row FROM taught_categories WHERE id = $1) ORDER BY id
                """, [.text(category)]
            ) {
                examples.append(
                    StoredExample(
                        id: $0.text(0) ?? "", embedding: $0.floats(1),
                        created: Timestamp(milliseconds: $0.integer(2) ?? 0), picture: $0.text(3)))
            }
        }
        return examples
    }

    /// Returns the fingerprints of the pictures that a category's examples have.
    public func taughtPictures(of category: String) throws -> [ExactID: String] {
        var pictures: [ExactID: String] = [:]
        try read {
            try $0.query(
                """
                SELECT id, picture FROM taught_examples
                WHERE category = (SELECT row FROM taught_categories WHERE id = $1) AND picture IS NOT NULL
                """, [.text(category)]
            ) { pictures[ExactID($0.text(0) ?? "")] = $0.text(1) }
        }
        return pictures
    }
}

import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Counts the contents of the store.
    public func contents() throws -> StoreContents {
        try read(consistently: true) { connection in
            func count(_ table: String) throws -> Int {
                Int(try connection.integer("SELECT count(*) FROM \(table)") ?? 0)
            }
            return StoreContents(
                products: try count("products"), categories: try count("categories"),
                markets: try connection.texts("SELECT id FROM markets ORDER BY id"), shoppers: try count("shoppers"),
                interactions: Interaction.Kind.named(
                    try connection.counts("SELECT kind::text, count(*) FROM interactions GROUP BY kind")),
                embeddings: try connection.counts("SELECT name, count(*) FROM embeddings GROUP BY name"),
                taught: try count("taught_categories"), unfinishedImports: try count("imports WHERE finished = 0"))
        }
    }

    /// Reads the rows that refer to others and returns those that refer to none, one line each; none where the store is sound.
    public func problems() throws -> [String] {
        let references = [
            ("categories", "parent", "categories"), ("products", "category", "categories"),
            ("embeddings", "product", "products"), ("points", "product", "products"),
            ("shoppers", "market", "markets"), ("interactions", "shopper", "shoppers"),
            ("interactions", "product", "products"), ("interactions", "market", "markets"),
            ("interactions", "source", "sources"), ("exposures", "experiment", "experiments"),
            ("exposed_products", "experiment", "experiments"), ("source_products", "source", "product_sources"),
            ("source_arrivals", "source", "product_sources"),
        ]
        return try read(consistently: true) { connection in
            try references.compactMap { table, column, other in
                let strays = try connection.integer(
                    """
                    SELECT count(*) FROM \(table) AS one LEFT JOIN \(other) AS other ON other.row = one.\(column)
                    WHERE one.\(column) IS NOT NULL AND other.row IS NULL
                    """)
                guard let strays, strays > 0 else { return nil }
                return "\(strays) rows of \(table) refer to rows of \(other) that aren't there"
            }
        }
    }

    /// Has the server overwrite what was removed; it moves changes from its log by itself.
    public func checkpoint(_ mode: CheckpointMode) throws {
        guard mode == .truncate else { return }
        try read { try $0.execute("VACUUM interactions, shoppers, exposures, exposed_products") }
    }
}

import Foundation
public import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Returns an imported embedding of a product, if it has one of that name.
    public func embedding(named name: String, of product: String) throws -> [Float]? {
        var found: [Float]?
        try read {
            try $0.query(
                "SELECT vector FROM embeddings WHERE name = $1 AND product = (SELECT row FROM products WHERE id = $2)",
                [.text(name), .text(product)]
            ) { found = $0.floats(0) }
        }
        return found
    }

    /// Passes the imported embeddings of a name to `body`, each with its product's id, in the products' order.
    public func forEachEmbedding(
        named name: String, _ body: (_ product: String, _ vector: [Float]) throws -> Void
    ) throws {
        try read {
            try $0.query(
                """
                SELECT products.id, vector FROM embeddings JOIN products ON products.row = embeddings.product
                WHERE name = $1 ORDER BY products.row
                """, [.text(name)], streaming: true
            ) { try body($0.text(0) ?? "", $0.floats(1)) }
        }
    }

    /// Returns the embeddings of products that a model made, in one query; those that aren't stored are absent.
    public func modelEmbeddings(of products: [String], model: String) throws -> [ExactID: ModelEmbedding] {
        var found: [ExactID: ModelEmbedding] = [:]
        try read {
            try $0.query(
                """
                SELECT products.id, fingerprint, numbers FROM points JOIN products ON products.row = points.product
                WHERE products.id = ANY($1::text[]) AND model = $2
                """, [.texts(products), .text(model)]
            ) { row in
                found[ExactID(row.text(0) ?? "")] = ModelEmbedding(
                    fingerprint: row.integer(1) ?? 0, values: row.floats(2))
            }
        }
        return found
    }

    /// Passes every product to `body`, in the order in which they came, with the embedding of it that a model made, if it is stored.
    public func forEachProduct(
        withEmbeddingOf model: String, _ body: (Product, ModelEmbedding?) throws -> Void
    ) throws {
        let decoder = JSONDecoder()
        try read {
            try $0.query(
                """
                SELECT \(PostgresConnection.productColumns), fingerprint, numbers FROM products
                LEFT JOIN categories ON categories.row = products.category
                LEFT JOIN points ON points.product = products.row AND model = $1 ORDER BY products.row
                """, [.text(model)], streaming: true
            ) { row in
                let embedding = row.integer(12).map { ModelEmbedding(fingerprint: $0, values: row.floats(13)) }
                try body(try Product(row, decoder), embedding)
            }
        }
    }

    /// Passes the embeddings that a model made to `body`, each with its product's id, in the products' order.
    public func forEachModelEmbedding(
        of model: String, _ body: (_ product: String, _ embedding: ModelEmbedding) throws -> Void
    ) throws {
        try read {
            try $0.query(
                """
                SELECT products.id, fingerprint, numbers FROM points JOIN products ON products.row = points.product
                WHERE model = $1 ORDER BY products.row
                """, [.text(model)], streaming: true
            ) {
                try body(
                    $0.text(0) ?? "", ModelEmbedding(fingerprint: $0.integer(1) ?? 0, values: $0.floats(2)))
            }
        }
    }
}

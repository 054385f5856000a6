/// A product with its embedding.
public struct EmbeddedProduct: Sendable {
    /// The product.
    public var product: Product
    /// The numbers by which it is compared with others.
    public var embedding: [Float]
    /// The digest of the model that made the embedding; embeddings of different models can't be compared.
    public var modelDigest: String
    /// The state of the ready vectors that the embedding was made of; 0 where there were none.
    public var vectorState: UInt64

    /// Creates an embedded product.
    public init(_ product: Product, _ embedding: [Float], modelDigest: String, vectorState: UInt64 = 0) {
        self.vectorState = vectorState
        self.product = product
        self.embedding = embedding
        self.modelDigest = modelDigest
    }
}

/// The error of an embedding that can't be compared with those of an index; the product has to be embedded again.
public struct StaleEmbedding: Error, Sendable, Hashable, CustomStringConvertible {
    /// The product's id.
    public let product: String
    /// The model that made the embedding, and its width.
    public let found: String
    /// The model whose embeddings the index holds, and their width.
    public let expected: String

    init(_ embedded: EmbeddedProduct, modelDigest: String, dimensions: Int) {
        product = embedded.product.id
        found = "model \(embedded.modelDigest.prefix(12)), \(embedded.embedding.count) numbers"
        expected = "model \(modelDigest.prefix(12)), \(dimensions) numbers"
    }

    /// One line that names the product and both models.
    public var description: String {
        "product \"\(product)\" has an embedding of \(found); needed is one of \(expected): embed it again"
    }
}

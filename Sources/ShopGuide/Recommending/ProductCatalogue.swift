/// The part of an index that depends on products alone: they, their embeddings, and the search for similar ones.
///
/// A shop's products are read into one, and it is what a snapshot keeps.
public struct ProductCatalogue: Sendable {
    /// The digest of the model that made the embeddings.
    public let modelDigest: String
    /// The products by slot.
    private(set) var products: ProductTable
    /// The embeddings by slot.
    private(set) var embeddings: EmbeddingTable
    /// The search for similar embeddings.
    private(set) var vectors: InvertedFileIndex
    /// Whether there is an embedding, by slot, while the catalogue is filled.
    private var isEmbedded: [Bool] = []

    /// Creates an empty catalogue, to be filled and then to be prepared for searches.
    public init(modelDigest: String, dimensions: Int) {
        self.modelDigest = modelDigest
        products = ProductTable()
        embeddings = EmbeddingTable(dimensions: dimensions)
        vectors = InvertedFileIndex(dimensions: dimensions)
    }

    init(modelDigest: String, _ products: ProductTable, _ embeddings: EmbeddingTable, _ vectors: InvertedFileIndex) {
        self.modelDigest = modelDigest
        (self.products, self.embeddings, self.vectors) = (products, embeddings, vectors)
    }

    /// The number of products.
    public var count: Int { products.count }

    /// The width of the embeddings.
    public var dimensions: Int { embeddings.dimensions }

    /// Returns a product; nil where there is none of that id.
    public func product(_ id: String) -> Product? { products[id] }

    /// Adds a product; to be called before searches are prepared.
    ///
    /// - Parameters:
    ///   - product: The product.
    ///   - embedding: Its embedding; empty for one that comes later.
    /// - Throws: ``StaleEmbedding`` for one of another width.
    public mutating func add(_ product: Product, _ embedding: [Float]) throws(StaleEmbedding) {
        guard embedding.isEmpty || embedding.count == dimensions else {
            throw StaleEmbedding(
                EmbeddedProduct(product, embedding, modelDigest: modelDigest), modelDigest: modelDigest,
                dimensions: dimensions)
        }
        let slot = products.insert(product)
        // A product that the model could not embed is there too, and similar to nothing.
        let hasValues = !embedding.isEmpty && embedding.allSatisfy(\.isFinite)
        let vector = hasValues ? embedding : [Float](repeating: 0, count: dimensions)
        if slot == embeddings.count {
            embeddings.append(vector)
            isEmbedded.append(!embedding.isEmpty)
        } else {
            embeddings.replace(slot, with: vector)
            isEmbedded[slot] = !embedding.isEmpty
        }
    }

    /// Prepares searches among all products that were added.
    ///
    /// - Parameter lanes: The threads.
    public mutating func prepareSearches(lanes: Int) {
        let (embeddings, isEmbedded) = (embeddings, isEmbedded)
        vectors = InvertedFileIndex(dimensions: dimensions, slots: embeddings.count, lanes: lanes) { slots in
            embeddings.block(slots) { isEmbedded[$0] }
        }
        self.isEmbedded = []
    }
}

extension RecommendationIndex {
    /// Creates an index of products of which nobody has seen any yet.
    public init(_ catalogue: ProductCatalogue) {
        self.init(
            modelDigest: catalogue.modelDigest, catalogue.products, catalogue.embeddings, vectors: catalogue.vectors)
    }

    /// Returns the slot of a product.
    package func slot(of product: String) -> Int? { products.slot(of: product) }

    /// Returns the number of a shopper who is known.
    package func number(of shopper: String) -> Int? { interactions.knownNumber(of: shopper) }

    /// The products as they are now; nil where another vector index is in use. Later changes copy what they touch, and nothing else.
    package var catalogue: ProductCatalogue? {
        guard let inverted = vectors as? InvertedFileIndex else { return nil }
        return ProductCatalogue(modelDigest: modelDigest, products, embeddings, inverted)
    }
}

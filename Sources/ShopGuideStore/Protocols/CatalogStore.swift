public import ShopGuide

/// The products of a shop with their embeddings, and its markets.
public protocol CatalogStore: Sendable {
    /// Returns products by their ids, in one query; ids of which there is none are absent.
    func products(_ ids: [String]) throws -> [ExactID: Product]

    /// Returns the number of products; ``Store/contents()`` counts everything, which takes longer.
    func productCount() throws -> Int

    /// Returns whether some product has an imported embedding of a name.
    func hasEmbeddings(named name: String) throws -> Bool

    /// Passes every product to `body`, one at a time, in the order in which they came.
    ///
    /// - Parameters:
    ///   - category: The category of the products, those of the categories below it included; all where it is nil.
    ///   - body: Receives a product; it must not use the store.
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEachProduct(in category: ShopGuide.Category?, _ body: (Product) throws -> Void) throws

    /// Passes some products to `body`, evenly from all of them, without reading the others.
    ///
    /// - Parameters:
    ///   - places: The number of places among all products.
    ///   - count: The products of each place at most, which follow each other.
    ///   - body: Receives the products of a place, in the order in which they came; it must not use the store.
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEachPlace(_ places: Int, following count: Int, _ body: ([Product]) throws -> Void) throws

    /// Returns some products, in the order in which they came.
    ///
    /// - Parameters:
    ///   - filter: The choice of products.
    ///   - cursor: The ``StorePage/next`` of the page before; nil for the first page.
    ///   - limit: The most products of a page.
    /// - Returns: A page.
    /// - Throws: ``StoreError`` where the store can't be read.
    func products(_ filter: CatalogueFilter, after cursor: Int64?, limit: Int) throws -> StorePage<Product>

    /// Returns the names of a table's attributes, in order: the columns of an export.
    func attributeNames(of table: TableKind) throws -> [String]

    /// Returns whether a product has more than one picture.
    func hasFurtherImages() throws -> Bool

    /// Returns the languages of products' titles, in order.
    func titleLanguages() throws -> [String]

    /// Returns the markets, in the order of their codes.
    func markets() throws -> [Market]

    /// Counts the contents of each market, in the order of their codes.
    func marketContents() throws -> [MarketContents]

    /// Returns an imported embedding of a product, if it has one of that name.
    func embedding(named name: String, of product: String) throws -> [Float]?

    /// Passes the imported embeddings of a name to `body`, each with its product's id, in the products' order.
    func forEachEmbedding(named name: String, _ body: (_ product: String, _ vector: [Float]) throws -> Void) throws

    /// Returns the embeddings of products that a model made, by the products' ids; those that aren't stored are absent.
    func modelEmbeddings(of products: [String], model: String) throws -> [ExactID: ModelEmbedding]

    /// Passes every product to `body`, one at a time, in the order in which they came, with the embedding of it that a model made, if it is
    /// stored.
    func forEachProduct(
        withEmbeddingOf model: String, _ body: (Product, ModelEmbedding?) throws -> Void
    ) throws

    /// Passes the embeddings that a model made to `body`, each with its product's id, in the products' order.
    func forEachModelEmbedding(
        of model: String, _ body: (_ product: String, _ embedding: ModelEmbedding) throws -> Void
    ) throws
}

extension CatalogStore {
    /// Returns a product, if there is one of that id.
    public func product(_ id: String) throws -> Product? { try products([id])[ExactID(id)] }

    /// Returns the embedding of a product that a model made, if it is stored.
    public func modelEmbedding(of product: String, model: String) throws -> ModelEmbedding? {
        try modelEmbeddings(of: [product], model: model)[ExactID(product)]
    }

    /// Passes every product to `body`, one at a time, in the order in which they came.
    public func forEachProduct(_ body: (Product) throws -> Void) throws { try forEachProduct(in: nil, body) }
}

/// The changes of a catalogue.
public protocol CatalogWriter {
    /// Saves a product.
    ///
    /// - Returns: Whether it is new, not a replacement.
    @discardableResult
    func save(_ product: Product) throws -> Bool

    /// Has a product counted as changed, where something that isn't stored with it is.
    func markChanged(_ product: String) throws

    /// Saves a market; nothing happens where it is known.
    func save(_ market: Market) throws

    /// Saves an embedding of a product that was made elsewhere.
    ///
    /// - Parameters:
    ///   - vector: Its values, all finite.
    ///   - name: The name of the embedding, for a product may have several.
    ///   - product: The product's id.
    /// - Throws: ``RowProblem`` where there is no such product, a value isn't a finite number, or others of that name have more
    ///   or fewer values.
    func save(embedding vector: [Float], named name: String, of product: String) throws

    /// Saves the embedding of a product that a model made; it can be made again at any time, and is no part of exports.
    ///
    /// - Throws: ``RowProblem`` where there is no such product.
    func save(_ embedding: ModelEmbedding, of product: String, model: String) throws

    /// Removes the embeddings that a model made, of all products.
    func removeEmbeddings(ofModel model: String) throws

    /// Removes a product, its embeddings and the interactions with it.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func removeProduct(_ id: String) throws -> Bool

    /// Returns the reference of a product's picture, as the transaction sees it.
    func image(of product: String) throws -> String?
}

/// An embedding of a product that a model made, and the state of the product that it was made of.
public struct ModelEmbedding: Sendable, Hashable {
    /// A digest of what the model saw of the product; another one means that the product has changed since.
    public var fingerprint: Int64
    /// The values.
    public var values: [Float]

    /// Creates an embedding.
    public init(fingerprint: Int64, values: [Float]) {
        self.fingerprint = fingerprint
        self.values = values
    }
}

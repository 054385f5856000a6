import Dispatch
import FewShotData
package import ShopGuide
package import ShopGuideStore

/// The embeddings of a store's products by a model; each product is embedded once, and its embedding kept in the store until it changes.
package struct ProductEmbeddings: Sendable {
    private let store: any Store
    private let model: CategoryModel
    private let rows: ProductRows
    private let vectors: ProductVectors

    /// The number of products that are embedded together.
    private static let batch = 256
    /// The batches that are embedded at the same time.
    private let lanes: Int

    /// Finds the embeddings of a store's products by a model.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - model: The model.
    ///   - lanes: The batches that are embedded at the same time.
    init(_ store: any Store, _ model: CategoryModel, lanes: Int = 1) {
        (self.store, self.model, self.lanes) = (store, model, max(1, lanes))
        rows = ProductRows(model.parts, model.profile, pictures: PictureReader(web: WebPictures(beside: store)))
        vectors = ProductVectors(store, model, pictures: rows.pictures)
    }

    /// Returns every product with its embedding, in the order in which they came; those that have none yet are embedded.
    ///
    /// - Parameter progress: Receives the number of products that have been embedded, and of how many.
    /// - Returns: The products.
    /// - Throws: ``StoreError``, the error of a model that failed, or what `progress` throws.
    package func all(_ progress: (Int, Int) throws -> Void = { _, _ in }) throws -> [EmbeddedProduct] {
        var (all, missing) = ([EmbeddedProduct](), [Int]())
        try forEach { product, embedding in
            if embedding.isEmpty { missing.append(all.count) }
            all.append(embedded(product, embedding))
        }
        let step = Self.batch * lanes
        for start in stride(from: 0, to: missing.count, by: step) {
            let places = missing[start..<min(start + step, missing.count)]
            for (place, product) in zip(places, try embedAndKeep(places.map { all[$0].product })) {
                all[place] = product
            }
            try progress(start + places.count, missing.count)
        }
        return all
    }

    /// Passes every product to a body, one at a time, in the order in which they came.
    ///
    /// - Parameter body: Receives a product with its embedding; an empty one where the store has none of the product as it is now.
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEach(_ body: (Product, [Float]) throws -> Void) throws {
        let states = try vectors.states()
        try store.forEachProduct(withEmbeddingOf: model.digest) { product, embedding in
            let isFresh =
                embedding?.values.count == model.dimensions
                && embedding?.fingerprint == fingerprint(of: product, states(product))
            try body(product, isFresh ? embedding?.values ?? [] : [])
        }
    }

    /// The number of products that ``embedAndKeep(_:)`` embeds at once.
    var together: Int { Self.batch * lanes }

    /// Embeds products on all lanes, and keeps their embeddings in the store.
    func embedAndKeep(_ products: [Product]) throws -> [EmbeddedProduct] {
        let embedded = try embedTogether(products)
        try keep(embedded)
        return embedded
    }

    /// Embeds products on all lanes.
    func embedTogether(_ products: [Product]) throws -> [EmbeddedProduct] {
        let size = max(1, (products.count + lanes - 1) / lanes)
        let batches = stride(from: 0, to: products.count, by: size).map { start in
            Array(products[start..<min(start + size, products.count)])
        }
        let results = Exclusive([Result<[EmbeddedProduct], any Error>?](repeating: nil, count: batches.count))
        DispatchQueue.concurrentPerform(iterations: batches.count) { number in
            let result = Result { try embed(batches[number]) }
            results.withLock { $0[number] = result }
        }
        return try results.withLock { $0 }.compactMap(\.self).flatMap { try $0.get() }
    }

    /// Keeps embeddings in the store.
    func keep(_ embedded: [EmbeddedProduct]) throws {
        try store.write { writer in
            for product in embedded {
                // One that was removed meanwhile needs none.
                try? writer.attempt { try save(product, with: writer) }
            }
        }
    }

    /// Returns a product with an embedding of this model.
    func embedded(_ product: Product, _ values: [Float]) -> EmbeddedProduct {
        EmbeddedProduct(product, values, modelDigest: model.digest)
    }

    /// Returns the embedding of each product, if it is in the store and the product hasn't changed since.
    package func stored(of products: [Product]) throws -> [[Float]?] {
        let points = try store.modelEmbeddings(of: products.map(\.id), model: model.digest)
        return try products.map { product in
            guard let point = points[ExactID(product.id)],
                try point.fingerprint == fingerprint(of: product, vectors.stored(of: product).state),
                point.values.count == model.dimensions
            else { return nil }
            return point.values
        }
    }

    /// Returns the embedding of a product, if it is in the store and the product hasn't changed since.
    package func stored(of product: Product) throws -> [Float]? { try stored(of: [product])[0] }

    /// Embeds products.
    ///
    /// - Parameters:
    ///   - products: The products.
    ///   - isCompleting: Whether ready vectors that the store doesn't have are made at once, where this machine has their encoders.
    /// - Returns: The products with their embeddings.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    package func embed(_ products: [Product], completing isCompleting: Bool = false) throws -> [EmbeddedProduct] {
        let stored = try products.map(vectors.stored(of:))
        var ready = stored.map(\.vectors)
        if isCompleting, !vectors.sources.isEmpty {
            ready = vectors.vectors(
                of: zip(products, ready).map { product, known in
                    let picture = vectors.needsPicture(known) ? try? rows.pictures.picture(of: product) : nil
                    return ProductVectors.Request(product: product, picture: picture, known: known)
                })
        }
        return try zip(zip(products, stored), model.embeddings(of: zip(products, ready).map(row(of:_:)))).map {
            EmbeddedProduct($0.0, $1, modelDigest: model.digest, vectorState: $0.1.state)
        }
    }

    /// Saves products with their embeddings.
    ///
    /// - Returns: The number of new products.
    package func save(_ embedded: [EmbeddedProduct], with writer: any StoreWriter) throws -> Int {
        try embedded.count { product in
            let isNew = try writer.save(product.product)
            try save(product, with: writer)
            return isNew
        }
    }

    /// Saves an embedding for the model that made it.
    package func save(_ embedded: EmbeddedProduct, with writer: any StoreWriter) throws {
        let product = embedded.product
        try writer.save(
            ModelEmbedding(fingerprint: fingerprint(of: product, embedded.vectorState), values: embedded.embedding),
            of: product.id, model: embedded.modelDigest)
    }

    private func row(of product: Product, _ vectors: [String: [Float]]) throws -> [Float] {
        do { return try rows.row(of: product, vectors: vectors) } catch is DataError {
            // A picture that can't be read says nothing; the rest of the product does.
            var product = product
            product.image = nil
            return try rows.row(of: product, vectors: vectors)
        }
    }

    /// Returns a hash of what a model sees of a product; a picture counts by its place, and by whether it is
    /// on this machine.
    private func fingerprint(of product: Product, _ vectorState: UInt64) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        for (language, words) in product.title.words.sorted(by: { $0.key < $1.key }) { add("\(language)=\(words)") }
        add(product.brand ?? "")
        add(product.price.map { "\($0.tenThousandths) \($0.currency)" } ?? "")
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key }) { add("\(name)=\(value.text)") }
        add(product.image ?? "")
        if rows.pictures.isFetched(product.image) { add("fetched") }
        if vectorState != 0 { add("vectors \(vectorState)") }
        return Int64(bitPattern: hash)
    }
}

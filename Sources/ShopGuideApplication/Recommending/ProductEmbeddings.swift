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

    init(_ store: any Store, _ model: CategoryModel) {
        (self.store, self.model) = (store, model)
        rows = ProductRows(model.parts, model.profile, pictures: PictureReader(web: WebPictures(beside: store)))
        vectors = ProductVectors(store, model, pictures: rows.pictures)
    }

    /// Returns every product with its embedding, in the order in which they came.
    package func all(_ progress: (Int, Int) -> Void = { _, _ in }) throws -> [EmbeddedProduct] {
        var kept: [ExactID: ModelEmbedding] = [:]
        try store.forEachModelEmbedding(of: model.digest) { kept[ExactID($0)] = $1 }
        let states = try vectors.states()
        var (all, stale) = ([EmbeddedProduct](), [Int]())
        try store.forEachProduct { product in
            let point = kept.removeValue(forKey: ExactID(product.id))
            let isFresh =
                point?.fingerprint == fingerprint(of: product, states(product))
                && point?.values.count == model.dimensions
            if !isFresh { stale.append(all.count) }
            all.append(EmbeddedProduct(product, isFresh ? point?.values ?? [] : [], modelDigest: model.digest))
        }
        for start in stride(from: 0, to: stale.count, by: Self.batch) {
            let batch = stale[start..<min(start + Self.batch, stale.count)]
            let embedded = try embed(batch.map { all[$0].product })
            try store.write { writer in
                for (place, product) in zip(batch, embedded) {
                    try save(product, with: writer)
                    all[place] = product
                }
            }
            progress(start + batch.count, stale.count)
        }
        return all
    }

    /// Returns the embedding of a product, if it is in the store and the product hasn't changed since.
    package func stored(of product: Product) throws -> [Float]? {
        guard let point = try store.modelEmbedding(of: product.id, model: model.digest),
            try point.fingerprint == fingerprint(of: product, vectors.stored(of: product).state),
            point.values.count == model.dimensions
        else { return nil }
        return point.values
    }

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

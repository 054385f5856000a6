import FewShotData
package import ShopGuide
package import ShopGuideStore

/// The embeddings of a store's products by a model; each product is embedded once, and its embedding kept in the store until it changes.
package struct ProductEmbeddings: Sendable {
    private let store: any Store
    private let model: CategoryModel
    private let rows: ProductRows

    /// The number of products that are embedded together.
    private static let batch = 256

    init(_ store: any Store, _ model: CategoryModel) {
        (self.store, self.model) = (store, model)
        rows = ProductRows(model.parts, model.profile, pictures: PictureReader(web: WebPictures(beside: store)))
    }

    /// Returns every product with its embedding, in the order in which they came.
    func all(_ progress: (Int, Int) -> Void) throws -> [EmbeddedProduct] {
        var kept: [ExactID: ModelEmbedding] = [:]
        try store.forEachModelEmbedding(of: model.digest) { kept[ExactID($0)] = $1 }
        var (all, stale) = ([EmbeddedProduct](), [Int]())
        try store.forEachProduct { product in
            let point = kept.removeValue(forKey: ExactID(product.id))
            let isFresh =
                point?.fingerprint == fingerprint(of: product) && point?.values.count == model.dimensions
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
            point.fingerprint == fingerprint(of: product), point.values.count == model.dimensions
        else { return nil }
        return point.values
    }

    /// Embeds products.
    package func embed(_ products: [Product]) throws -> [EmbeddedProduct] {
        zip(products, try model.points(of: products.map(row(of:)))).map {
            EmbeddedProduct($0, $1, modelDigest: model.digest)
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
            ModelEmbedding(fingerprint: fingerprint(of: product), values: embedded.embedding), of: product.id,
            model: embedded.modelDigest)
    }

    private func row(of product: Product) throws -> [Float] {
        let vector =
            !model.readsVectors ? nil : try store.embedding(named: ProductRows.vectors, of: product.id)
        do { return try rows.row(of: product, vector: vector) } catch is DataError {
            // A picture that can't be read says nothing; the rest of the product does.
            var product = product
            product.image = nil
            return try rows.row(of: product, vector: vector)
        }
    }

    /// Returns a hash of what a model sees of a product; a picture counts by its place, and by whether it is
    /// on this machine.
    private func fingerprint(of product: Product) -> Int64 {
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
        return Int64(bitPattern: hash)
    }
}

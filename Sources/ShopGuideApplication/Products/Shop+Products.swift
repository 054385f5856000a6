import FewShotData
public import ShopGuide
import ShopGuideBuiltin
public import ShopGuideStore

extension Shop {
    /// The products that are encoded in one piece of work, so that others get their turn.
    private static let together = 64

    /// Lists products.
    public func products(
        _ filter: CatalogueFilter = CatalogueFilter(), after row: Int64? = nil, limit: Int
    ) async throws -> StorePage<Product> {
        try await read { try $0.products(filter, after: row, limit: limit) }
    }

    /// Returns a product.
    ///
    /// - Throws: ``GuideError`` where there is none of that id.
    public func product(_ id: String) async throws -> Product {
        guard let product = try await read({ try $0.product(id) }) else {
            throw GuideError.missing("product \"\(id)\"")
        }
        return product
    }

    /// Returns a product's picture as a PNG file, its longer side of so many pixels at most; nil where it has none on this machine.
    public func picture(of product: Product, side: Int) async throws -> [UInt8]? {
        try await executor.run { [pictures] in try pictures.png(of: product, side: side) }
    }

    /// Saves products.
    ///
    /// - Parameters:
    ///   - products: The products.
    ///   - merge: Adds to a product what it keeps of the one that is stored under its id; nil where none keeps anything.
    /// - Returns: The number of new ones.
    /// - Throws: ``GuideError`` naming the invalid fields of one.
    public func save(
        _ products: [Product], merging merge: (@Sendable (Product, _ stored: Product?) -> Product)? = nil
    ) async throws -> Int {
        var fields = FieldValidator()
        for product in products { product.validate(&fields) }
        try fields.check()
        let products = try await merged(products, merge)
        for _ in 0..<Self.attempts {
            let current = active.withLock { $0 }
            var encoded: [EmbeddedProduct] = []
            for start in stride(from: 0, to: products.count, by: Self.together) {
                let some = Array(products[start..<min(start + Self.together, products.count)])
                encoded += try await executor.run { try current.embeddings.embed(some) }
            }
            if let added = try await commit(encoded, by: current) { return added }
        }
        // Models are activated faster than products are encoded: encode while none can be.
        let added = Exclusive(0)
        try await committer.exclusively { [self] in
            let current = active.withLock { $0 }
            let encoded = try current.embeddings.embed(products)
            let committed = try store.commit { try current.embeddings.save(encoded, with: $0) }
            try memory.apply(committed, encoded.map { .productSaved($0) })
            added.withLock { $0 = committed.value }
        }
        return added.withLock { $0 }
    }

    private func merged(
        _ products: [Product], _ merge: (@Sendable (Product, _ stored: Product?) -> Product)?
    ) async throws -> [Product] {
        guard let merge else { return products }
        return try await read { store in try products.map { merge($0, try store.product($0.id)) } }
    }

    /// Commits encoded products; returns nil where another model was activated since they were encoded.
    private func commit(_ encoded: [EmbeddedProduct], by current: ActiveModel) async throws -> Int? {
        try await committer.commit { [active, digest = current.model.digest] writer -> Int? in
            guard active.withLock({ $0.model.digest }) == digest else { return nil }
            return try current.embeddings.save(encoded, with: writer)
        } indexing: { added in
            added == nil ? [] : encoded.map { .productSaved($0) }
        }
    }

    /// Deletes products and what was done with them: all, or none.
    ///
    /// - Throws: ``GuideError`` where there is none of an id.
    public func deleteProducts(_ ids: [String]) async throws {
        var known = Set<ExactID>()
        let ids = ids.filter { known.insert(ExactID($0)).inserted }
        try await committer.commit { writer in
            for id in ids {
                guard try writer.removeProduct(id) else { throw GuideError.missing("product \"\(id)\"") }
            }
        } indexing: {
            ids.map { .productRemoved($0) }
        }
    }

    /// Returns products that are spread over the shop with their embeddings, and the number of all.
    func sample(_ limit: Int, of active: ActiveModel) throws -> (products: [EmbeddedProduct], of: Int) {
        if let recommender = active.recommender { return (recommender.sample(limit), recommender.count) }
        let count = try store.productCount()
        let step = max(1, (count + limit - 1) / limit)
        var (sample, missing, position) = ([EmbeddedProduct?](), [Product](), 0)
        var products: [Product] = []
        try store.forEachProduct { product in
            if position % step == 0 { products.append(product) }
            position += 1
        }
        for product in products {
            let stored = try active.embeddings.stored(of: product)
            sample.append(stored.map { EmbeddedProduct(product, $0, modelDigest: active.model.digest) })
            if stored == nil { missing.append(product) }
        }
        var embedded = try active.embeddings.embed(missing).makeIterator()
        return (sample.compactMap { $0 ?? embedded.next() }, count)
    }
}

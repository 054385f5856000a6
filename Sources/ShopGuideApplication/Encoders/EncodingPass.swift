import FewShotData
public import ShopGuide
public import ShopGuideStore

/// Embeds products of a store by pretrained encoders where they are new or changed, and keeps the embeddings in the store.
public struct EncodingPass: Sendable {
    /// The result of some products.
    public struct Result: Sendable, Equatable {
        /// Embeddings that were made.
        public var made = 0
        /// Pictures that can't be read.
        public var unreadable = 0

        mutating func add(_ other: Result) {
            made += other.made
            unreadable += other.unreadable
        }
    }

    private let store: any Store
    private let encoders: PretrainedEncoders
    private let pictures: PictureReader
    /// The encoders' views, those that aren't here left out.
    public let sources: [VectorSource]

    /// Bytes of pictures that are in memory together, at most, where it is more than one.
    private static let pictureBytes = 64 << 20

    /// Creates a pass.
    public init(
        _ store: any Store, _ sources: [VectorSource], _ encoders: PretrainedEncoders, _ pictures: PictureReader
    ) {
        (self.store, self.encoders, self.pictures) = (store, encoders, pictures)
        self.sources = sources.filter(encoders.has)
    }

    /// Embeds products that are new or changed.
    ///
    /// - Parameters:
    ///   - products: The products.
    ///   - marked: The views whose products count as changed, since they are columns already.
    /// - Returns: The result.
    /// - Throws: ``StoreError``.
    public func encode(_ products: [Product], marking marked: [VectorSource]) throws -> Result {
        var result = Result()
        let titles = sources.filter { $0.input == .title }
        for source in titles {
            let stale = try products.filter { try isStale($0, source) }
            let vectors = encoders.embed(titles: stale.map { $0.encodedTitle ?? "" }, by: source)
            result.made += try save(zip(stale, vectors).map { ($0, source, $1) }, marked)
        }
        let views = sources.filter { $0.input == .picture }
        var (waiting, bytes) = ([(product: Product, picture: DecodedImage, views: [VectorSource])](), 0)
        func embedWaiting() throws {
            // A picture is decoded once for all encoders.
            for source in views {
                let some = waiting.filter { $0.views.contains(source) }
                let vectors = encoders.embed(pictures: some.map(\.picture), by: source)
                result.made += try save(zip(some, vectors).map { ($0.product, source, $1) }, marked)
            }
            (waiting, bytes) = ([], 0)
        }
        for product in products {
            let stale = try views.filter { try isStale(product, $0) }
            guard !stale.isEmpty else { continue }
            do {
                guard let picture = try pictures.picture(of: product) else { continue }
                waiting.append((product, picture, stale))
                bytes += picture.pixels.count
            } catch is DataError { result.unreadable += 1 }
            if waiting.count == PretrainedEncoders.picturesTogether || bytes > Self.pictureBytes { try embedWaiting() }
        }
        try embedWaiting()
        return result
    }

    /// Returns the embeddings of a product beside each other, in the order of the views; 0 where an encoder sees nothing of it.
    ///
    /// - Parameters:
    ///   - product: The product.
    ///   - dimensions: The width of each view.
    /// - Returns: As many numbers as the views have.
    /// - Throws: ``StoreError``.
    public func features(of product: Product, _ dimensions: [Int]) throws -> [Float] {
        try zip(sources, dimensions).flatMap { source, width in
            let stored = try store.modelEmbedding(of: product.id, model: source.storedName)
            let isFresh = ContentState(of: product, source.input, pictures)?.matches(stored?.fingerprint ?? 0) ?? false
            guard isFresh, let values = stored?.values, values.count == width else {
                return [Float](repeating: 0, count: width)
            }
            return values
        }
    }

    private func isStale(_ product: Product, _ source: VectorSource) throws -> Bool {
        guard let content = ContentState(of: product, source.input, pictures), content.isHere else { return false }
        return try store.modelEmbedding(of: product.id, model: source.storedName)?.fingerprint != content.fingerprint
    }

    private func save(
        _ embeddings: [(product: Product, source: VectorSource, vector: [Float]?)], _ marked: [VectorSource]
    ) throws -> Int {
        guard !embeddings.isEmpty else { return 0 }
        return try store.write { writer in
            try embeddings.count { product, source, vector in
                guard let vector, let content = ContentState(of: product, source.input, pictures) else { return false }
                let embedding = ModelEmbedding(fingerprint: content.fingerprint, values: vector)
                // A product that was removed meanwhile needs none.
                guard (try? writer.save(embedding, of: product.id, model: source.storedName)) != nil else {
                    return false
                }
                if marked.contains(source) { try writer.markChanged(product.id) }
                return true
            }
        }
    }
}

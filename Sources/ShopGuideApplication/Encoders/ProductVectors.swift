import FewShotData
import FewShotPretrained
import ShopGuide
import ShopGuideStore

/// The ready vectors of products by their columns: those that a store keeps, and those that the encoders of this machine make at once.
struct ProductVectors: Sendable {
    /// The vectors of a product that a store keeps.
    struct Stored: Sendable {
        /// The vectors that are of the product as it is now, by column.
        var vectors: [String: [Float]] = [:]
        /// The state of those that encoders made; 0 where there are none.
        var state: UInt64 = 0
    }

    /// A product whose vectors are asked for.
    struct Request: Sendable {
        /// The product.
        var product: Product
        /// Its picture, where it was read.
        var picture: DecodedImage?
        /// The vectors that are known already.
        var known: [String: [Float]] = [:]
    }

    private let store: any Store
    private let pictures: PictureReader
    private let encoders: PretrainedEncoders?
    private let hasImported: Bool
    /// The encoders' views that are columns.
    let sources: [VectorSource]

    /// Creates a reader of vectors.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - sources: The encoders' views that are wanted.
    ///   - hasImported: Whether vectors that were made elsewhere are wanted.
    ///   - encoders: The encoders of this machine.
    ///   - pictures: The reader of pictures.
    init(
        _ store: any Store, _ sources: [VectorSource], hasImported: Bool, encoders: PretrainedEncoders?,
        pictures: PictureReader
    ) {
        (self.store, self.sources, self.hasImported) = (store, sources, hasImported)
        (self.encoders, self.pictures) = (encoders, pictures)
    }

    /// Creates a reader of the vectors that a model sees.
    init(_ store: any Store, _ model: CategoryModel, pictures: PictureReader) {
        self.init(
            store, model.sources, hasImported: model.takesVectors, encoders: model.encoders, pictures: pictures)
    }

    /// Returns the vectors of a product that the store keeps.
    func stored(of product: Product) throws -> Stored {
        var stored = Stored()
        if hasImported {
            stored.vectors[Product.vectorColumn] = try store.embedding(named: ProductRows.vectors, of: product.id)
        }
        for source in sources {
            guard let embedding = try store.modelEmbedding(of: product.id, model: source.storedName),
                isFresh(embedding.fingerprint, of: product, source)
            else { continue }
            stored.vectors[source.column] = embedding.values
            stored.state = Self.state(stored.state, with: embedding.fingerprint, of: source)
        }
        return stored
    }

    /// The state of each product's vectors that encoders made, by its id.
    func states() throws -> (Product) -> UInt64 {
        var known: [[ExactID: Int64]] = []
        for source in sources {
            var fingerprints: [ExactID: Int64] = [:]
            try store.forEachModelEmbedding(of: source.storedName) { fingerprints[ExactID($0)] = $1.fingerprint }
            known.append(fingerprints)
        }
        return { product in
            zip(sources, known).reduce(0) { state, entry in
                guard let fingerprint = entry.1[ExactID(product.id)], isFresh(fingerprint, of: product, entry.0) else {
                    return state
                }
                return Self.state(state, with: fingerprint, of: entry.0)
            }
        }
    }

    private func isFresh(_ fingerprint: Int64, of product: Product, _ source: VectorSource) -> Bool {
        ContentState(of: product, source.input, pictures)?.matches(fingerprint) ?? false
    }

    private static func state(_ state: UInt64, with fingerprint: Int64, of source: VectorSource) -> UInt64 {
        var state = state
        for byte in source.digest.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (state ^ UInt64(bitPattern: fingerprint)) &* 0x100_0000_01B3 | 1
    }

    /// Returns the vectors of products, those made by the encoders that aren't known, all of an encoder at once.
    func vectors(of requests: [Request]) -> [[String: [Float]]] {
        var vectors = requests.map(\.known)
        for source in sources {
            let missing = requests.indices.filter { vectors[$0][source.column] == nil }
            let made: [(place: Int, vector: [Float]?)]
            switch source.input {
            case .title:
                let titles = missing.compactMap { place in
                    requests[place].product.encodedTitle.map { (place: place, text: $0) }
                }
                made = Array(
                    zip(titles.map(\.place), encoders?.embed(titles: titles.map(\.text), by: source) ?? []))
            case .picture:
                let shown = missing.compactMap { place in requests[place].picture.map { (place: place, picture: $0) } }
                made = Array(
                    zip(shown.map(\.place), encoders?.embed(pictures: shown.map(\.picture), by: source) ?? []))
            }
            for (place, vector) in made { vectors[place][source.column] = vector }
        }
        return vectors
    }

    /// Rows and columns of places of a picture that are left out one after the other to explain it.
    var occlusionPlaces: PictureSize { encoders?.occlusionPlaces(of: sources) ?? Patches.finest }

    /// The vectors of an encoder for a picture without one place after the other.
    struct Occlusions: Sendable {
        /// The vector of the whole picture, where it wasn't known.
        var whole: [Float]?
        /// A vector for each place.
        var places: [[Float]]
    }

    /// Returns the vectors of encoders that can leave out a part of a picture, by their columns, those of the whole picture among them.
    ///
    /// - Parameters:
    ///   - picture: The picture.
    ///   - known: Its vectors that are known by their columns.
    /// - Returns: The vectors of each encoder.
    func occlusions(of picture: DecodedImage, knowing known: [String: [Float]]) -> [String: Occlusions] {
        var occlusions: [String: Occlusions] = [:]
        for source in sources where source.input == .picture {
            let isNew = known[source.column] == nil
            guard
                var made = encoders?.embed(
                    picture, withoutEachOf: occlusionPlaces, isWholeAdded: isNew, by: source)
            else { continue }
            let whole = isNew ? made.removeLast() : nil
            occlusions[source.column] = Occlusions(whole: whole, places: made)
        }
        return occlusions
    }

    /// Returns the vectors of encoders of pictures without one place of a picture after the other, by place; those that aren't known see it
    /// painted over.
    func vectors(without patches: Patches, knowing known: [String: Occlusions]) -> [[String: [Float]]] {
        var vectors = [[String: [Float]]](repeating: [:], count: patches.rows.count)
        guard patches.picture != nil, let encoders else { return vectors }
        for source in sources where source.input == .picture {
            let made = known[source.column]?.places ?? encoders.embed(pictures: patches.pictures, by: source)
            for (place, vector) in made.enumerated() { vectors[place][source.column] = vector }
        }
        return vectors
    }

    /// Whether encoders would see something of a product that isn't among its known vectors, and need its picture for it.
    func needsPicture(_ known: [String: [Float]]) -> Bool {
        sources.contains { $0.input == .picture && known[$0.column] == nil && encoders?.has($0) ?? false }
    }
}

import FewShotData
import FewShotNetworks
public import ShopGuide
import ShopGuideStore

/// An input with its classification.
public struct ClassifiedInput: Sendable {
    /// The id of the input.
    public var id: String
    /// The form in which it came.
    public var kind: ClassificationInput.Kind
    /// Its likeliest categories.
    public var result: Classification
}

extension Shop {
    /// The number of inputs of one request, at most.
    public static let maximumInputs = 256
    /// The numbers of categories that a classification may name.
    public static let classificationLimits = 1...1000

    /// Classifies inputs by the taught categories.
    ///
    /// - Parameters:
    ///   - inputs: Up to ``maximumInputs`` inputs.
    ///   - limit: The number of categories that are named, 1 to 1000.
    ///   - field: The path of the inputs in the request, for messages.
    /// - Returns: The classifications, in the order of the inputs.
    /// - Throws: ``GuideError`` naming the invalid field.
    public func classify(
        _ inputs: [ClassificationInput], limit: Int = 5, field: String = "items"
    ) async throws -> [ClassifiedInput] {
        var fields = FieldValidator()
        fields.range("limit", limit, Self.classificationLimits)
        try fields.check()
        try inputs.validate(as: field, maximum: Self.maximumInputs)
        return try await classify(each: inputs, limit: limit, field: field).map { try $0.get() }
    }

    /// Classifies inputs, each by itself: one that can't be used fails alone.
    ///
    /// - Parameters:
    ///   - inputs: Up to ``maximumInputs`` inputs.
    ///   - limit: The number of categories that are named, 1 to 1000.
    ///   - field: The path of the inputs in the request, for messages.
    /// - Returns: For each input its classification, or an error that names the invalid field.
    /// - Throws: ``GuideError`` for the number of inputs or of categories; the error of a model that failed.
    public func classify(
        each inputs: [ClassificationInput], limit: Int = 5, field: String = "items"
    ) async throws -> [Result<ClassifiedInput, GuideError>] {
        var fields = FieldValidator()
        fields.range("limit", limit, Self.classificationLimits)
        fields.range(field, inputs.count, 1...Self.maximumInputs)
        try fields.check()
        let active = active.withLock { $0 }
        let checked = inputs.map { input -> GuideError? in
            var fields = FieldValidator()
            input.validate(&fields)
            return fields.fields.isEmpty ? nil : GuideError(fields: fields.fields)
        }
        let valid = inputs.indices.filter { checked[$0] == nil }
        let encoded = try await encode(each: valid.map { inputs[$0] }, active)
        var results = checked.map { Result<ClassifiedInput, GuideError>.failure($0 ?? GuideError(fields: [])) }
        for (place, input) in zip(valid, encoded) {
            results[place] = input.flatMap { input in
                let index = index(for: input.known, active.categories)
                do {
                    let result = try executor.measured(.rank) { try index.classify(input.embedding, limit: limit) }
                    return .success(ClassifiedInput(id: input.id, kind: input.kind, result: result))
                } catch {
                    // The only thing that an index can't compare is a number that isn't finite.
                    return .failure(GuideError(field: inputs[place].field, "has a number that is too large"))
                }
            }
        }
        return results
    }

    /// Returns the categories as an input sees them of which only some parts are known.
    func index(for known: [ProductParts.Slot], _ categories: TaughtCategories) -> CategoryIndex {
        if let built = categories.built(for: known) { return built }
        let built = executor.measured(.adapt) { categories.model.restricted(categories.index, to: known) }
        active.withLock { state in
            guard state.model.digest == categories.model.digest else { return }
            state.categories.keep(built, for: known, of: categories.version)
        }
        return built
    }

    /// Encodes inputs by the active model, each by itself.
    ///
    /// - Parameters:
    ///   - inputs: The inputs.
    ///   - active: The model.
    ///   - fingerprinting: Whether the fingerprints of pictures are asked for.
    /// - Returns: For each input its embedding, or an error that names the field that can't be used.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    func encode(
        each inputs: [ClassificationInput], _ active: ActiveModel, fingerprinting: Bool = false
    ) async throws -> [Result<EncodedInput, GuideError>] {
        let model = active.model
        var encoded = [Result<EncodedInput, GuideError>?](repeating: nil, count: inputs.count)
        // Titles have a short way: no store, no picture, no tensors.
        for (index, input) in inputs.enumerated() where input.kind == .title {
            guard let title = input.title,
                let point = executor.measured(.encode, { model.embedding(ofTitle: [title]) })
            else { continue }
            let isEmpty = point.allSatisfy { $0 == 0 }
            encoded[index] =
                isEmpty
                ? .failure(GuideError(field: input.path("title"), "has no words"))
                : .success(
                    EncodedInput(id: input.name, kind: .title, known: [ProductParts.Slot(.title)], embedding: point))
        }
        var rest = inputs.indices.filter { encoded[$0] == nil }
        let products = rest.filter { inputs[$0].kind == .product }
        // A product's stored vector may have changed since it was encoded.
        if !products.isEmpty, !model.takesVectors, model.sources.isEmpty {
            let embeddings = active.embeddings
            let stored = try await read { [inputs, pictures] store in
                let shown = try store.products(shown: products.compactMap { inputs[$0].product })
                let found = products.map { inputs[$0].product.flatMap { shown[ExactID($0)] } }
                var stored = try embeddings.stored(of: found.compactMap(\.self)).makeIterator()
                return zip(products, found).map { index, product -> EncodedInput? in
                    guard let product, let embedding = stored.next().flatMap({ $0 }) else { return nil }
                    let isSeen = fingerprinting && model.parts.image != nil
                    return EncodedInput(
                        id: inputs[index].name, kind: .product, known: model.known(inEmbedding: embedding),
                        embedding: embedding,
                        picture: isSeen ? try? pictures.read(product)?.fingerprint : nil)
                }
            }
            for (index, input) in zip(products, stored) { encoded[index] = input.map { .success($0) } }
            rest.removeAll { encoded[$0] != nil }
        }
        guard !rest.isEmpty else { return encoded.compactMap(\.self) }
        let others = rest.map { inputs[$0] }
        let rows = try await read { store in
            try self.rows(of: others, model, store).map { row in
                row.map { row in
                    ProductRows.Fingerprinted(row: row.row, picture: fingerprinting ? row.picture?.fingerprint : nil)
                }
            }
        }
        let usable = rows.compactMap { try? $0.get().row }
        var embeddings = try await executor.embeddings(of: usable, by: model)[...]
        for (index, row) in zip(rest, rows) {
            encoded[index] = row.map { row in
                EncodedInput(
                    id: inputs[index].name, kind: inputs[index].kind, known: model.known(in: row.row),
                    embedding: embeddings.removeFirst(), picture: row.picture)
            }
        }
        return encoded.compactMap(\.self)
    }

    /// An input as a model reads it.
    struct ReadInput: Sendable {
        /// The numbers that the model reads.
        var row: [Float]
        /// The product that it is or would be.
        var product: Product
        /// Its picture.
        var picture: ReadPicture?
        /// Its ready vectors by their columns.
        var vectors: [String: [Float]]
        /// Those of its picture without one place after the other, where it is to be explained.
        var occlusions: [String: ProductVectors.Occlusions] = [:]

        /// Sees the picture whole and without one place after the other: encoders do so at once.
        mutating func occlude(by encoders: ProductVectors) {
            guard let picture = picture?.image else { return }
            occlusions = encoders.occlusions(of: picture, knowing: vectors)
            for (column, made) in occlusions { if let whole = made.whole { vectors[column] = whole } }
        }
    }

    /// Returns inputs as a model reads them; what pretrained encoders see of them is made at once, for all of them together.
    ///
    /// - Parameters:
    ///   - inputs: The inputs.
    ///   - model: The model.
    ///   - store: The store.
    ///   - isExplained: Whether pictures are seen without one place after the other as well.
    /// - Returns: For each input its numbers, or an error that names the field that the model can't use.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    func rows(
        of inputs: [ClassificationInput], _ model: CategoryModel, _ store: any Store, isExplained: Bool = false
    ) throws -> [Result<ReadInput, GuideError>] {
        let ready = ProductVectors(store, model, pictures: pictures)
        var inputs = try inputs.map { input -> (ClassificationInput, Result<ReadInput, GuideError>) in
            do {
                var read = try read(input, model, store, ready)
                if isExplained { read.occlude(by: ready) }
                return (input, .success(read))
            } catch let error as GuideError { return (input, .failure(error)) }
        }
        let places = inputs.indices.filter { (try? inputs[$0].1.get()) != nil }
        let requests = places.compactMap { place in
            (try? inputs[place].1.get()).map {
                ProductVectors.Request(product: $0.product, picture: $0.picture?.image, known: $0.vectors)
            }
        }
        let rows = ProductRows(model.parts, model.profile, pictures: pictures)
        for (place, vectors) in zip(places, ready.vectors(of: requests)) {
            guard case .success(var read) = inputs[place].1 else { continue }
            var shown = read.product
            if read.picture == nil { shown.image = nil }
            read.vectors = vectors
            read.row = try rows.row(of: shown, picture: read.picture?.image, vectors: vectors)
            inputs[place].1 = .success(read)
            if read.row.allSatisfy({ $0 == 0 }) {
                let seen = model.parts.ranges.map(\.part.rawValue).joined(separator: ", ")
                inputs[place].1 = .failure(
                    GuideError(field: inputs[place].0.field, "has nothing that the model sees: \(seen)"))
            }
        }
        return inputs.map(\.1)
    }

    /// Returns an input with its product, picture and known vectors; its row isn't made yet.
    private func read(
        _ input: ClassificationInput, _ model: CategoryModel, _ store: any Store, _ ready: ProductVectors
    ) throws -> ReadInput {
        let parts = model.parts
        var product: Product
        var vectors = input.vector.map { [Product.vectorColumn: $0] } ?? [:]
        if let id = input.product {
            guard let known = try store.product(shown: id) else {
                throw GuideError(field: input.path("product"), "there is no product \"\(id)\"")
            }
            product = known
            vectors = try ready.stored(of: known).vectors
        } else {
            product = Product(
                id: input.name, title: input.title.map { LocalizedText($0) } ?? LocalizedText(), brand: input.brand,
                price: input.price, attributes: input.attributes)
        }
        if input.picture != nil, !model.seesPictures {
            throw GuideError(field: input.path("image"), "the model doesn't see pictures")
        }
        if let vector = input.vector {
            guard let size = parts.vector, model.takesVectors else {
                throw GuideError(field: input.path("vector"), "the model doesn't take vectors")
            }
            guard parts.isProfiled || vector.count == size else {
                throw GuideError(
                    field: input.path("vector"), "must have \(size) numbers for this model (got \(vector.count))")
            }
        }
        let isSeen = parts.image != nil || ready.needsPicture(vectors)
        let picture =
            try input.picture.map { ReadPicture(file: $0, image: try decoded($0, input.path("image"))) }
            ?? (isSeen ? readPicture(of: product, for: input) : nil)
        return ReadInput(row: [], product: product, picture: picture, vectors: vectors)
    }

    /// Returns the picture of a product of the shop, where it can be read; only one that was asked for by its number must be.
    private func readPicture(of product: Product, for input: ClassificationInput) throws -> ReadPicture? {
        let isNumbered = input.product.map { $0 != product.id } ?? false
        do {
            let picture = try pictures.read(product)
            guard picture != nil || !isNumbered else {
                throw GuideError(field: input.path("product"), "has a picture that isn't on this machine")
            }
            return picture
        } catch let error as DataError where isNumbered {
            throw GuideError(field: input.path("product"), "has a picture that can't be used: \(error.message)")
        }
    }

    private func decoded(_ bytes: [UInt8], _ field: String) throws -> DecodedImage {
        do { return try ImageCodec.decode(bytes, named: "picture", limits: pictures.limits) } catch let error
            as DataError
        {
            let reason = error.message.firstRange(of: ": ").map { String(error.message[$0.upperBound...]) }
            throw GuideError(field: field, "can't be used: \(reason ?? error.message)")
        }
    }
}

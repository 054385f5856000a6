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
        let active = active.withLock { $0 }
        return try await encode(inputs, active).map { input in
            let index = index(for: input.known, active.categories)
            let result = try executor.measured(.rank) { try index.classify(input.embedding, limit: limit) }
            return ClassifiedInput(id: input.id, kind: input.kind, result: result)
        }
    }

    /// Returns the categories as an input sees them of which only some parts are known.
    func index(for known: [ProductParts.Part], _ categories: TaughtCategories) -> CategoryIndex {
        if let built = categories.built(for: known) { return built }
        let built = executor.measured(.adapt) { categories.model.restricted(categories.index, to: known) }
        active.withLock { state in
            guard state.model.digest == categories.model.digest else { return }
            state.categories.keep(built, for: known, of: categories.version)
        }
        return built
    }

    /// Encodes inputs by the active model.
    ///
    /// - Throws: ``GuideError`` naming the field of an input that can't be used.
    func encode(_ inputs: [ClassificationInput], _ active: ActiveModel) async throws -> [EncodedInput] {
        let model = active.model
        var encoded = [EncodedInput?](repeating: nil, count: inputs.count)
        // Titles have a short way: no store, no picture, no tensors.
        for (index, input) in inputs.enumerated() where input.kind == .title {
            guard let title = input.title,
                let point = executor.measured(.encode, { model.point(ofTitle: [title]) })
            else { continue }
            guard point.contains(where: { $0 != 0 }) else {
                throw GuideError(field: input.path("title"), "has no words")
            }
            encoded[index] = EncodedInput(id: input.name, kind: .title, known: [.title], embedding: point)
        }
        var rest = inputs.indices.filter { encoded[$0] == nil }
        let products = rest.filter { inputs[$0].kind == .product }
        // A product's stored vector may have changed since it was encoded.
        if !products.isEmpty, model.parts.vector == nil {
            let embeddings = active.embeddings
            let stored = try await read { [inputs] store in
                try products.map { index in
                    try store.product(inputs[index].product ?? "").flatMap { try embeddings.stored(of: $0) }
                }
            }
            for (index, embedding) in zip(products, stored) {
                guard let embedding else { continue }
                encoded[index] = EncodedInput(
                    id: inputs[index].name, kind: .product, known: model.known(at: embedding), embedding: embedding)
            }
            rest.removeAll { encoded[$0] != nil }
        }
        guard !rest.isEmpty else { return encoded.compactMap(\.self) }
        let others = rest.map { inputs[$0] }
        let rows = try await read { store in try others.map { try self.row(of: $0, model, store) } }
        let embeddings = try await executor.embeddings(of: rows.map(\.row), by: model)
        for (place, index) in rest.enumerated() {
            encoded[index] = EncodedInput(
                id: inputs[index].name, kind: inputs[index].kind, known: model.known(in: rows[place].row),
                embedding: embeddings[place])
        }
        return encoded.compactMap(\.self)
    }

    /// Returns the numbers that a model reads of an input, and the product that it is or would be.
    ///
    /// - Throws: ``GuideError`` naming the field of an input that the model can't use.
    func row(
        of input: ClassificationInput, _ model: CategoryModel, _ store: any Store
    ) throws -> (row: [Float], product: Product) {
        let parts = model.parts
        var product: Product
        var vector = input.vector
        if let id = input.product {
            guard let known = try store.product(id) else {
                throw GuideError(field: input.path("product"), "there is no product \"\(id)\"")
            }
            product = known
            if parts.vector != nil { vector = try store.embedding(named: ProductRows.vectors, of: id) }
        } else {
            product = Product(
                id: input.name, title: input.title.map { LocalizedText($0) } ?? LocalizedText(), brand: input.brand,
                price: input.price, attributes: input.attributes)
        }
        if input.picture != nil, parts.image == nil {
            throw GuideError(field: input.path("image"), "the model doesn't see pictures")
        }
        if let vector = input.vector {
            guard let size = parts.vector else {
                throw GuideError(field: input.path("vector"), "the model doesn't take vectors")
            }
            guard vector.count == size else {
                throw GuideError(
                    field: input.path("vector"), "must have \(size) numbers for this model (got \(vector.count))")
            }
        }
        let picture = try input.picture.map { try decoded($0, input.path("image")) }
        let row = try ProductRows(parts, pictures: pictures).row(of: product, picture: picture, vector: vector)
        guard row.contains(where: { $0 != 0 }) else {
            let seen = parts.ranges.map(\.part.rawValue).joined(separator: ", ")
            throw GuideError(field: input.field, "has nothing that the model sees: \(seen)")
        }
        return (row, product)
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

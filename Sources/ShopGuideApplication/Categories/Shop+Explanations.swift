import FewShotNetworks
import FewShotPretrained
public import ShopGuide
import ShopGuideStore

/// The reasons of a classification.
public struct ExplainedInput: Sendable {
    /// The id of the input.
    public var id: String
    /// The form in which it came.
    public var kind: ClassificationInput.Kind
    /// The reasons for the category in question, or for the likeliest.
    public var reason: ClassificationReason
    /// The reasons for the category that one might have expected.
    public var other: ClassificationReason?
}

extension Shop {
    /// Explains a classification: the examples behind it, and the words, attributes and picture patches that count.
    ///
    /// - Parameters:
    ///   - input: What is classified.
    ///   - category: The category in question; the likeliest where it is nil.
    ///   - other: Another category to compare with.
    /// - Returns: The reasons.
    /// - Throws: ``GuideError`` where no category was taught, or there is none of that name.
    public func explain(
        _ input: ClassificationInput, category: String? = nil, insteadOf other: String? = nil
    ) async throws -> ExplainedInput {
        var fields = FieldValidator()
        input.validate(&fields)
        if let category { fields.identifier("category", category) }
        if let other { fields.identifier("insteadOf", other) }
        try fields.check()
        let active = active.withLock { $0 }
        guard !active.categories.index.categories.isEmpty else {
            throw GuideError(.missing, "no category was taught yet: shopguide teach NAME --examples …")
        }
        return try await read { [self] store in
            guard let read = try self.rows(of: [input], active.model, store, isExplained: true).first?.get() else {
                throw GuideError(field: input.field, "has nothing that the model sees")
            }
            let explainer = try ClassificationExplainer(
                of: read, store, active.model, index: active.categories.index, pictures)
            return ExplainedInput(
                id: input.name, kind: input.kind,
                reason: try explainer.explain(category: category),
                other: try other.map { try explainer.explain(category: $0) })
        }
    }
}

/// Explains the classification of one thing by classifying it again without each word, attribute and picture patch.
private struct ClassificationExplainer {
    private let store: any Store
    private let model: CategoryModel
    private let index: CategoryIndex
    private let product: Product
    private let row: [Float]
    private let variants: [ProductVariants.Variant]
    private let patches: Patches?
    /// The embeddings of the variants and then of the patches, with what is known of each.
    private let others: [(point: [Float], known: [ProductParts.Slot])]

    init(
        of input: Shop.ReadInput, _ store: any Store, _ model: CategoryModel, index: CategoryIndex,
        _ pictures: PictureReader
    ) throws {
        (self.store, self.model, self.index, product, row) = (store, model, index, input.product, input.row)
        let vectors = ProductVectors(store, model, pictures: pictures)
        variants = ProductVariants(of: product).variants
        let hasEncoders = vectors.sources.contains { $0.input == .picture && input.vectors[$0.column] != nil }
        patches = Patches(
            model.parts, row, places: hasEncoders ? vectors.occlusionPlaces : Patches.finest,
            picture: hasEncoders ? input.picture?.image : nil)
        // Everything is encoded at once: the product without each of its words, and with each patch of its picture greyed.
        let rows = try Self.rows(of: variants, input, model, vectors) + Self.rows(of: patches, input, model, vectors)
        others = zip(try model.embeddings(of: rows), rows.map(model.known(in:))).map { (point: $0, known: $1) }
    }

    func explain(category: String?) throws -> ClassificationReason {
        let restricted = model.restricted(index, to: model.known(in: row))
        guard let point = try model.embeddings(of: [row]).first,
            let likeliest = try restricted.classify(point, limit: 1).answers.first?.category
        else { throw GuideError(.missing, "\(product.id) has nothing to compare with any category") }
        let name = category ?? likeliest
        guard restricted[name] != nil else {
            guard index[name] != nil else { throw GuideError.missing("category \"\(name)\"") }
            throw GuideError(.missing, "\(product.id) has nothing to compare with category \"\(name)\"")
        }
        var titles: [String: LocalizedText] = [:]
        for example in restricted[name]?.examples ?? [] {
            titles[example.id] = try store.product(shown: example.id)?.title
        }
        var reason = try ClassificationReason(of: name, for: point, in: restricted, titles: titles)
        let answers = try self.answers(name)
        for (variant, answer) in zip(variants, answers) {
            reason.parts.append(
                ClassificationReason.Part(
                    trait: variant.trait, effect: reason.logit - answer.logit,
                    probabilityWithout: answer.probability))
        }
        // Parts that no encoder reads change nothing.
        reason.parts.removeAll { abs($0.effect) < 1e-9 }
        reason.parts.sort { $0.effect > $1.effect }
        if let patches {
            reason.occlusion = ClassificationReason.OcclusionMap(
                rows: patches.places.height, columns: patches.places.width,
                effects: answers.dropFirst(variants.count).map { reason.logit - $0.logit })
        }
        return reason
    }

    /// Returns the rows of variants, whose picture and what else isn't read from words are those of the product.
    private static func rows(
        of variants: [ProductVariants.Variant], _ input: Shop.ReadInput, _ model: CategoryModel,
        _ vectors: ProductVectors
    ) throws -> [[Float]] {
        let rows = ProductRows(model.parts, model.profile)
        let ready = vectors.vectors(
            of: variants.map { variant in
                var known = input.vectors
                if variant.product.encodedTitle != input.product.encodedTitle {
                    for source in vectors.sources where source.input == .title { known[source.column] = nil }
                }
                return ProductVectors.Request(product: variant.product, known: known)
            })
        return try zip(variants, ready).map { variant, vectors in
            var product = variant.product
            product.image = nil
            var row = try rows.row(of: product, vectors: vectors)
            for (part, range) in model.parts.ranges where part == .image || part == .vector && !model.parts.isProfiled {
                row.replaceSubrange(range, with: input.row[range])
            }
            return row
        }
    }

    /// Returns the rows of the product with one patch of its picture after the other greyed.
    private static func rows(
        of patches: Patches?, _ input: Shop.ReadInput, _ model: CategoryModel, _ vectors: ProductVectors
    ) throws -> [[Float]] {
        guard let patches else { return [] }
        guard patches.picture != nil else { return patches.rows }
        let rows = ProductRows(model.parts, model.profile)
        let ready = vectors.vectors(without: patches, knowing: input.occlusions)
        return zip(patches.rows, ready).map { row, made in
            // An encoder that isn't here sees what it saw.
            rows.row(row, with: made.merging(input.vectors) { made, _ in made })
        }
    }

    private func answers(_ name: String) throws -> [(logit: Double, probability: Double)] {
        try others.map { point, known in
            let index = model.restricted(self.index, to: known)
            guard index[name] != nil else { return (-.greatestFiniteMagnitude, 0) }
            let reason = try ClassificationReason(of: name, for: point, in: index)
            return (reason.logit, reason.probability)
        }
    }
}

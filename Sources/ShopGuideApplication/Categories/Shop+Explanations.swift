import FewShotNetworks
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
            let (row, product, _) = try self.row(of: input, active.model, store)
            let explainer = ClassificationExplainer(store: store, model: active.model, index: active.categories.index)
            return ExplainedInput(
                id: input.name, kind: input.kind,
                reason: try explainer.explain(product, row, category: category),
                other: try other.map { try explainer.explain(product, row, category: $0) })
        }
    }
}

/// Explains classifications by classifying again without each word, attribute and picture patch.
private struct ClassificationExplainer {
    let store: any Store
    let model: CategoryModel
    let index: CategoryIndex

    func explain(_ product: Product, _ row: [Float], category: String?) throws -> ClassificationReason {
        let restricted = model.restricted(index, to: model.known(in: row))
        guard let point = try model.points(of: [row]).first,
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
        let variants = ProductVariants(of: product).variants
        let patches = Patches(model.parts, row)
        // Everything is encoded at once: the product without each of its words, and with each patch of its picture greyed.
        let words = try variants.map { try self.row(of: $0.product, like: row) }
        let answers = try self.answers(to: words + (patches?.rows ?? []), name)
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
                rows: patches.side, columns: patches.side,
                effects: answers.dropFirst(variants.count).map { reason.logit - $0.logit })
        }
        return reason
    }

    /// Returns the row of a variant, whose picture and vector are those of the product.
    private func row(of variant: Product, like row: [Float]) throws -> [Float] {
        var variant = variant
        variant.image = nil
        var other = try ProductRows(model.parts, model.profile).row(of: variant)
        for (part, range) in model.parts.ranges where part != .title && part != .attributes {
            other.replaceSubrange(range, with: row[range])
        }
        return other
    }

    private func answers(to rows: [[Float]], _ name: String) throws -> [(logit: Double, probability: Double)] {
        try zip(rows, model.points(of: rows)).map { row, point in
            let index = model.restricted(self.index, to: model.known(in: row))
            guard index[name] != nil else { return (-.greatestFiniteMagnitude, 0) }
            let reason = try ClassificationReason(of: name, for: point, in: index)
            return (reason.logit, reason.probability)
        }
    }
}

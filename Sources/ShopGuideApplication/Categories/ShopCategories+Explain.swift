public import ShopGuide
import ShopGuideStore

extension ShopCategories {
    /// Says why something is taken for a category: the examples behind it, its words and attributes that count, the places of its
    /// picture that count.
    ///
    /// - Parameters:
    ///   - thing: What was asked about.
    ///   - category: The category; the likeliest where it isn't said.
    /// - Returns: The reason.
    /// - Throws: ``GuideError`` where no category was taught or there is none of that name.
    public func explain(_ thing: Thing, category: String? = nil) throws -> ClassificationReason {
        let known = model.known(in: thing.row)
        let index = model.restricted(self.index, to: known)
        guard let point = try model.points(of: [thing.row]).first,
            let likeliest = try index.classify(point, limit: 1).answers.first?.category
        else { throw GuideError(.missing, "no category was taught yet: shopguide teach NAME --examples …") }
        let name = category ?? likeliest
        guard index[name] != nil else {
            let isKnown = self.index[name] != nil
            throw GuideError(
                .missing,
                isKnown
                    ? "\(thing.id) has nothing to compare with category \"\(name)\""
                    : "there is no category \"\(name)\"")
        }
        var titles: [String: LocalizedText] = [:]
        for example in index[name]?.examples ?? [] { titles[example.id] = try store.product(example.id)?.title }
        var reason = try ClassificationReason(of: name, for: point, in: index, titles: titles)
        let variants = ProductVariants(of: thing.product).variants
        let patches = Patches(model.parts, thing.row)
        // Everything is encoded at once: the thing without each of its words, and with each place of its picture greyed.
        let words = try variants.map { try row(of: $0.product) }
        let (parts, places) = try logits(of: words + (patches?.rows ?? []), name, split: words.count)
        for (variant, logit) in zip(variants, parts) {
            reason.parts.append(
                ClassificationReason.Part(
                    trait: variant.trait, effect: reason.logit - logit.logit, probabilityWithout: logit.probability))
        }
        // What an encoder doesn't read changes nothing.
        reason.parts.removeAll { abs($0.effect) < 1e-9 }
        reason.parts.sort { $0.effect > $1.effect }
        if let patches {
            reason.occlusion = ClassificationReason.OcclusionMap(
                rows: patches.side, columns: patches.side, effects: places.map { reason.logit - $0.logit })
        }
        return reason
    }

    private typealias Answer = (logit: Double, probability: Double)

    private func logits(of rows: [[Float]], _ name: String, split: Int) throws -> (parts: [Answer], places: [Answer]) {
        let points = try model.points(of: rows)
        let answers = try zip(rows, points).map { row, point -> Answer in
            let index = model.restricted(self.index, to: model.known(in: row))
            guard index[name] != nil else { return (-.greatestFiniteMagnitude, 0) }
            let reason = try ClassificationReason(of: name, for: point, in: index)
            return (reason.logit, reason.probability)
        }
        return (Array(answers.prefix(split)), Array(answers.dropFirst(split)))
    }
}

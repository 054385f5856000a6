import FewShotLearning

/// The reason for a classification: the parts of a category's logit, and the logit without each of them.
///
/// The logit of a category is that of Calibration: −(‖x − p‖² − β / K) / T_K for a thing at x and a prototype p of K examples.
public struct ClassificationReason: Sendable, Codable, Equatable {
    /// An example of the category.
    public struct Example: Sendable, Codable, Equatable {
        /// The example's id.
        public var id: String
        /// Its title, if it is a product.
        public var title: LocalizedText?
        /// The squared distance of the thing to it.
        public var distance: Double
        /// Its part of the logit: these and the base add up to it.
        public var contribution: Double
        /// The effect on the logit: the logit, less the logit without the example; nil for the only example.
        public var effect: Double?
        /// The category's probability without it.
        public var probabilityWithout: Double?
    }

    /// A word or an attribute of what was classified.
    public struct Part: Sendable, Codable, Equatable {
        /// The word or attribute.
        public var trait: RecommendationReason.Trait
        /// The effect on the logit: the logit, less the logit without it.
        public var effect: Double
        /// The category's probability without it.
        public var probabilityWithout: Double

        /// Creates an entry.
        public init(trait: RecommendationReason.Trait, effect: Double, probabilityWithout: Double) {
            self.trait = trait
            self.effect = effect
            self.probabilityWithout = probabilityWithout
        }
    }

    /// The effects of a picture's patches: the logit, less the logit with one of them greyed (Zeiler and Fergus, 2014).
    public struct OcclusionMap: Sendable, Codable, Equatable {
        /// The number of patches from top to bottom.
        public var rows: Int
        /// The number of patches from left to right.
        public var columns: Int
        /// The effects, row by row.
        public var effects: [Double]

        /// Creates a map.
        public init(rows: Int, columns: Int, effects: [Double]) {
            self.rows = rows
            self.columns = columns
            self.effects = effects
        }
    }

    /// The category.
    public var category: String
    /// The probability of the category, 0…1.
    public var probability: Double
    /// The probability of no category, 0…1.
    public var none: Double
    /// The logit.
    public var logit: Double
    /// The part of the logit that doesn't depend on the examples: β / (K · T_K), and what a text adds.
    public var base: Double
    /// The examples, those that count most first.
    public var examples: [Example]
    /// The text that the category is opened by; `nil` for one by examples alone.
    public var text: String?
    /// The words and attributes, those that count most first.
    public var parts: [Part] = []
    /// The effects of its picture's patches, if it has one.
    public var occlusion: OcclusionMap?

    /// Explains a classification.
    ///
    /// - Parameters:
    ///   - category: The category whose logit is explained.
    ///   - embedding: The embedding that was classified.
    ///   - index: The index that classified it.
    ///   - titles: The titles of examples by id.
    /// - Throws: ``CategoryError`` where there is no such category, or for an embedding that doesn't fit.
    public init(
        of category: String, for embedding: [Float], in index: CategoryIndex, titles: [String: LocalizedText] = [:]
    ) throws(CategoryError) {
        guard let position = index.categories.firstIndex(where: { $0.name == category }) else {
            throw CategoryError("there is no category \"\(category)\"")
        }
        let taught = index.categories[position]
        let distances = try index.distances(to: embedding)
        let shots = index.calibratedShots
        let calibration = index.calibration(of: embedding)
        let (probabilities, none) = calibration.probabilities(distances: distances, shots: shots)
        let logitNow = calibration.logit(distance: distances[position], shots: shots[position])
        let prototype = taught.shots > 0 ? taught.prototype() : []
        // Beside a text examples count for b (1 − α) of what they would count alone.
        let beside = taught.text == nil ? nil : index.shares.share(shots: taught.shots)
        let share =
            Double(shots[position]) * calibration.temperature(shots: shots[position])
            / (beside.map { max($0.slope * (1 - $0.weight), 1e-12) } ?? 1)
        self.category = category
        probability = probabilities[position]
        self.none = none
        self.logit = logitNow
        var examples = taught.examples.enumerated().map { place, example in
            let distance = SquaredDistances.rows(example.embedding, to: embedding)[0]
            let spread = SquaredDistances.rows(example.embedding, to: prototype)[0]
            var entry = Example(
                id: example.id, title: titles[example.id], distance: distance,
                // ‖x − p‖² is the mean of ‖x − e‖² less the mean of ‖e − p‖².
                contribution: -(distance - spread) / share)
            if taught.canSpareOne {
                var (without, fewer) = (distances, shots)
                without[position] = index.distance(to: position, without: place, from: embedding)
                fewer[position] = max(1, fewer[position] - 1)
                entry.effect = logitNow - calibration.logit(distance: without[position], shots: fewer[position])
                entry.probabilityWithout = calibration.probabilities(distances: without, shots: fewer).classes[position]
            }
            return entry
        }
        examples.sort { ($1.contribution, $0.id) < ($0.contribution, $1.id) }
        base = logitNow - examples.reduce(0) { $0 + $1.contribution }
        self.examples = examples
        text = taught.words
    }

    /// Returns the reason in a sentence: the most similar example, and the words that count.
    public func sentence(of thing: String, in language: ReasonLanguage) -> String {
        let nearest = examples.min { $0.distance < $1.distance }
        let name = nearest.map { language.name($0.title ?? LocalizedText(), id: $0.id) } ?? "“\(text ?? category)”"
        let words = parts.filter {
            $0.effect > 0 && $0.trait.name != "price"
                && ($0.trait.language ?? language.rawValue).hasPrefix(language.rawValue)
        }
        .prefix(2).map { "“\($0.trait.value)”" }
        let isNone = none > probability
        switch language {
        case .english:
            let telling = words.isEmpty ? "" : "; what tells is \(language.list(Array(words)))"
            return isNone
                ? "\(thing) is like nothing that was taught; of \(category), it is nearest to \(name)."
                : "\(thing) is taken for \(category) because it is like \(name)\(telling)."
        case .chinese:
            let telling = words.isEmpty ? "" : "；关键在于\(language.list(Array(words)))"
            return isNone
                ? "\(thing)与学过的都不像；在“\(category)”中最接近\(name)。" : "\(thing)归为“\(category)”，因为它与\(name)相似\(telling)。"
        }
    }
}

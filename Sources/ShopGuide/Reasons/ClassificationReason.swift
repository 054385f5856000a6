import FewShotLearning

/// Why something is taken for a category: what its logit consists of, and what it would be without each part.
///
/// The logit of a category is that of Calibration: −(‖x − p‖² − β / K) / T_K for a thing at x and a prototype p of K examples.
public struct ClassificationReason: Sendable, Codable, Equatable {
    /// One example of the category.
    public struct Example: Sendable, Codable, Equatable {
        /// What it is called.
        public var id: String
        /// Its title, if it is a product.
        public var title: LocalizedText?
        /// The squared distance of the thing to it.
        public var distance: Double
        /// Its part of the logit: these and the base add up to it.
        public var contribution: Double
        /// How much lower the logit would be without it; nil for the only example, without which there is no category.
        public var effect: Double?
        /// The category's probability without it.
        public var probabilityWithout: Double?
    }

    /// A word or an attribute of the thing.
    public struct Part: Sendable, Codable, Equatable {
        /// What it is.
        public var trait: RecommendationReason.Trait
        /// How much lower the logit would be without it.
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

    /// Which places of a picture count: how much lower the logit would be with each of them greyed.
    public struct OcclusionMap: Sendable, Codable, Equatable {
        /// Places from top to bottom.
        public var rows: Int
        /// Places from left to right.
        public var columns: Int
        /// Row by row.
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
    /// How likely it is, 0…1.
    public var probability: Double
    /// How likely it is that the thing is of no category, 0…1.
    public var none: Double
    /// The logit.
    public var logit: Double
    /// The part of it that is the same whatever the examples are: β / (K · T_K).
    public var base: Double
    /// The examples, what counts most first.
    public var examples: [Example]
    /// What of the thing counts, what counts most first.
    public var parts: [Part] = []
    /// What of its picture counts, if it has one.
    public var occlusion: OcclusionMap?

    /// Looks an answer of an index through.
    ///
    /// - Parameters:
    ///   - category: The category whose logit is explained.
    ///   - embedding: Where the thing lies.
    ///   - index: What answered.
    ///   - titles: Titles of examples.
    /// - Throws: ``CategoryError`` where there is no such category, or for an embedding that doesn't fit.
    public init(
        of category: String, for embedding: [Float], in index: CategoryIndex, titles: [String: LocalizedText] = [:]
    ) throws(CategoryError) {
        guard let position = index.categories.firstIndex(where: { $0.name == category }) else {
            throw CategoryError("there is no category \"\(category)\"")
        }
        let taught = index.categories[position]
        let distances = try index.distances(to: embedding)
        let shots = index.categories.map(\.shots)
        let calibration = index.calibration
        let (probabilities, none) = calibration.probabilities(distances: distances, shots: shots)
        let logitNow = calibration.logit(distance: distances[position], shots: taught.shots)
        let prototype = taught.prototype()
        let share = Double(taught.shots) * calibration.temperature(shots: taught.shots)
        self.category = category
        probability = probabilities[position]
        self.none = none
        self.logit = logitNow
        base = calibration.youth / share
        examples = taught.examples.enumerated().map { place, example in
            let distance = SquaredDistances.rows(example.embedding, to: embedding)[0]
            let spread = SquaredDistances.rows(example.embedding, to: prototype)[0]
            var entry = Example(
                id: example.id, title: titles[example.id], distance: distance,
                // ‖x − p‖² is the mean of ‖x − e‖² less the mean of ‖e − p‖².
                contribution: -(distance - spread) / share)
            if taught.shots > 1 {
                var (without, fewer) = (distances, shots)
                without[position] = SquaredDistances.rows(taught.prototype(without: place), to: embedding)[0]
                fewer[position] -= 1
                entry.effect = logitNow - calibration.logit(distance: without[position], shots: fewer[position])
                entry.probabilityWithout = calibration.probabilities(distances: without, shots: fewer).classes[position]
            }
            return entry
        }.sorted { ($1.contribution, $0.id) < ($0.contribution, $1.id) }
    }

    /// The reason in a sentence: the example that it is most like, and what of it counts.
    public func sentence(of thing: String, in language: ReasonLanguage) -> String {
        let nearest = examples.min { $0.distance < $1.distance }
        let name = nearest.map { language.name($0.title ?? LocalizedText(), id: $0.id) } ?? ""
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

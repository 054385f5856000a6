import FewShotLearning

/// A forecast of how well a category is recognised, from its examples alone: each example is classified as if it had
/// not been taught.
///
/// An example's own prototype is the mean of the other ones, which costs one pass over it; nothing is trained again.
public struct TeachingForecast: Sendable, Equatable {
    /// An example that is more similar to another category.
    public struct Misplaced: Sendable, Equatable {
        /// The example.
        public var id: String
        /// The category that it would be taken for.
        public var category: String
        /// The other category's probability, 0…1.
        public var probability: Double
    }

    /// A category that examples would be taken for.
    public struct Confusion: Sendable, Equatable {
        /// The category.
        public var category: String
        /// Its mean probability over the examples, 0…1.
        public var probability: Double
    }

    /// The share of examples that would be recognised; `nil` for a single example, which says nothing about itself. Of a text with one
    /// example at most it is what texts of categories that are known were worth, where that was learned.
    public var accuracy: Double?
    /// The 95 % interval of the accuracy (Wilson, 1927).
    public var interval: ClosedRange<Double>
    /// The other categories, the likeliest to be mistaken first.
    public var confusions: [Confusion]
    /// Examples that another category would be sooner taken for, the surest first.
    public var misplaced: [Misplaced]
    /// The certainty with which it is told from the category that it is likeliest mistaken for; `nil` where nothing can be said.
    public var separation: CategorySeparation?

    /// Forecasts how well a category is recognised.
    ///
    /// - Parameters:
    ///   - name: The category.
    ///   - index: All categories that there are to choose from.
    ///   - limit: The number of confusions at most.
    /// - Throws: ``CategoryError`` where there is no such category.
    public init(of name: String, in index: CategoryIndex, limit: Int = 3) throws(CategoryError) {
        guard let own = index.categories.firstIndex(where: { $0.name == name }) else {
            throw CategoryError("there is no category \"\(name)\"")
        }
        let category = index.categories[own]
        var shots = index.calibratedShots
        shots[own] = max(1, shots[own] - 1)
        var (right, sums) = (0, [Double](repeating: 0, count: index.categories.count))
        misplaced = []
        let calibrations = category.examples.map { index.calibration(of: $0.embedding) }
        for (position, example) in category.examples.enumerated() {
            var distances = try index.distances(to: example.embedding)
            if category.canSpareOne {
                distances[own] = index.distance(to: own, without: position, from: example.embedding)
            }
            let (probabilities, none) = calibrations[position].probabilities(distances: distances, shots: shots)
            for index in sums.indices { sums[index] += probabilities[index] / Double(category.shots) }
            let rival = probabilities.indices.filter { $0 != own }.max { probabilities[$0] < probabilities[$1] }
            if let rival, probabilities[rival] > probabilities[own] {
                misplaced.append(
                    Misplaced(
                        id: example.id, category: index.categories[rival].name, probability: probabilities[rival]))
            } else if probabilities[own] >= none {
                right += 1
            }
        }
        misplaced.sort { ($1.probability, $0.id) < ($0.probability, $1.id) }
        let others = sums.indices.filter { $0 != own }.sorted {
            (sums[$1], index.categories[$0].name) < (sums[$0], index.categories[$1].name)
        }
        confusions = others.prefix(limit).map {
            Confusion(category: index.categories[$0].name, probability: sums[$0])
        }
        if let rival = others.first { separation = CategorySeparation(of: own, from: rival, in: index, calibrations) }
        if category.shots > 1 {
            accuracy = Double(right) / Double(category.shots)
            interval = Self.interval(Double(right), of: category.shots)
        } else {
            let known = index.shares
            accuracy = category.text.flatMap { _ in known.share(shots: category.shots).recognised }
            interval = accuracy.map { Self.interval($0 * Double(known.categories), of: known.categories) } ?? 0...1
        }
    }

    /// Returns which of some products is worth most to be told about: the one about which the index is least decided between this
    /// category and what else it may be.
    ///
    /// - Parameters:
    ///   - name: The category.
    ///   - index: All categories.
    ///   - candidates: Products whose category nobody has told.
    /// - Returns: The product; `nil` where there are none.
    /// - Throws: ``CategoryError`` for an embedding that doesn't fit.
    public static func nextToLabel(
        for name: String, in index: CategoryIndex, among candidates: [TaughtCategory.Example]
    ) throws(CategoryError) -> TaughtCategory.Example? {
        var best: (example: TaughtCategory.Example, doubt: Double)?
        for candidate in candidates {
            let result = try index.classify(candidate.embedding, limit: .max)
            let own = result.answers.first { $0.category == name }?.probability ?? 0
            // The variance of the answer to "is it of this category?": largest where it is as likely as not.
            let doubt = own * (1 - own)
            if doubt > best?.doubt ?? -1 { best = (candidate, doubt) }
        }
        return best?.example
    }

    /// The 95 % score interval of a share.
    private static func interval(_ right: Double, of count: Int) -> ClosedRange<Double> {
        let (n, z) = (Double(count), 1.959964)
        let share = right / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - half)...min(1, centre + half)
    }
}

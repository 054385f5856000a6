import FewShotLearning
import FewShotTensors
import Foundation

/// Learns the weight of categories' texts beside their examples from categories that are known: each task opens some of them anew by text and
/// K examples, and asks about products of these and of as many others.
///
/// For each α the correction (a, b) minimises the mean of −log p(answer), "none of these" included, which is convex; the best α is kept.
public struct TextShareFit {
    /// A known category.
    public struct Known: Sendable {
        /// The embedding of its text.
        public var text: [Float]
        /// The embeddings of its products, of the text's length.
        public var products: [[Float]]

        /// Creates a category.
        public init(text: [Float], products: [[Float]]) { (self.text, self.products) = (text, products) }
    }

    /// A product that is asked about in a task.
    private struct Query {
        /// Squared distances to each taught category's examples, to its text, and of these to each other, in units of squared length.
        var categories: [(examples: Double, text: Double, apart: Double)]
        var calibration: Calibration
        /// The category; `nil` for one that wasn't taught.
        var label: Int?
    }

    private let known: [Known]
    private let rule: CategoryCalibration
    private let unit: Double
    private let dimensions: Int

    /// Categories that are needed, the products of each, and the categories that are used at most.
    public static let (leastCategories, leastProducts, mostCategories) = (6, 4, 40)
    /// Products of a category that are used at most.
    public static let mostProducts = 24
    private static let (tasks, ways, queries) = (40, 5, 3)
    private static let weights = Array(stride(from: 0.0, through: 1, by: 0.1))
    /// The weight of (0, 1) for (a, b), as of so many queries.
    private static let prior = 2.0

    /// Creates a fit; `nil` for too few categories.
    ///
    /// - Parameters:
    ///   - known: Categories; those of few products are left out, and so are those that are too many.
    ///   - rule: The calibration of distances.
    public init?(_ known: [Known], rule: CategoryCalibration) {
        let usable = known.filter { $0.products.count >= Self.leastProducts && $0.text.contains { $0 != 0 } }
        guard usable.count >= Self.leastCategories, let first = usable.first else { return nil }
        self.known = usable.prefix(Self.mostCategories).map {
            Known(text: $0.text, products: Array($0.products.prefix(Self.mostProducts)))
        }
        self.rule = rule
        dimensions = first.text.count
        unit = first.text.reduce(0) { $0 + Double($1) * Double($1) }
    }

    /// Returns the shares for each number of examples that enough categories have; others are those of ``TextShares/standard``.
    ///
    /// - Parameter seed: Decides the tasks.
    /// - Returns: The shares.
    /// - Throws: ``CategoryError`` for embeddings that don't fit each other.
    public func shares(seed: UInt64 = 0) throws(CategoryError) -> TextShares? {
        var shares: [TextShares.Share] = []
        for shots in TextShares.shots {
            let usable = known.filter { $0.products.count > shots + 1 }
            guard usable.count >= Self.leastCategories else {
                // A category of more examples than any has now needs its text no more than one of fewer.
                var share = TextShares.standard.share(shots: shots)
                if let last = shares.last { share.weight = min(share.weight, last.weight) }
                shares.append(share)
                continue
            }
            var (fitting, asked) = ([Query](), [Query]())
            for task in 0..<Self.tasks {
                var generator = SeededGenerator(seed: seed &+ UInt64(shots), position: task)
                let some = try queries(of: usable, shots: shots, using: &generator)
                if task.isMultiple(of: 2) { fitting += some } else { asked += some }
            }
            shares.append(share(shots: shots, fitting, asked))
        }
        return TextShares(shares, categories: known.count)
    }

    private func queries(
        of usable: [Known], shots: Int, using generator: inout SeededGenerator
    ) throws(CategoryError) -> [Query] {
        let ways = min(Self.ways, usable.count / 2)
        var index = CategoryIndex(dimensions: dimensions, rule: rule)
        var (means, texts, asked) = ([[Float]](), [[Float]](), [(embedding: [Float], label: Int?)]())
        for (place, category) in generator.shuffled(usable).prefix(2 * ways).enumerated() {
            var products = generator.shuffled(category.products)
            if place < ways {
                texts.append(category.text)
                for (shot, product) in products.prefix(shots).enumerated() {
                    try index.teach("\(place)", TaughtCategory.Example(id: "\(shot)", embedding: product))
                }
                means.append(index["\(place)"]?.prototype() ?? category.text)
                products.removeFirst(shots)
            }
            asked += products.prefix(Self.queries).map { ($0, place < ways ? place : nil) }
        }
        let apart = zip(means, texts).map { SquaredDistances.rows($0, to: $1)[0] / unit }
        let (meanRows, textRows) = (means.flatMap(\.self), texts.flatMap(\.self))
        return asked.map { embedding, label in
            let toMeans = SquaredDistances.rows(meanRows, to: embedding)
            let toTexts = SquaredDistances.rows(textRows, to: embedding)
            return Query(
                categories: (0..<ways).map { (toMeans[$0] / unit, toTexts[$0] / unit, apart[$0]) },
                calibration: index.calibration(of: embedding).scaled(by: 1 / unit), label: label)
        }
    }

    private func share(shots: Int, _ fitting: [Query], _ asked: [Query]) -> TextShares.Share {
        var best = TextShares.Share(shots: shots, weight: 1, offset: 0, slope: 1)
        var least = Double.infinity
        for weight in shots == 0 ? [1] : Self.weights {
            var share = TextShares.Share(shots: shots, weight: weight, offset: 0, slope: 1)
            for _ in 0..<12 { Self.improve(&share, on: fitting) }
            let loss = fitting.reduce(Self.penalty(of: share)) {
                $0 - log(max(Self.probabilities(share, $1).answer, 1e-12))
            }
            if loss < least { (best, least) = (share, loss) }
        }
        let own = asked.filter { $0.label != nil }
        best.recognised = Double(own.count { Self.isRecognised($0, best) }) / Double(max(1, own.count))
        return best
    }

    private static func penalty(of share: TextShares.Share) -> Double {
        prior / 2 * (share.offset * share.offset + (share.slope - 1) * (share.slope - 1))
    }

    private static func distances(_ weight: Double, _ query: Query) -> [Double] {
        // ‖x − (α t + (1 − α) p)‖² without computing it anew for each α.
        query.categories.map {
            weight * $0.text + (1 - weight) * $0.examples - weight * (1 - weight) * $0.apart
        }
    }

    /// The probabilities of the taught categories, of none, and of the right answer.
    private static func probabilities(
        _ share: TextShares.Share, _ query: Query
    ) -> (classes: [Double], none: Double, answer: Double) {
        let corrected = distances(share.weight, query).map { share.corrected($0, unit: 1) }
        let shots = Array(repeating: max(1, share.shots), count: corrected.count)
        let (classes, none) = query.calibration.probabilities(distances: corrected, shots: shots)
        return (classes, none, query.label.map { classes[$0] } ?? none)
    }

    private static func isRecognised(_ query: Query, _ share: TextShares.Share) -> Bool {
        let (classes, none, answer) = probabilities(share, query)
        return answer >= none && answer >= classes.max() ?? 0
    }

    /// One step of Newton's method for (a, b).
    private static func improve(_ share: inout TextShares.Share, on queries: [Query]) {
        var (gradA, gradB) = (prior * share.offset, prior * (share.slope - 1))
        var (aa, ab, bb) = (prior, 0.0, prior)
        for query in queries {
            let (classes, _, _) = probabilities(share, query)
            let squares = distances(share.weight, query)
            let scale = -1 / query.calibration.temperature(shots: max(1, share.shots))
            // The logits' derivatives: (scale, scale · d) of categories, 0 of none.
            var (meanA, meanB) = (0.0, 0.0)
            for (probability, distance) in zip(classes, squares) {
                meanA += probability * scale
                meanB += probability * scale * distance
            }
            gradA += meanA - (query.label == nil ? 0 : scale)
            gradB += meanB - (query.label.map { scale * squares[$0] } ?? 0)
            for (probability, distance) in zip(classes, squares) {
                aa += probability * scale * scale
                ab += probability * scale * scale * distance
                bb += probability * scale * scale * distance * distance
            }
            aa -= meanA * meanA
            ab -= meanA * meanB
            bb -= meanB * meanB
        }
        let determinant = aa * bb - ab * ab
        guard determinant > 1e-9 else { return }
        let (stepA, stepB) = ((bb * gradA - ab * gradB) / determinant, (aa * gradB - ab * gradA) / determinant)
        // Far from the minimum a whole step may lead farther away.
        let damping = min(1, 0.5 / max(abs(stepA), abs(stepB), 1e-12))
        share.offset -= damping * stepA
        share.slope = max(0.02, share.slope - damping * stepB)
    }
}

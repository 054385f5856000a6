import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import Testing

@Suite struct `Categories by texts` {
    private static let text = TaughtCategory.Example(id: TaughtCategory.textPrefix + "Mugs", embedding: [2, 0, 0])

    private func index(_ shares: [TextShares.Share]) throws -> CategoryIndex {
        var index = CategoryIndex(dimensions: 3, calibration: Calibration(temperature: 2, rejection: 8))
        index.join(by: try #require(TextShares(shares, categories: 7)))
        return index
    }

    private static let shares = [
        TextShares.Share(shots: 0, weight: 1, offset: -0.5, slope: 0.75, recognised: 0.6),
        TextShares.Share(shots: 1, weight: 0.5, offset: 0.25, slope: 1, recognised: 0.8),
        TextShares.Share(shots: 3, weight: 0.25, offset: 0, slope: 1, recognised: 0.9),
    ]

    @Test func `a text alone is a category at the corrected distance`() throws {
        var index = try index(Self.shares)
        try index.teach("mugs", Self.text)
        #expect(index["mugs"]?.shots == 0 && index["mugs"]?.words == "Mugs")
        // −0.5 · 4 + 0.75 · 8
        #expect(try index.distances(to: [0, 2, 0]) == [4])
        let answer = try index.classify([0, 2, 0])
        #expect(answer.answers.map(\.category) == ["mugs"])
        #expect(abs(answer.answers[0].probability + answer.none - 1) < 1e-12)
    }

    @Test func `a text and examples are joined by the share for their number`() throws {
        var index = try index(Self.shares)
        try index.teach("mugs", Self.text)
        try index.teach("mugs", TaughtCategory.Example(id: "a", embedding: [0, 2, 0]))
        // Half of each is [1, 1, 0], and 0.25 · 4 is added.
        #expect(try index.distances(to: [0, 0, 2]) == [7])
        try index.teach("mugs", TaughtCategory.Example(id: "b", embedding: [0, 0, 2]))
        try index.teach("mugs", TaughtCategory.Example(id: "c", embedding: [0, 2, 0]))
        // A quarter of [2, 0, 0] and three of [0, 4/3, 2/3] are [0.5, 1, 0.5].
        let distance = try index.distances(to: [0, 0, 0])[0]
        #expect(abs(distance - 1.5) < 1e-6)
        // Another text takes the place of the first.
        try index.teach("mugs", TaughtCategory.Example(id: TaughtCategory.textPrefix + "Cups", embedding: [0, 0, 2]))
        #expect(index["mugs"]?.words == "Cups" && index["mugs"]?.shots == 3)
    }

    @Test func `examples alone are what they were`() throws {
        var (index, plain) = (try index(Self.shares), CategoryIndex(dimensions: 3))
        for id in ["a", "b"] {
            let example = TaughtCategory.Example(id: id, embedding: id == "a" ? [2, 0, 0] : [0, 2, 0])
            try index.teach("mugs", example)
            try plain.teach("mugs", example)
        }
        #expect(try index.distances(to: [1, 0, 0]) == plain.distances(to: [1, 0, 0]))
    }

    @Test func `what is left of a category counts, and nothing closes it`() throws {
        var index = try index(Self.shares)
        try index.teach("mugs", Self.text)
        try index.teach("mugs", TaughtCategory.Example(id: "a", embedding: [0, 2, 0]))
        try index.forget("a", of: "mugs")
        #expect(index["mugs"]?.shots == 0)
        #expect(try index.distances(to: [0, 2, 0]) == [4])
        try index.teach("mugs", TaughtCategory.Example(id: "b", embedding: [0, 2, 0]))
        try index.forget(Self.text.id, of: "mugs")
        #expect(index["mugs"]?.text == nil)
        #expect(try index.distances(to: [0, 2, 0]) == [0])
        try index.forget("b", of: "mugs")
        #expect(index["mugs"] == nil)
    }

    @Test func `less that is known of a product is less of the text, too`() throws {
        var index = try index(Self.shares)
        try index.teach("mugs", TaughtCategory.Example(id: Self.text.id, embedding: [0, 2, 0]))
        try index.teach("pots", TaughtCategory.Example(id: Self.text.id, embedding: [2, 0, 0]))
        let part = index.restricted(to: [1..<3], rule: index.rule)
        #expect(part.categories.map(\.name) == ["mugs"])
        #expect(part.shares == index.shares)
    }

    @Test func `the forecast of a text is what texts of known categories were worth`() throws {
        var index = try index(Self.shares)
        try index.teach("mugs", Self.text)
        try index.teach("pots", TaughtCategory.Example(id: "p", embedding: [0, 0, 2]))
        let forecast = try TeachingForecast(of: "mugs", in: index)
        #expect(forecast.accuracy == 0.6)
        #expect(forecast.interval.contains(0.6) && forecast.interval.lowerBound > 0.2)
        #expect(try TeachingForecast(of: "pots", in: index).accuracy == nil)
        try index.teach("mugs", TaughtCategory.Example(id: "a", embedding: [0, 2, 0]))
        #expect(try TeachingForecast(of: "mugs", in: index).accuracy == 0.8)
        // From two on the examples themselves are asked about.
        try index.teach("mugs", TaughtCategory.Example(id: "b", embedding: [0, 2, 0]))
        let asked = try TeachingForecast(of: "mugs", in: index)
        #expect(asked.accuracy == 1 && asked.misplaced.isEmpty)
    }

    @Test func `reasons add up to the logit beside a text, and for a text alone`() throws {
        var index = try index(Self.shares)
        try index.teach("mugs", Self.text)
        for (id, embedding) in [("a", [0, 2, 0]), ("b", [0, 0, 2])] as [(String, [Float])] {
            let reason = try ClassificationReason(of: "mugs", for: [0, 1, 1], in: index)
            #expect(abs(reason.base + reason.examples.reduce(0) { $0 + $1.contribution } - reason.logit) < 1e-9)
            #expect(reason.text == "Mugs")
            #expect(reason.sentence(of: "It", in: .english).contains("Mugs") == reason.examples.isEmpty)
            try index.teach("mugs", TaughtCategory.Example(id: id, embedding: embedding))
        }
        let reason = try ClassificationReason(of: "mugs", for: [0, 1, 1], in: index)
        for example in reason.examples {
            var without = index
            try without.forget(example.id, of: "mugs")
            let other = try ClassificationReason(of: "mugs", for: [0, 1, 1], in: without)
            #expect(abs((example.effect ?? 0) - (reason.logit - other.logit)) < 1e-6)
        }
    }

    @Test func `shares between learned numbers of examples lie between theirs`() throws {
        let table = try #require(TextShares(Self.shares, categories: 7))
        #expect(table.share(shots: 1) == Self.shares[1])
        let two = table.share(shots: 2)
        #expect(two.weight > 0.25 && two.weight < 0.5 && two.slope == 1)
        #expect(table.share(shots: 50).weight == 0.25)
        let json = try JSONEncoder().encode(table)
        #expect(try JSONDecoder().decode(TextShares.self, from: json) == table)
        var broken = Self.shares
        broken[0].slope = 0
        #expect(TextShares(broken, categories: 7) == nil)
        #expect(TextShares([], categories: 7) == nil)
    }
}

/// Invented categories: a middle, products around it, and a text that is about as near, moved by what all texts have in common.
private struct InventedNames {
    static let dimensions = 24
    var generator: SeededGenerator
    private let gap: [Float]

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        gap = Self.unit((0..<Self.dimensions).map { _ in Float(generator.uniform(in: -1...1)) })
        self.generator = generator
    }

    private static func unit(_ numbers: [Float]) -> [Float] {
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }

    private mutating func near(_ middle: [Float], _ distance: Float, moved: Float = 0) -> [Float] {
        let noise = Self.unit((0..<Self.dimensions).map { _ in Float(generator.uniform(in: -1...1)) })
        return Self.unit(middle.indices.map { middle[$0] + distance * noise[$0] + moved * gap[$0] })
    }

    mutating func categories(_ count: Int, products: Int) -> [TextShareFit.Known] {
        (0..<count).map { _ in
            let middle = Self.unit((0..<Self.dimensions).map { _ in Float(generator.uniform(in: -1...1)) })
            return TextShareFit.Known(
                text: near(middle, 0.8, moved: 0.7), products: (0..<products).map { _ in near(middle, 1) })
        }
    }
}

@Suite struct `Learning what texts are worth` {
    private static let rule = CategoryCalibration.fixed(
        Calibration(temperature: 0.15, widening: 0.4, youth: 0.3, rejection: 0.9))

    @Test func `texts count less beside more examples, and answers are calibrated at each number`() throws {
        var invented = InventedNames(seed: 3)
        let known = invented.categories(24, products: 24)
        let shares = try #require(try TextShareFit(known, rule: Self.rule)?.shares())
        #expect(shares.categories == 24 && shares.shares.map(\.shots) == TextShares.shots)
        #expect(shares.shares[0].weight == 1)
        #expect(shares.share(shots: 1).weight > 0.2)
        #expect(shares.share(shots: 20).weight < shares.share(shots: 1).weight)
        for shots in [0, 1, 2, 5, 20] {
            let (joined, text) = try answers(shots, shares: shares, seed: 11)
            #expect(joined.error < 0.1, "\(shots) examples: \(joined)")
            #expect(joined.right >= text.right - 0.02, "\(shots) examples: \(joined), the text alone \(text)")
            let expected = try #require(shares.share(shots: shots).recognised)
            #expect(abs(expected - joined.right) < 0.15, "\(shots) examples: \(expected) forecast, \(joined)")
        }
        let (one, many) = (
            try answers(1, shares: shares, seed: 11).joined, try answers(20, shares: shares, seed: 11).joined
        )
        #expect(many.right > one.right)
    }

    @Test func `too few categories teach nothing`() throws {
        var invented = InventedNames(seed: 3)
        #expect(TextShareFit(invented.categories(5, products: 24), rule: Self.rule) == nil)
        #expect(TextShareFit(invented.categories(30, products: 3), rule: Self.rule) == nil)
        // Of few products the shares for many examples are the usual ones, or less.
        let few = try #require(try TextShareFit(invented.categories(8, products: 6), rule: Self.rule)?.shares())
        #expect(few.share(shots: 20).recognised == nil)
        #expect(few.share(shots: 20).weight <= few.share(shots: 2).weight)
    }

    private struct Outcome {
        /// The share of products of taught categories that are recognised.
        var right = 0.0
        /// The expected calibration error.
        var error = 0.0
    }

    /// Asks about new categories, half of them not taught.
    private func answers(_ shots: Int, shares: TextShares, seed: UInt64) throws -> (joined: Outcome, text: Outcome) {
        var invented = InventedNames(seed: seed)
        var outcomes = [Outcome(), Outcome()]
        for (place, hasExamples) in [true, false].enumerated() {
            var (metrics, right, asked) = (CalibrationMetrics(), 0, 0)
            for _ in 0..<40 {
                let categories = invented.categories(10, products: shots + 4)
                var index = CategoryIndex(dimensions: InventedNames.dimensions, rule: Self.rule)
                index.join(by: shares)
                for (number, category) in categories.prefix(5).enumerated() {
                    try index.teach(
                        "\(number)", TaughtCategory.Example(id: TaughtCategory.textPrefix, embedding: category.text))
                    for shot in 0..<(hasExamples ? shots : 0) {
                        try index.teach(
                            "\(number)", TaughtCategory.Example(id: "\(shot)", embedding: category.products[shot]))
                    }
                }
                for (number, category) in categories.enumerated() {
                    for product in category.products.suffix(4) {
                        let answer = try index.classify(product)
                        let label = number < 5 ? "\(number)" : nil
                        metrics.add(
                            CalibrationMetrics.Answer(
                                confidence: max(answer.none, answer.answers[0].probability),
                                isRight: answer.category == label, knownness: 1 - answer.none, isKnown: label != nil))
                        asked += label == nil ? 0 : 1
                        right += label != nil && answer.category == label ? 1 : 0
                    }
                }
            }
            outcomes[place] = Outcome(right: Double(right) / Double(asked), error: metrics.calibrationError())
        }
        return (outcomes[0], outcomes[1])
    }
}

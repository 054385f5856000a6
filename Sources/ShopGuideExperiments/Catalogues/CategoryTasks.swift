import FewShotLearning
import FewShotTensors
import ShopGuide
import ShopGuideApplication

/// Tasks of a catalogue's categories, asked of a model: some categories are taught by a few of their products, and as many others aren't.
struct CategoryTasks: Sendable {
    /// The model.
    let model: CategoryModel
    /// The embeddings of products.
    let embeddings: [[Float]]
    /// The products of each category, by their places among the embeddings.
    let classes: [[Int]]

    /// The answers to tasks of so many examples.
    struct Outcome: Sendable {
        /// The categories that are taught in a task.
        var ways: Int
        /// The share of known products whose category is the likeliest one, "none of these" aside, by task.
        var accuracies: [Double] = []
        /// Products of taught categories that were asked about.
        var known = 0
        /// Those whose category is the likeliest one, "none of these" aside.
        var likeliest = 0
        /// Those that were answered right, "none of these" included.
        var right = 0
        /// Products of other categories that were asked about.
        var unknown = 0
        /// Those that were answered by "none of these".
        var refused = 0
        /// The confidence of the answers.
        var metrics = CalibrationMetrics()
    }

    /// The most categories that are taught in a task, and the products that are asked about of each.
    private static let (ways, queries) = (5, 3)

    /// Asks about tasks of so many examples; nil where too few categories have as many products.
    ///
    /// - Throws: ``CategoryError`` for embeddings that don't fit.
    func outcome(shots: Int, episodes: Int, seed: UInt64) throws -> Outcome? {
        let usable = classes.filter { $0.count > shots }
        let ways = min(Self.ways, usable.count / 2)
        guard ways > 1 else { return nil }
        var outcome = Outcome(ways: ways)
        for episode in 0..<episodes {
            var generator = SeededGenerator(seed: SeedPurpose.test.seed(from: seed), position: episode)
            var index = model.index()
            var queries: [(row: Int, category: String?)] = []
            for (place, examples) in generator.shuffled(usable).prefix(2 * ways).enumerated() {
                var left = generator.shuffled(examples)
                if place < ways {
                    for row in left.prefix(shots) {
                        try index.teach("\(place)", TaughtCategory.Example(id: "\(row)", embedding: embeddings[row]))
                    }
                    left.removeFirst(shots)
                }
                queries += left.prefix(Self.queries).map { ($0, place < ways ? "\(place)" : nil) }
            }
            let before = outcome
            for (row, category) in queries {
                outcome.add(try index.classify(embeddings[row], limit: ways), right: category)
            }
            let share = Double(outcome.likeliest - before.likeliest) / Double(max(1, outcome.known - before.known))
            outcome.accuracies.append(share)
        }
        return outcome
    }
}

extension CategoryTasks.Outcome {
    /// Counts an answer, given the right category; nil where none was taught.
    fileprivate mutating func add(_ answer: Classification, right category: String?) {
        let isRight = answer.category == category
        metrics.add(
            CalibrationMetrics.Answer(
                confidence: max(answer.none, answer.answers[0].probability), isRight: isRight,
                knownness: 1 - answer.none, isKnown: category != nil))
        if let category {
            known += 1
            right += isRight ? 1 : 0
            likeliest += answer.answers[0].category == category ? 1 : 0
        } else {
            unknown += 1
            refused += isRight ? 1 : 0
        }
    }
}

import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotReport
import ShopGuide
import ShopGuideApplication

extension Reproduction {
    /// Shows the trained learner that did best, on 5-way 1-shot tasks of its own test split.
    ///
    /// - Parameters:
    ///   - entries: The entries that were measured.
    ///   - rows: The results.
    /// - Returns: A map where it has an encoder, a task, and its confusions; nothing where no learner was trained.
    /// - Throws: ``ExperimentError`` if the user stopped it; the error of data or a model that can't be read.
    package func illustrations(of entries: [TablePlan.Entry], _ rows: [ResultRow]) throws -> [ReportSection] {
        let trained = entries.filter { LearnerKind.isTrained($0.learner) && !$0.isPretrained }
        let own = rows.filter { row in trained.contains { $0.label == row.learner } && row.protocol == .inductive }
        guard let best = own.max(by: { ($0.shots, $1.accuracy) > ($1.shots, $0.accuracy) }),
            let entry = trained.first(where: { $0.label == best.learner })
        else { return [] }
        let data = try entry.data.load(from: sources, options)
        // Only pictures can be shown.
        guard data.parts == nil, let learner = try ready(entry, data, allowed: .zero).learner else { return [] }
        let shape = EpisodeShape(ways: 5, shots: 1, queries: 15)
        let dataset = try data.dataset(.test, for: shape, options: "data")
        let sampler = try EpisodeSampler(dataset, shape: shape, seed: SeedPurpose.test.seed(from: seed))
        let tally = try TableMeasurement.tally(
            learner, .inductive, sampler.episodes().prefix(min(episodes, 200)), monitor)
        let first = sampler.episode(at: 0)
        var context = ForwardContext(normalization: .running)
        let illustrations = Illustrations(dataset: dataset)
        let map = try (learner as? any EncodingLearner).map {
            try illustrations.map(by: $0.encoder, startingWith: first.plan?.classes ?? [])
        }
        return [map].compactMap { $0 } + [
            try illustrations.task(
                first, scores: learner.scores(for: first, in: &context),
                text:
                    "The first 5-way 1-shot episode of the test split, as \(best.learner) answers it: right and wrong.",
                label: learner is any EmbeddingLearner ? "Distance to the prototype of" : "Minus the score of"),
            illustrations.confusion(tally, in: "5-way 1-shot"),
        ]
    }
}

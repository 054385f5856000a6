import FewShotNetworks
import FewShotTensors

extension CalibrationFit {
    /// Fits the calibration of a learner on tasks of some classes, half of whose queries are of classes that aren't shown.
    ///
    /// Parameters are those of ``samples(of:on:ways:shots:queries:grouping:protocol:episodes:seed:)``.
    ///
    /// - Returns: The calibration.
    /// - Throws: ``SamplingError`` where too few classes are left, or the error of failed scores.
    public static func calibration(
        of learner: any Learner, on dataset: Dataset, ways: Int, shots: Int, queries: Int,
        grouping: Double = 0, protocol rule: EvaluationProtocol = .inductive, episodes: Int = 300, seed: UInt64
    ) throws -> Calibration {
        try calibration(
            on: samples(
                of: learner, on: dataset, ways: ways, shots: shots, queries: queries, grouping: grouping,
                protocol: rule,
                episodes: episodes, seed: seed))
    }

    /// Asks a learner about tasks of some classes, half of whose queries are of classes that aren't shown.
    ///
    /// Two numbers of shots are drawn, so that it shows what young prototypes lack.
    ///
    /// - Parameters:
    ///   - learner: Whose scores are negative squared distances.
    ///   - dataset: Classes of the training split; those with too few examples are left out.
    ///   - ways: Classes that are shown, where there are enough; as many again aren't.
    ///   - shots: The larger number of shots, where there are examples enough; at least 2.
    ///   - queries: Queries per class at most.
    ///   - grouping: The share of tasks whose classes are of one group.
    ///   - rule: What a learner may know of the other queries.
    ///   - episodes: Tasks of each kind.
    ///   - seed: What decides the tasks.
    /// - Returns: Its answers, by the number of shots.
    /// - Throws: ``SamplingError`` where too few classes are left, or the error of failed scores.
    public static func samples(
        of learner: any Learner, on dataset: Dataset, ways: Int, shots: Int, queries: Int,
        grouping: Double = 0, protocol rule: EvaluationProtocol = .inductive, episodes: Int = 300, seed: UInt64
    ) throws -> [CalibrationSample] {
        let openSet = OpenSet(learner.on(dataset.features.device), protocol: rule)
        let ways = Swift.min(ways, dataset.classes.count / 2)
        func classes(_ examples: Int) -> [Dataset.Class] { dataset.classes.filter { $0.examples.count >= examples } }
        // As many shots as asked for, else as many as enough classes have beside a query.
        let larger = stride(from: Swift.max(shots, 2), to: 2, by: -1).first { classes($0 + 1).count >= 2 * ways } ?? 2
        return try [1, larger].map { shots in
            let spare = stride(from: queries, to: 1, by: -1).first { classes(shots + $0).count >= 2 * ways } ?? 1
            var sampler = try EpisodeSampler(
                Dataset(features: dataset.features, classes: classes(shots + spare)),
                shape: EpisodeShape(ways: 2 * ways, shots: shots, queries: spare),
                seed: SeedPurpose.calibration.seed(from: seed))
            sampler.grouping = grouping
            return try openSet.sample(sampler, count: episodes)
        }
    }
}

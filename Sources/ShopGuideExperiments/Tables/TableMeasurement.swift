import FewShotData
import FewShotLearning
import ShopGuide
import FewShotTensors

/// Evaluation of a table's entries.
enum TableMeasurement {
    /// Evaluates a learner on episodes.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it.
    static func tally(
        _ learner: any Learner, _ rule: EvaluationProtocol, _ episodes: some Sequence<Episode>,
        views: TestTimeAugmentation = .one, _ monitor: any WorkMonitor
    ) throws -> Tally {
        var tally = Tally()
        var bar = ProgressBar("measuring", total: 0, on: monitor)
        for episode in episodes {
            tally.add(try learner.answer(episode, protocol: rule, views: views), plan: episode.plan)
            bar.show(tally.episodes, NumberFormat.percent(tally.accuracy))
            try monitor.checkStop("stopped; what was finished is kept: go on with the same command and --resume")
        }
        bar.clear()
        return tally
    }

    /// Evaluates TF-IDF on tasks of texts; only its inverse document frequencies come from training tasks.
    ///
    /// - Throws: ``ExperimentError`` for data without texts.
    static func texts(_ data: LoadedData, _ episodes: GroupedEpisodes, count: Int) throws -> Tally {
        guard let texts = data.texts else { throw ExperimentError("\(data.name) has no texts") }
        let model = TFIDF(texts, countedIn: try data.dataset(.train).classes.flatMap(\.examples))
        var tally = Tally()
        for position in 0..<count {
            let accuracy = model.accuracy(on: episodes.plan(at: position))
            tally.add(EpisodeResult(accuracy: accuracy, loss: 0, labels: [], answers: []), plan: nil)
        }
        return tally
    }

    /// Answers Lake's runs, by a learner or, where there is none, by the modified Hausdorff distance.
    static func lake(
        _ learner: (any Learner)?, _ rule: EvaluationProtocol, views: TestTimeAugmentation, path: String,
        _ options: DataOptions,
        _ monitor: any WorkMonitor
    ) throws -> Tally {
        var options = options
        options.size = learner == nil ? 105 : 28
        let challenge = try LakeChallenge(path: path, options: options)
        if let learner {
            return try tally(learner, rule, challenge.runs.lazy.map(challenge.episode), views: views, monitor)
        }
        var tally = Tally()
        for run in challenge.runs {
            let accuracy = try ModifiedHausdorff().accuracy(on: run, of: challenge)
            tally.add(EpisodeResult(accuracy: accuracy, loss: 0, labels: [], answers: []), plan: nil)
        }
        return tally
    }
}

/// Episodes in which the support of each class is its one iconic picture.
struct IconicEpisodes {
    let photos: Dataset
    let iconic: Dataset
    private let sampler: EpisodeSampler
    private let ways: Int

    /// Creates a source of episodes.
    ///
    /// - Throws: ``SamplingError`` where there are too few classes or photos.
    init(photos: Dataset, iconic: Dataset, ways: Int, queries: Int, seed: UInt64) throws {
        let pictures = Dictionary(uniqueKeysWithValues: iconic.classes.map { ($0.name, $0) })
        // Only classes that have a picture; both in the same order.
        let shown = photos.classes.filter { pictures[$0.name] != nil }
        self.photos = Dataset(features: photos.features, classes: shown)
        self.iconic = Dataset(features: iconic.features, classes: shown.compactMap { pictures[$0.name] })
        self.ways = ways
        sampler = try EpisodeSampler(
            self.photos, shape: EpisodeShape(ways: ways, shots: 1, queries: queries), seed: seed)
    }

    /// Returns the episode at a position.
    func episode(at position: Int) -> Episode {
        var plan = sampler.plan(at: position)
        plan.support = plan.classes.flatMap { iconic.classes[$0].examples }
        let labels = Tensor.range(0..<ways, on: photos.features.device)
        return Episode(
            support: Examples(features: iconic.features(of: plan.support), labels: labels, ways: ways),
            query: Examples(
                features: photos.features(of: plan.query), labels: labels.repeated(plan.query.count / ways), ways: ways),
            plan: plan)
    }
}

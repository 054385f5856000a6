import FewShotData
import FewShotLearning
import FewShotTensors

extension LoadedData {
    /// The groups of all splits' classes as classes, each with the examples of all its members.
    var wholeGroups: Dataset {
        get throws {
            let train = try dataset(.train)
            let all = Split.allCases.flatMap { splits[$0]?.classes ?? [] }
            let groups = Dictionary(grouping: all) { $0.group ?? $0.name }.sorted { $0.key < $1.key }
            return Dataset(
                features: train.features,
                classes: groups.map { name, members in
                    Dataset.Class(name: name, examples: members.flatMap(\.examples).sorted())
                }, picture: train.picture)
        }
    }
}

/// Episodes whose classes are all of one group: one category's products, say.
struct GroupedEpisodes {
    private let samplers: [EpisodeSampler]
    private let seed: UInt64

    /// Creates a source of episodes from the groups that have classes enough.
    ///
    /// - Throws: ``ExperimentError`` where no group has, ``SamplingError`` where a class has too few examples.
    init(_ dataset: Dataset, shape: EpisodeShape, seed: UInt64) throws {
        var groups: [String: [Dataset.Class]] = [:]
        for category in dataset.classes { groups[category.group ?? "", default: []].append(category) }
        let large = groups.filter { $0.value.count >= shape.ways }.sorted { $0.key < $1.key }
        guard !large.isEmpty else {
            let most = groups.values.map(\.count).max() ?? 0
            throw ExperimentError("\(shape.ways)-way tasks within a group: the largest has \(most) classes")
        }
        samplers = try large.map {
            try EpisodeSampler(Dataset(features: dataset.features, classes: $0.value), shape: shape, seed: seed)
        }
        self.seed = seed
    }

    private func sampler(at position: Int) -> EpisodeSampler {
        var generator = SeededGenerator(seed: seed ^ 0x4752_4F55_5053, position: position)
        return samplers[generator.integer(below: samplers.count)]
    }

    /// Returns which rows the episode at a position is made of.
    func plan(at position: Int) -> EpisodePlan { sampler(at: position).plan(at: position) }

    /// Returns the episode at a position.
    func episode(at position: Int) -> Episode { sampler(at: position).episode(at: position) }
}

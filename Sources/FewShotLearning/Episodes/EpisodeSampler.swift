import FewShotTensors

/// A data set that episodes can't be drawn from.
public struct SamplingError: Error, Sendable, CustomStringConvertible {
    /// The lack, with the class and the counts.
    public let description: String
}

/// Draws N-way K-shot tasks: classes, and examples within a class, without replacement.
///
/// An episode depends on the seed and its position alone, so that number 7,431 can be drawn by itself.
public struct EpisodeSampler: Sendable {
    /// The data set that is drawn from.
    public let dataset: Dataset
    /// The size of each task.
    public let shape: EpisodeShape
    /// The number that, with the position, decides an episode.
    public let seed: UInt64
    /// The share of episodes, 0…1, whose classes come from as few groups as can be: the hardest to tell apart.
    public var grouping = 0.0
    /// The variation of images, if there is one.
    public var augmentation: Augmentation?
    /// The making of new classes, if there is one; of drawings alone.
    public var newClasses: ClassAugmentation?
    /// Positions of the classes of each group, the groups in order of first appearance.
    private let groups: [[Int]]

    /// Creates a sampler.
    ///
    /// - Throws: ``SamplingError`` if the data set has too few classes, or a class too few examples.
    public init(_ dataset: Dataset, shape: EpisodeShape, seed: UInt64) throws(SamplingError) {
        for (name, value, least) in [("ways", shape.ways, 2), ("shots", shape.shots, 1), ("queries", shape.queries, 1)]
        where value < least {
            throw SamplingError(description: "\(name) must be at least \(least), not \(value)")
        }
        guard dataset.classes.count >= shape.ways else {
            throw SamplingError(
                description: "\(shape.ways)-way episodes need \(shape.ways) classes; there are \(dataset.classes.count)"
            )
        }
        let (needed, overflow) = shape.shots.addingReportingOverflow(shape.queries)
        let poorest = dataset.classes.min { $0.examples.count < $1.examples.count }
        if let poorest, overflow || poorest.examples.count < needed {
            throw SamplingError(
                description: "class \"\(poorest.name)\" has \(poorest.examples.count) examples; "
                    + "\(shape.shots)-shot with \(shape.queries) queries needs \(overflow ? "more" : "\(needed)")")
        }
        self.dataset = dataset
        self.shape = shape
        self.seed = seed
        let ordered = Dictionary(grouping: dataset.classes.indices) { dataset.classes[$0].group }
        groups = ordered.values.sorted { $0[0] < $1[0] }
    }

    /// Returns which classes and examples make up the episode at a position.
    public func plan(at position: Int) -> EpisodePlan {
        var generator = SeededGenerator(seed: seed, position: position)
        let isGrouped = grouping > 0 && generator.uniform() < grouping
        let classes =
            isGrouped
            ? neighbours(using: &generator) : generator.sample(shape.ways, below: dataset.classes.count)
        var plan = EpisodePlan(classes: classes, support: [], query: [])
        for index in classes {
            let examples = dataset.classes[index].examples
            let chosen = generator.sample(shape.shots + shape.queries, below: examples.count).map { examples[$0] }
            plan.support += chosen.prefix(shape.shots)
            plan.query += chosen.suffix(shape.queries)
        }
        return plan
    }

    /// Classes of one group drawn at random, then of another, until there are enough.
    private func neighbours(using generator: inout SeededGenerator) -> [Int] {
        var classes: [Int] = []
        for group in generator.shuffled(groups) where classes.count < shape.ways {
            classes += generator.shuffled(group).prefix(shape.ways - classes.count)
        }
        return classes
    }

    /// Returns the episode at a position, its features ready for a network.
    public func episode(at position: Int) -> Episode {
        let plan = plan(at: position)
        let ways = Tensor.range(0..<shape.ways, on: dataset.features.device)
        let features = features(of: plan, at: position)
        return Episode(
            support: Examples(
                features: features[0..<plan.support.count], labels: ways.repeated(shape.shots), ways: shape.ways),
            query: Examples(
                features: features[plan.support.count..<plan.support.count + plan.query.count],
                labels: ways.repeated(shape.queries), ways: shape.ways),
            plan: plan)
    }

    /// Returns the examples of an episode, those of the support set first, varied as they are to be.
    private func features(of plan: EpisodePlan, at position: Int) -> Tensor {
        var generator = SeededGenerator(seed: seed ^ 0x4155_474D_454E_5400, position: position)
        if let newClasses {
            return newClasses.features(
                of: plan, from: dataset, varied: augmentation ?? Augmentation(), using: &generator)
        }
        let features = dataset.features(of: plan.support + plan.query)
        return augmentation?.varied(features, picture: dataset.picture, using: &generator) ?? features
    }

    /// Returns episodes in order from a position on; they are assembled on another thread, `ahead` of being asked for.
    public func episodes(from position: Int = 0, ahead: Int = 4) -> EpisodeStream {
        EpisodeStream(self, ahead: ahead) { position + $0 }
    }

    /// Returns the episodes of a share of each step's tasks, from a step on.
    func episodes(of share: TaskShare, from step: Int) -> EpisodeStream {
        EpisodeStream(self, ahead: max(4, share.own.count)) { share.position($0, from: step) }
    }
}

extension Dataset {
    /// Returns rows as a network wants them: bytes scaled to 0…1, images stored with the channels innermost.
    public func features(of rows: [Int]) -> Tensor {
        let chosen = features.rows(rows)
        let scaled = chosen.elementType == .uint8 ? chosen.to(.float32) * (1 / 255) : chosen
        return scaled.rank == 4 ? scaled.channelsLast() : scaled
    }
}

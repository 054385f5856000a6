import FewShotTensors

/// Why episodes can't be drawn from a data set.
public struct SamplingError: Error, Sendable, CustomStringConvertible {
    /// What is missing, with the class and the counts.
    public let description: String
}

/// Draws N-way K-shot tasks: classes, and examples within a class, without replacement.
///
/// An episode depends on the seed and its position alone, so that number 7,431 can be drawn by itself.
public struct EpisodeSampler: Sendable {
    /// What is drawn from.
    public let dataset: Dataset
    /// The size of each task.
    public let shape: EpisodeShape
    /// What, with the position, decides an episode.
    public let seed: UInt64

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
    }

    /// Returns which classes and examples make up the episode at a position.
    public func plan(at position: Int) -> EpisodePlan {
        var generator = SeededGenerator(seed: seed, position: position)
        let classes = generator.sample(shape.ways, below: dataset.classes.count)
        var plan = EpisodePlan(classes: classes, support: [], query: [])
        for index in classes {
            let examples = dataset.classes[index].examples
            let chosen = generator.sample(shape.shots + shape.queries, below: examples.count).map { examples[$0] }
            plan.support += chosen.prefix(shape.shots)
            plan.query += chosen.suffix(shape.queries)
        }
        return plan
    }

    /// Returns the episode at a position, its features ready for a network.
    public func episode(at position: Int) -> Episode {
        let plan = plan(at: position)
        let ways = Tensor.range(0..<shape.ways)
        return Episode(
            support: Examples(
                features: dataset.features(of: plan.support), labels: ways.repeated(shape.shots), ways: shape.ways),
            query: Examples(
                features: dataset.features(of: plan.query), labels: ways.repeated(shape.queries), ways: shape.ways),
            plan: plan)
    }

    /// Returns episodes in order from a position on; they are assembled on another thread, `ahead` of being asked for.
    public func episodes(from position: Int = 0, ahead: Int = 4) -> EpisodeStream {
        EpisodeStream(self, from: position, ahead: ahead)
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

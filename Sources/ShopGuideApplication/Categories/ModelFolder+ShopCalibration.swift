public import FewShotData
public import FewShotLearning
import FewShotNetworks
import FewShotTensors
import ShopGuide

extension ModelFolder {
    /// Fits the network that calibrates a model's distances in any catalogue, and keeps it with the model.
    ///
    /// - Parameters:
    ///   - shops: Products of many shops, a group for each.
    ///   - sources: The number of products of each shop, and some of them.
    ///   - seed: What decides the tasks.
    /// - Throws: What a model or the disk throws, or ``LearnerError`` where nothing can be asked.
    public func calibrate(on shops: Dataset, sources: [String: SampledSource], seed: UInt64) throws {
        let loaded = try load()
        guard let learner = loaded.learner as? any EmbeddingLearner,
            let encoder = learner.encoder as? any ProductEncoding
        else { return }
        var generator = SeededGenerator(seed: SeedPurpose.calibration.seed(from: seed))
        var tasks: [CalibrationNetworkFit.Task] = []
        let groups = Dictionary(grouping: shops.classes) { $0.group ?? "" }
        for (name, classes) in groups.sorted(by: { $0.key < $1.key }) where classes.count >= 2 {
            guard let source = sources[name] else { continue }
            let shop = ShopTasks(classes, source, encoder.parts, encoder.embeddingRanges)
            tasks += try shop.tasks(of: learner, shops.features, using: &generator)
        }
        var description = loaded.description
        description.calibrations = nil
        description.calibrationNetwork = try CalibrationNetworkFit.network(on: tasks, seed: seed)
        try save(loaded.learner, description)
    }
}

/// The tasks of one shop that a calibration is fitted on: half of the queries are of categories that weren't taught.
private struct ShopTasks {
    private let classes: [Dataset.Class]
    private let source: SampledSource
    private let parts: ProductParts
    private let ranges: [ProductParts.Part: Range<Int>]

    /// Tasks for each combination of known parts.
    private static let count = 16
    private static let ways = [1, 2, 3, 4, 5, 5, 10, 20]
    private static let shots = [1, 1, 2, 3, 5]

    init(
        _ classes: [Dataset.Class], _ source: SampledSource, _ parts: ProductParts,
        _ ranges: [ProductParts.Part: Range<Int>]
    ) {
        (self.classes, self.source, self.parts, self.ranges) = (classes, source, parts, ranges)
    }

    func tasks(
        of learner: some EmbeddingLearner, _ features: Tensor, using generator: inout SeededGenerator
    ) throws -> [CalibrationNetworkFit.Task] {
        let rows = classes.flatMap(\.examples) + source.sample + source.strangers
        let numbers = try learner.embeddings(of: features.rows(rows)).to(.cpu).values(as: Float.self)
        let width = numbers.count / rows.count
        let embeddings = Dictionary(
            uniqueKeysWithValues: rows.enumerated().map { ($1, Array(numbers[$0 * width..<($0 + 1) * width])) })
        let all = parts.ranges.map(\.part)
        let present = all.filter { part in
            ranges[part].map { range in embeddings.values.contains { $0[range].contains { $0 != 0 } } } ?? false
        }
        // All that is known, and each part alone.
        let known = [all] + (present.count > 1 ? present.map { [$0] } : [])
        return try known.flatMap { try tasks(embeddings, $0, isWhole: $0.count == all.count, using: &generator) }
    }

    private func tasks(
        _ embeddings: [Int: [Float]], _ known: [ProductParts.Part], isWhole: Bool,
        using generator: inout SeededGenerator
    ) throws -> [CalibrationNetworkFit.Task] {
        let seen =
            isWhole
            ? embeddings
            : embeddings.compactMapValues { embedding in
                CategoryIndex.restricted(embedding, to: known.compactMap { ranges[$0] })
            }
        let statistics = EmbeddingStatistics(
            of: source.sample.compactMap { seen[$0] },
            ranges: EmbeddingStatistics.partOrder.map { known.contains($0) ? ranges[$0] ?? 0..<0 : 0..<0 },
            products: source.size)
        return try (0..<Self.count).compactMap { _ in try task(seen, statistics, using: &generator) }
    }

    private func task(
        _ seen: [Int: [Float]], _ statistics: EmbeddingStatistics, using generator: inout SeededGenerator
    ) throws -> CalibrationNetworkFit.Task? {
        let shots = Self.shots[generator.integer(below: Self.shots.count)]
        let wanted = Self.ways[generator.integer(below: Self.ways.count)]
        let usable = classes.map { $0.examples.filter { seen[$0] != nil } }.filter { $0.count > shots }
        // Strangers are of categories that weren't taught, or the only ones of their kind.
        let alone = source.strangers.compactMap { seen[$0] }
        let areAlone = !alone.isEmpty && generator.uniform() < 0.5
        let ways = min(wanted, areAlone ? usable.count : usable.count / 2)
        guard ways > 0, let width = seen.values.first?.count else { return nil }
        var index = CategoryIndex(dimensions: width)
        var (queries, labels) = ([[Float]](), [Int]())
        for (place, examples) in generator.shuffled(usable).prefix(areAlone ? ways : 2 * ways).enumerated() {
            var left = generator.shuffled(examples).compactMap { seen[$0] }
            if place < ways {
                for shot in 0..<shots {
                    try index.teach("\(place)", TaughtCategory.Example(id: "\(shot)", embedding: left.removeLast()))
                }
            }
            for query in left.prefix(3) {
                queries.append(query)
                labels.append(min(place, ways))
            }
        }
        if areAlone {
            let strangers = generator.shuffled(alone).prefix(queries.count)
            queries += strangers
            labels += strangers.map { _ in ways }
        }
        let distances = try queries.flatMap { try index.distances(to: $0) }.map { Float($0 / statistics.unit) }
        let ofTask = statistics.numbers + index.statistics.numbers(in: statistics)
        return CalibrationNetworkFit.Task(
            CalibrationSample(
                distances: Tensor(distances, shape: [queries.count, ways], on: .cpu), shots: shots,
                labels: Tensor(labels, on: .cpu)),
            statistics: Tensor(
                queries.flatMap { ofTask + statistics.numbers(of: $0) },
                shape: [queries.count, CategoryCalibration.inputs], on: .cpu))
    }
}

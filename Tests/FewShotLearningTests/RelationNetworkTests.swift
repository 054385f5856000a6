import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Relation network` {
    private func learner(_ variant: RelationVariant) -> RelationNetwork<RelationEncoder, RelationModule> {
        var generator = SeededGenerator(seed: 4)
        return RelationNetwork(
            encoder: RelationEncoder(width: 4, using: &generator),
            relation: RelationModule(width: 4, using: &generator),
            variant: variant)
    }

    private func episode(shots: Int) throws -> Episode {
        let dataset = Datasets.noisyPictures(classes: 4, examples: 6, side: 28)
        return try EpisodeSampler(dataset, shape: EpisodeShape(ways: 3, shots: shots, queries: 2), seed: 0).episode(
            at: 0)
    }

    @Test func `convolving each map once gives what convolving every pair gives`() throws {
        let relation = learner(.sum).relation
        var generator = SeededGenerator(seed: 1)
        let support = Tensor.normal([3, 4, 5, 5], using: &generator)
        let query = Tensor.normal([2, 4, 5, 5], using: &generator)
        for normalization in [Normalization.batch, .running] {
            var context = ForwardContext(normalization: normalization)
            let quick = relation(support: support, query: query, in: &context)
            // The support's channels first, as the authors join them.
            let pairs = Tensor.concatenated([support.tiled([2, 1, 1, 1]), query.repeated(3)], 1)
            var other = ForwardContext(normalization: normalization)
            let joined = relation.firstNormalization(relation.first(pairs, in: &other), in: &other).relu().maxPooled(2)
            let deeper = relation.secondNormalization(relation.second(joined, in: &other), in: &other).relu().maxPooled(
                2)
            let hidden = relation.hidden(deeper.flattened(from: 1), in: &other).relu()
            let slow = relation.output(hidden, in: &other).sigmoid().reshaped([2, 3])
            #expect(try (quick - slow).absolute().max().scalar() < 1e-5)
        }
    }

    @Test func `with one example a class, sum and mean are the same`() throws {
        var context = ForwardContext(normalization: .running)
        let episode = try episode(shots: 1)
        let sum = learner(.sum).scores(for: episode, in: &context)
        let mean = learner(.mean).scores(for: episode, in: &context)
        #expect(sum.shape == [6, 3])
        #expect(try (sum - mean).absolute().max().scalar() < 1e-6)
    }

    @Test func `the mean is over a class's comparisons`() throws {
        var context = ForwardContext(normalization: .running)
        let episode = try episode(shots: 2)
        let learner = learner(.mean)
        let scores = learner.scores(for: episode, in: &context)
        let maps = learner.encoder(episode.support.features, in: &context)
        let queries = learner.encoder(episode.query.features, in: &context)
        let all = learner.relation(support: maps, query: queries, in: &context)
        let labels = try episode.support.labels.values(as: Int.self)
        for way in 0..<3 {
            let own = labels.indices.filter { labels[$0] == way }
            let expected = all.rows(own, 1).mean(1)
            #expect(try (scores.selecting(way, 1) - expected).absolute().max().scalar() < 1e-6)
        }
    }

    @Test func `a relation by hand`() throws {
        var generator = SeededGenerator(seed: 0)
        var relation = RelationModule(width: 1, side: 4, hidden: 1, using: &generator)
        // Each convolution looks at its centre alone, so that even maps stay even.
        func centred(_ weights: [Float]) -> Tensor {
            Tensor(weights.flatMap { [0, 0, 0, 0, $0, 0, 0, 0, 0] }, shape: [1, weights.count, 3, 3])
        }
        relation.first.weight = centred([2, -1])
        relation.second.weight = centred([3])
        relation.firstNormalization.epsilon = 0
        relation.secondNormalization.epsilon = 0
        relation.secondNormalization.mean = Tensor([1] as [Float])
        relation.secondNormalization.variance = Tensor([4] as [Float])
        relation.hidden.weight = Tensor([0.25] as [Float], shape: [1, 1])
        relation.output.weight = Tensor([-2] as [Float], shape: [1, 1])
        relation.output.bias = Tensor([1] as [Float])
        relation.first.bias = Tensor([0.5] as [Float])
        let support = Tensor([1, 3] as [Float], shape: [2, 1, 1, 1]).expanded(to: [2, 1, 4, 4])
        let query = Tensor([2] as [Float], shape: [1, 1, 1, 1]).expanded(to: [1, 1, 4, 4])
        var context = ForwardContext(normalization: .running)
        let relations = try relation(support: support, query: query, in: &context).values(as: Float.self)
        // 2 · 1 − 2 + 0.5 = 0.5; (3 · 0.5 − 1) / 2 = 0.25; 0.25 / 4 = 0.0625; 1 − 2 · 0.0625 = 0.875.
        // 2 · 3 − 2 + 0.5 = 4.5; (3 · 4.5 − 1) / 2 = 6.25; 6.25 / 4 = 1.5625; 1 − 2 · 1.5625 = −2.125.
        for (value, expected) in zip(relations, [0.705_785, 0.106_690] as [Float]) {
            #expect(abs(value - expected) < 1e-5)
        }
    }

    @Test func `the sum is over a class's maps, in whatever order they come`() throws {
        var context = ForwardContext(normalization: .running)
        var episode = try episode(shots: 2)
        let learner = learner(.sum)
        let order = [3, 0, 5, 4, 1, 2]
        episode.support.features = episode.support.features.rows(order)
        episode.support.labels = episode.support.labels.rows(order)
        let labels = try episode.support.labels.values(as: Int.self)
        let maps = learner.encoder(episode.support.features, in: &context)
        let sums = (0..<3).map { way in maps.rows(labels.indices.filter { labels[$0] == way }).sum(0) }
        let queries = learner.encoder(episode.query.features, in: &context)
        let expected = learner.relation(support: .stacked(sums), query: queries, in: &context)
        let scores = learner.scores(for: episode, in: &context)
        #expect(try (scores - expected).absolute().max().scalar() < 1e-5)
    }

    @Test func `learns by the squared difference to one for the right class and zero for others`() throws {
        let query = Examples(features: .zeros([2, 1]), labels: Tensor([1, 0]), ways: 2)
        let scores = Tensor([0.5, 1, 1, 0.25] as [Float], shape: [2, 2])
        let loss = learner(.sum).loss(of: scores, for: Episode(support: query, query: query))
        #expect(try loss.scalar() == (0.25 + 0 + 0 + 0.0625) / 4)
    }

    @Test func `images too small for it are refused`() throws {
        var generator = SeededGenerator(seed: 0)
        let architecture = Architecture(learner: "relation", encoder: "conv4-relation", imageShape: [1, 16, 16])
        let error = #expect(throws: ModelError.self) {
            try ModelRegistry.standard.learner(architecture, using: &generator)
        }
        #expect(error?.description.contains("22 pixels a side or more") == true)
    }
}

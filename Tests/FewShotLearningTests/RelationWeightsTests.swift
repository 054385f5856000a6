import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Weights of a published relation network` {
    private let architecture = Architecture(
        learner: "relation", encoder: "conv4-relation", width: 4, imageShape: [1, 28, 28])

    /// Random tensors of the shapes and under the names of the authors' modules, with four filters.
    private func published() -> [String: Tensor] {
        var generator = SeededGenerator(seed: 9)
        var tensors: [String: Tensor] = [:]
        func add(_ module: String, layer: Int, inputs: Int) {
            let name = "\(module).layer\(layer)"
            tensors["\(name).0.weight"] = .normal([4, inputs, 3, 3], using: &generator)
            for bias in ["0.bias", "1.weight", "1.bias", "1.running_mean"] {
                tensors["\(name).\(bias)"] = .normal([4], using: &generator)
            }
            tensors["\(name).1.running_var"] = .uniform([4], low: 0.5, high: 2, using: &generator)
            tensors["\(name).1.num_batches_tracked"] = Tensor([7])
        }
        for (layer, inputs) in [(1, 1), (2, 4), (3, 4), (4, 4)] { add("encoder", layer: layer, inputs: inputs) }
        for (layer, inputs) in [(1, 8), (2, 4)] { add("relation", layer: layer, inputs: inputs) }
        for (name, shape) in [("fc1", [8, 4]), ("fc2", [1, 8])] {
            tensors["relation.\(name).weight"] = .normal(shape, using: &generator)
            tensors["relation.\(name).bias"] = .normal([shape[0]], using: &generator)
        }
        return tensors
    }

    /// The authors' forward pass, layer by layer, for one support and one query image.
    private func relation(_ tensors: [String: Tensor], _ support: Tensor, _ query: Tensor) -> Tensor {
        func layer(_ name: String, _ input: Tensor, padding: Int, isPooled: Bool) -> Tensor {
            func tensor(_ part: String) -> Tensor { tensors["\(name).\(part)"] ?? Tensor(.nan) }
            let output = input.convolved(tensor("0.weight"), bias: tensor("0.bias"), padding: padding)
                .batchNormalized(
                    scale: tensor("1.weight"), shift: tensor("1.bias"), mean: tensor("1.running_mean"),
                    variance: tensor("1.running_var"), epsilon: 1e-5
                ).relu()
            return isPooled ? output.maxPooled(2) : output
        }
        func linear(_ name: String, _ input: Tensor) -> Tensor {
            input.matmul((tensors["\(name).weight"] ?? Tensor(.nan)).transposed())
                + (tensors["\(name).bias"] ?? Tensor(.nan))
        }
        func encoded(_ image: Tensor) -> Tensor {
            (1...4).reduce(image) { layer("encoder.layer\($1)", $0, padding: $1 <= 2 ? 0 : 1, isPooled: $1 <= 2) }
        }
        let pair = Tensor.concatenated([encoded(support), encoded(query)], 1)
        let deep = (1...2).reduce(pair) { layer("relation.layer\($1)", $0, padding: 1, isPooled: true) }
        return linear("relation.fc2", linear("relation.fc1", deep.flattened(from: 1)).relu()).sigmoid()
    }

    @Test func `see our pixels as the ones that they were trained on`() throws {
        let tensors = published()
        let pixels = RelationWeights.Pixels(mean: 0.9, deviation: 0.5, isInkDark: true)
        let learner = try #require(
            try RelationWeights.learner(from: tensors, architecture, pixels: pixels, source: "file")
                as? RelationNetwork<RelationEncoder, RelationModule>
        )
        var generator = SeededGenerator(seed: 1)
        let (support, query) = (Tensor.uniform([1, 1, 28, 28], using: &generator), Tensor.zeros([1, 1, 28, 28]))
        var context = ForwardContext(normalization: .running)
        let episode = Episode(
            support: Examples(features: support, labels: Tensor([0]), ways: 1),
            query: Examples(features: query, labels: Tensor([0]), ways: 1))
        let score = learner.scores(for: episode, in: &context)
        let expected = relation(tensors, (1 - support - 0.9) / 0.5, (1 - query - 0.9) / 0.5)
        #expect(try (score - expected).absolute().max().scalar() < 1e-5)
    }

    @Test func `give the scores that the authors' layers give`() throws {
        let tensors = published()
        let learner = try #require(
            try RelationWeights.learner(from: tensors, architecture, source: "file")
                as? RelationNetwork<RelationEncoder, RelationModule>)
        var generator = SeededGenerator(seed: 1)
        let images = Tensor.uniform([3, 1, 28, 28], using: &generator)
        let support = Examples(features: images[0..<2], labels: Tensor([0, 1]), ways: 2)
        let scores = try learner.adapted(to: support)
        var context = ForwardContext(normalization: .running)
        let values = try scores.scores(for: images[2..<3], in: &context).values(as: Float.self)
        for way in 0..<2 {
            let expected = try relation(tensors, images[way..<way + 1], images[2..<3]).scalar()
            #expect(abs(Double(values[way]) - expected) < 1e-4)
        }
    }

    private func message(_ change: (inout [String: Tensor]) -> Void) -> String? {
        var tensors = published()
        change(&tensors)
        do { _ = try RelationWeights.learner(from: tensors, architecture, source: "file") } catch { return "\(error)" }
        return nil
    }

    @Test func `that are missing, left over or of another shape are named`() {
        #expect(
            message { $0["encoder.layer2.1.running_mean"] = nil }
                == "file: tensor \"encoder.layer2.1.running_mean\" is missing")
        #expect(
            message { $0["encoder.layer5.0.weight"] = Tensor(1) }
                == "file: tensor \"encoder.layer5.0.weight\" is of no use to a relation network")
        #expect(
            message { $0["relation.fc1.weight"] = .zeros([4, 8]) }
                == "file: tensor \"relation.fc1.weight\" is float32 [4, 8], not float32 [8, 4]")
        #expect(message { $0["relation.layer1.1.num_batches_tracked"] = nil } == nil)
    }
}

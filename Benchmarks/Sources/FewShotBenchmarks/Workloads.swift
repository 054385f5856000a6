import FewShotLearning
import FewShotNetworks
import FewShotTensors

/// The workloads of `pytorch_reference.py`, by the same names, on random data of the same shapes.
enum Workloads {
    /// Returns one step of a workload, ready to be timed; `nil` for an unknown name.
    static func named(_ name: String) -> (() throws -> Void)? {
        switch name {
        case "sgemm": sgemm()
        case "proto_step": prototypicalStep()
        case "relation_step": relationStep()
        case "maml_step": metaStep()
        case "teach_class": teachClass()
        case "classify": classify()
        default: nil
        }
    }

    /// A 2048 × 2048 matrix product: the machine's practical limit.
    private static func sgemm() -> () throws -> Void {
        var generator = SeededGenerator(seed: 0)
        let (a, b) = (Tensor.normal([2048, 2048], using: &generator), Tensor.normal([2048, 2048], using: &generator))
        return { _ = try a.matmul(b).checked() }
    }

    /// One training step of a prototypical network: 60-way 1-shot, 5 queries, 28×28, Adam.
    private static func prototypicalStep() -> () throws -> Void {
        var generator = SeededGenerator(seed: 0)
        let learner = PrototypicalNetwork(encoder: Conv4(using: &generator))
        return step(of: learner, on: [episode(ways: 60, queries: 5, &generator)])
    }

    /// One training step of a relation network: 5-way 1-shot, 19 queries, 28×28, gradients limited to 0.5, Adam.
    private static func relationStep() -> () throws -> Void {
        var generator = SeededGenerator(seed: 0)
        let learner = RelationNetwork(
            encoder: RelationEncoder(using: &generator), relation: RelationModule(using: &generator))
        return step(of: learner, on: [episode(ways: 5, queries: 19, &generator)], limit: 0.5)
    }

    /// One second-order meta-step of MAML: 32 tasks, 5-way 1-shot, 1 query, one inner step, strided encoder, Adam.
    private static func metaStep() -> () throws -> Void {
        var generator = SeededGenerator(seed: 0)
        let network = TaskNetwork(imageShape: [1, 28, 28], classes: 5, using: &generator)
        let learner = MAML(network: network, steps: 1, rate: 0.4)
        return step(of: learner, on: (0..<32).map { _ in episode(ways: 5, queries: 1, &generator) })
    }

    /// One training step on some tasks.
    private static func step<Trained: Learner>(
        of untrained: Trained, on episodes: [Episode], limit: Double? = nil
    ) -> () throws -> Void {
        var learner = untrained
        var optimizer = Optimizer(Adam(), for: learner)
        return {
            var context = ForwardContext(normalization: .batch)
            let (_, gradient) = try valueWithGradient(at: learner) { learner in
                try learner.objective(on: episodes, in: &context).loss
            }
            let limited = limit.map { gradient.clipped(toNorm: $0) } ?? gradient
            try optimizer.update(&learner, along: limited, rate: 1e-3)
            try learner.absorb(context)
        }
    }

    private static func episode(ways: Int, queries: Int, _ generator: inout SeededGenerator) -> Episode {
        Episode(
            support: images(ways: ways, each: 1, &generator), query: images(ways: ways, each: queries, &generator))
    }

    /// Learning one new class: 5 images to a prototype.
    private static func teachClass() -> () throws -> Void {
        var generator = SeededGenerator(seed: 0)
        let learner = PrototypicalNetwork(encoder: FoldedConv4(Conv4(using: &generator)))
        let support = images(ways: 1, each: 5, &generator)
        return { try learner.adapted(to: support).prototypes.checked() }
    }

    /// Ranking one image against 1,000 prototypes.
    private static func classify() -> () throws -> Void {
        var generator = SeededGenerator(seed: 0)
        let encoder = FoldedConv4(Conv4(using: &generator))
        let predictor = NearestPrototype(
            encoder: encoder, prototypes: .normal([1000, 64], using: &generator), metric: .squaredEuclidean)
        let image = Tensor.normal([1, 1, 28, 28], using: &generator)
        return {
            var context = ForwardContext(normalization: .running)
            try predictor.scores(for: image, in: &context).softmax().top(5).indices.checked()
        }
    }

    private static func images(ways: Int, each: Int, _ generator: inout SeededGenerator) -> Examples {
        Examples(
            features: .normal([ways * each, 1, 28, 28], using: &generator), labels: .range(0..<ways).repeated(each),
            ways: ways)
    }
}

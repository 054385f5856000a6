import FewShotLearning
import FewShotNetworks
import FewShotTensors
import LocalGroup
import Testing

/// Training in several processes, which share out the tasks of each step.
@Suite(.serialized) struct SharedTrainingTests {
    /// The distance between the weights, statistics included, of one process and several after their steps, as a part of their length:
    /// sums in another order round otherwise.
    private static let tolerance = 1e-3

    /// More than one of the 105 answers of a validation, which rounding may turn.
    private static let answer = 1.5 / 105
    private static let steps = 100
    private let train = Datasets.noisyPictures(classes: 20, examples: 6, noise: 0.3, seed: 1)
    private let validation = Datasets.noisyPictures(classes: 8, examples: 6, noise: 0.3, seed: 2)

    private func configuration(tasks: Int, steps: Int) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.shape = EpisodeShape(ways: 5, shots: 1, queries: 2)
        configuration.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 3)
        configuration.validationEpisodes = 7
        configuration.tasks = tasks
        (configuration.episodes, configuration.epochLength) = (steps, steps / 2)
        return configuration
    }

    private func prototypes() -> PrototypicalNetwork<Conv4> {
        var generator = SeededGenerator(seed: 0)
        return PrototypicalNetwork(encoder: Conv4(width: 8, using: &generator))
    }

    private func maml() -> MAML {
        var generator = SeededGenerator(seed: 0)
        let network = TaskNetwork(imageShape: [1, 16, 16], width: 8, classes: 5, halving: .stride, using: &generator)
        return MAML(network: network, steps: 2, rate: 0.1)
    }

    private func trained<Trained: Learner>(
        _ untrained: Trained, tasks: Int, steps: Int, in group: ProcessGroup? = nil
    ) throws -> TrainingState<Trained> {
        var trainer = try Trainer(
            TrainingState(untrained), configuration: configuration(tasks: tasks, steps: steps), train: train,
            validation: validation,
            sharedBy: group)
        while try trainer.next() != nil {}
        return trainer.state
    }

    private func trained<Trained: Learner>(
        _ untrained: Trained, tasks: Int, steps: Int, processes: Int
    ) throws -> [TrainingState<Trained>] {
        try LocalGroup.run(processes) { try trained(untrained, tasks: tasks, steps: steps, in: $0) }
    }

    private func bytes(of module: some Module) throws -> [[UInt8]] {
        try module.namedTensors.map { try $0.tensor.bytes() }
    }

    private func distance(_ a: some Module, _ b: some Module) throws -> Double {
        let pairs = zip(a.namedTensors.map(\.tensor), b.namedTensors.map(\.tensor))
        let (apart, whole) = try pairs.reduce((0.0, 0.0)) { sums, pair in
            (
                sums.0 + (try (pair.0 - pair.1).squared().sum().scalar()),
                sums.1 + (try pair.0.squared().sum().scalar())
            )
        }
        return (apart / whole).squareRoot()
    }

    private func check<Trained: Learner>(
        _ untrained: Trained, tasks: Int, processes: Int, steps: Int = Self.steps, within tolerance: Double = tolerance
    ) throws {
        let alone = try trained(untrained, tasks: tasks, steps: steps)
        let shared = try trained(untrained, tasks: tasks, steps: steps, processes: processes)
        let apart = try distance(alone.learner, shared[0].learner)
        #expect(apart < tolerance)
        #expect(try distance(untrained, alone.learner) > 10 * Self.tolerance)
        #expect(abs(alone.progress.bestAccuracy - shared[0].progress.bestAccuracy) < Self.answer)
        for state in shared.dropFirst() { #expect(try bytes(of: state) == bytes(of: shared[0])) }
        let again = try trained(untrained, tasks: tasks, steps: steps, processes: processes)
        #expect(try bytes(of: again[0]) == bytes(of: shared[0]))
    }

    @Test(arguments: [(4, 2), (4, 3)])
    func `prototypes learn in several processes what they learn in one, and the same bits again`(
        tasks: Int, processes: Int
    ) throws {
        try check(prototypes(), tasks: tasks, processes: processes)
    }

    @Test func `MAML learns in two processes what it learns in one, and the same bits again`() throws {
        // After more steps a rectifier may turn in one run and not in the other, and part them for good.
        try check(maml(), tasks: 4, processes: 2, steps: 50, within: Self.tolerance / 10)
    }

    @Test func `begins everywhere with the state of rank 0`() throws {
        let states = try LocalGroup.run(2) { group in
            var generator = SeededGenerator(seed: UInt64(group.rank))
            var state = TrainingState(PrototypicalNetwork(encoder: Conv4(width: 4, using: &generator)))
            if group.rank == 0 { (state.progress.step, state.optimizer.steps) = (7, 7) }
            try group.broadcast(&state)
            return state
        }
        #expect(states.map(\.progress.step) == [7, 7])
        #expect(states.map(\.optimizer.steps) == [7, 7])
        #expect(try bytes(of: states[0]) == bytes(of: states[1]))
    }

    @Test func `shares out all tasks of a step, in order, one more where they don't divide`() {
        let shares = (0..<3).map { TaskShare(of: 8, rank: $0, size: 3) }
        #expect(shares.map(\.own) == [0..<3, 3..<6, 6..<8])
        // Of steps 5 and 6, which learn from the episodes 40 to 55 of the run.
        #expect((0..<6).map { shares[1].position($0, from: 5) } == [43, 44, 45, 51, 52, 53])
        #expect((0..<4).map { shares[2].position($0, from: 5) } == [46, 47, 54, 55])
        #expect((0..<4).map { TaskShare(of: 2).position($0, from: 5) } == [10, 11, 12, 13])
    }
}

import FewShotNetworks
import FewShotTensors

/// The calibration network under which right answers to the tasks of many kinds are likeliest.
public enum CalibrationNetworkFit {
    /// A task's answers with its statistics.
    public struct Task: Sendable {
        /// The answers, their distances in the unit of the statistics.
        public var sample: CalibrationSample
        /// The statistics of the task and of each query, shape `[queries, statistics]`.
        public var statistics: Tensor

        /// Creates a task's answers.
        public init(_ sample: CalibrationSample, statistics: Tensor) {
            (self.sample, self.statistics) = (sample, statistics)
        }
    }

    /// Units of the hidden layer.
    private static let units = 32
    /// Tasks that one step learns from.
    private static let batch = 16

    /// Minimises the negative log-likelihood of the right answers, "none of these" included, by Adam.
    ///
    /// - Parameters:
    ///   - tasks: Answers to tasks of many kinds; all with as many statistics.
    ///   - steps: Steps of the descent.
    ///   - seed: The seed of the first weights and of the order.
    /// - Returns: The network.
    /// - Throws: The error of failed distances, or ``LearnerError`` where there is nothing to fit on.
    public static func network(on tasks: [Task], steps: Int = 4000, seed: UInt64) throws -> CalibrationNetwork {
        guard let inputs = tasks.first?.statistics.size(1) else {
            throw LearnerError("a calibration needs answers to be fitted on")
        }
        var generator = SeededGenerator(seed: SeedPurpose.calibration.seed(from: seed))
        var network = Network(inputs, units, using: &generator)
        var optimizer = Optimizer(Adam(), for: network)
        for step in 0..<steps {
            let chosen = (0..<batch).map { _ in tasks[generator.integer(below: tasks.count)] }
            let (_, gradient) = try valueWithGradient(at: network) { network in
                chosen.reduce(Tensor(0, on: .cpu)) { $0 + network.loss(on: $1) } / Double(batch)
            }
            // The rate comes down to a twentieth, so that the end doesn't tremble.
            let rate = 0.004 * (1 - 0.95 * Double(step) / Double(steps))
            try optimizer.update(&network, along: gradient, rate: rate)
        }
        return try CalibrationNetwork(
            hidden: network.hidden.weight.values(as: Float.self),
            hiddenBias: network.hidden.bias.values(as: Float.self),
            output: network.output.weight.values(as: Float.self), outputBias: network.output.bias.values(as: Float.self)
        )
    }

    private struct Network: Module {
        var hidden: Linear
        var output: Linear

        init(_ inputs: Int, _ units: Int, using generator: inout SeededGenerator) {
            hidden = Linear(inputs, units, using: &generator)
            output = Linear(units, CalibrationNetwork.outputs, using: &generator)
            output.weight = output.weight * 0.1
            output.bias = Tensor([-1.5, 1.2, 0, 0] as [Float], on: .cpu)
        }

        mutating func visit(_ parameters: inout ParameterVisitor) {
            parameters("hidden", &hidden)
            parameters("output", &output)
        }

        /// The mean over queries of −log p(right).
        func loss(on task: Task) -> Tensor {
            var context = ForwardContext(normalization: .running)
            let numbers = output(hidden(task.statistics, in: &context).tanh(), in: &context)
            func number(_ index: Int) -> Tensor { numbers.slice(index..<index + 1, 1) }
            let shots = Double(task.sample.shots)
            let widening = (number(3).exp() - 1) / shots + 1
            let known = (number(2) / shots - task.sample.distances) / widening
            let scores = Tensor.concatenated([known, -number(1)], 1) / number(0).exp()
            return -scores.logSoftmax().gathered(task.sample.labels.unsqueezed(1), 1).mean()
        }
    }
}

import FewShotLearning
import FewShotTensors
import Foundation
import Testing

@Suite struct `Networks that calibrate` {
    /// Tasks whose distances are in a unit that the statistics tell: what is right is at one unit, what is strange at two.
    private func tasks(_ count: Int) -> [CalibrationNetworkFit.Task] {
        var generator = SeededGenerator(seed: 5)
        return (0..<count).map { _ in
            let unit = 0.5 + generator.uniform()
            let labels = (0..<12).map { $0 % 3 }
            let distances = labels.flatMap { label in
                (0..<2).map { Float(unit * (label == $0 ? 1 : 2) + 0.05 * generator.uniform()) }
            }
            return CalibrationNetworkFit.Task(
                CalibrationSample(
                    distances: Tensor(distances, shape: [12, 2], on: .cpu), shots: 1 + generator.integer(below: 3),
                    labels: Tensor(labels, on: .cpu)),
                statistics: Tensor(labels.flatMap { _ in [Float(unit), 1] }, shape: [12, 2], on: .cpu))
        }
    }

    /// Tasks of strangers and of things that are known, at the same distance: only how near a query is to anything tells them apart.
    private func tasksOfQueries(_ count: Int) -> [CalibrationNetworkFit.Task] {
        var generator = SeededGenerator(seed: 6)
        return (0..<count).map { _ in
            let labels = (0..<12).map { _ in generator.integer(below: 2) }
            return CalibrationNetworkFit.Task(
                CalibrationSample(
                    distances: Tensor([Float](repeating: 1, count: 12), shape: [12, 1], on: .cpu), shots: 1,
                    labels: Tensor(labels, on: .cpu)),
                statistics: Tensor(labels.flatMap { [1, Float($0)] }, shape: [12, 2], on: .cpu))
        }
    }

    @Test func `tell queries apart by their own statistics`() throws {
        let network = try CalibrationNetworkFit.network(on: tasksOfQueries(60), steps: 400, seed: 1)
        #expect(network.calibration(for: [1, 0]).probabilities(distances: [1], shots: [1]).none < 0.1)
        #expect(network.calibration(for: [1, 1]).probabilities(distances: [1], shots: [1]).none > 0.9)
    }

    @Test func `learn what far is from the statistics of a task`() throws {
        let network = try CalibrationNetworkFit.network(on: tasks(60), steps: 400, seed: 1)
        for unit in [0.6, 1.0, 1.4] {
            let calibration = network.calibration(for: [Float(unit), 1])
            let near = calibration.probabilities(distances: [unit, 2 * unit], shots: [2, 2])
            let far = calibration.probabilities(distances: [2 * unit, 2 * unit], shots: [2, 2])
            #expect(near.classes[0] > 0.9)
            #expect(far.none > 0.9)
        }
    }

    @Test func `come back from JSON as they were, and refuse weights that don't fit`() throws {
        let network = try CalibrationNetworkFit.network(on: tasks(4), steps: 2, seed: 1)
        let data = try JSONEncoder().encode(network)
        #expect(try JSONDecoder().decode(CalibrationNetwork.self, from: data) == network)
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        object["outputBias"] = [0, 0, 0]
        let broken = try JSONSerialization.data(withJSONObject: object)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(CalibrationNetwork.self, from: broken) }
    }

    @Test func `have nothing to learn from no task`() {
        #expect(throws: LearnerError.self) { try CalibrationNetworkFit.network(on: [], seed: 1) }
    }
}

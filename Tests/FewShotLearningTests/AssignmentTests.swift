import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Answers assigned so that each class has its share` {
    /// All orders of some places.
    private func orders(_ places: [Int]) -> [[Int]] {
        places.isEmpty
            ? [[]] : places.flatMap { place in orders(places.filter { $0 != place }).map { [place] + $0 } }
    }

    @Test func `no order is cheaper than the one that is found`() {
        var generator = SeededGenerator(seed: 1)
        for count in 0...5 {
            for _ in 0..<20 {
                let costs = (0..<count).map { _ in
                    (0..<count).map { _ in Double(Int.random(in: -9...9, using: &generator)) }
                }
                func cost(_ order: [Int]) -> Double {
                    order.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] }
                }
                let found = Assignment.cheapest(costs)
                #expect(Set(found).count == count)
                #expect(cost(found) == orders(Array(0..<count)).map(cost).min())
            }
        }
    }

    /// Answers with what its queries hold: a score for each class.
    private struct Told: Learner {
        struct Answer: Predictor {
            func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor { features }
        }

        func adapted(to support: Examples, in context: inout ForwardContext) -> Answer { Answer() }
        mutating func visit(_ parameters: inout ParameterVisitor) {}
    }

    @Test func `the second of two claims to a class goes where it costs least`() throws {
        // Both look like class 0, the second less so.
        func episode(_ labels: [Int]) -> Episode {
            let scores = Tensor([9, 0, 5, 1] as [Float], shape: [2, 2])
            return Episode(
                support: Examples(features: scores, labels: Tensor([0, 1]), ways: 2),
                query: Examples(features: scores, labels: Tensor(labels), ways: 2))
        }
        #expect(try Told().answer(episode([0, 1]), protocol: .inductive).answers == [0, 0])
        #expect(try Told().answer(episode([0, 1]), protocol: .assignment).answers == [0, 1])
        // The labels are looked at for their balance alone.
        #expect(try Told().answer(episode([1, 0]), protocol: .assignment).answers == [0, 1])
        let error = #expect(throws: LearnerError.self) {
            try Told().answer(episode([0, 0]), protocol: .assignment)
        }
        #expect(error?.description.contains("2 queries are of 2 classes") == true)
    }
}

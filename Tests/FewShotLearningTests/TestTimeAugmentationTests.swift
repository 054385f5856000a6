import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Several views of an episode` {
    /// Scores a query by its pixels: what it is asked about shows in its answers.
    private struct Pixels: Learner {
        struct Sums: Predictor {
            func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
                features.flattened(from: 1)
            }
        }

        func adapted(to support: Examples, in context: inout ForwardContext) -> Sums { Sums() }
        mutating func visit(_ parameters: inout ParameterVisitor) {}
    }

    /// A single pixel in the middle of 3 × 3, whose position is the answer.
    private var episode: Episode {
        let image = Tensor((0..<9).map { $0 == 4 ? Float(9) : 0 }, shape: [1, 1, 3, 3])
        let examples = Examples(features: image, labels: Tensor([4]), ways: 9)
        return Episode(support: examples, query: examples)
    }

    @Test func `scores are averaged over shifts by a pixel, and what leaves the image is gone`() throws {
        // −log softmax at the middle: a ninth of the light is left there, and as much in each other place.
        func loss(_ views: TestTimeAugmentation) throws -> Double {
            try Pixels().answer(episode, protocol: .inductive, views: views).loss
        }
        #expect(abs(try loss(.nine) - 2.1972245773) < 1e-5)  // log 9
        #expect(try loss(.one) < loss(.five) && loss(.five) < loss(.nine))
        #expect(try Pixels().answer(episode, protocol: .inductive).loss == loss(.one))
    }
}

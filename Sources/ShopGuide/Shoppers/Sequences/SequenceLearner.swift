import FewShotTensors

/// Learns a shopper through a trained ``SequenceRanker``: one pass over their events, and then a product of vectors for each candidate.
public struct SequenceLearner: ShopperLearner {
    private let ranker: SequenceRanker
    /// The embedding of every product, row-major.
    private let table: [Float]
    private let width: Int
    private let count: Int

    /// Products that are embedded together.
    private static let together = 4096

    /// Creates a learner of a shop's products.
    ///
    /// - Parameters:
    ///   - ranker: The trained network.
    ///   - frame: The products.
    ///   - count: The number of positions; those that the frame doesn't have are of products of which nothing is known.
    /// - Throws: The error of a failed tensor.
    public init(_ ranker: SequenceRanker, _ frame: ProductFrame, count: Int) throws {
        self.ranker = ranker
        self.count = max(count, frame.count)
        width = ranker.start.size(1)
        let rows = try SequenceRanker.Rows(ranker, frame)
        var table: [Float] = []
        table.reserveCapacity(self.count * width)
        for start in stride(from: 0, to: frame.count, by: Self.together) {
            let some = Array(start..<min(start + Self.together, frame.count))
            table += try ranker.embeddings(of: some, rows).values()
        }
        table += [Float](repeating: 0, count: self.count * width - table.count)
        self.table = table
    }

    /// Returns a predictor for a history, which may be empty.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        let events = history.events.filter { $0.kind != .dismiss }.suffix(SequenceRanker.window)
        var inputs: [Float] = []
        for event in events { inputs += table[event.product * width..<(event.product + 1) * width] }
        let states = ranker.states(
            events.isEmpty ? nil : Tensor(inputs, shape: [events.count, width], on: .cpu),
            lengths: [events.count + 1])
        // Weights are checked when they are trained or read, so that nothing fails here.
        let query: [Float]? = try? states.selecting(events.count, 0).values()
        return Predictor(learner: self, query: query ?? [Float](repeating: 0, count: width))
    }

    private struct Predictor: ShopperPredictor {
        let learner: SequenceLearner
        let query: [Float]

        func scores(of candidates: [Int]) -> [Float] {
            let width = learner.width
            return learner.table.withUnsafeBufferPointer { table in
                query.withUnsafeBufferPointer { query in
                    candidates.map { table.slice($0 * width, width).dot(query) }
                }
            }
        }
    }
}

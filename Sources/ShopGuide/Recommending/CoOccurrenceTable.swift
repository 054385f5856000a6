/// The weights with which the products of a shopper's events go together with candidates: looked up once for whoever ranks some of them.
struct CoOccurrenceTable {
    /// The rows by the events' products.
    private let rows: SlotMap
    /// The columns by candidate.
    private let columns: SlotMap
    private let width: Int
    /// Row-major.
    private let weights: [Float]

    /// Looks up all pairs.
    ///
    /// - Parameters:
    ///   - log: The interactions.
    ///   - events: The products of events, each once.
    ///   - candidates: The products that may be ranked.
    ///   - market: A market whose shoppers don't count.
    init(_ log: borrowing InteractionLog, of events: [Int], with candidates: [Int], without market: Int16? = nil) {
        (rows, columns, width) = (SlotMap(events), SlotMap(candidates), candidates.count)
        var weights: [Float] = []
        weights.reserveCapacity(events.count * width)
        for event in events { weights += log.coOccurrences(of: event, with: candidates, columns, without: market) }
        self.weights = weights
    }

    /// Returns the columns of some candidates, in their order.
    ///
    /// - Precondition: they are among those that were looked up.
    func columns(of candidates: [Int]) -> [Int] {
        candidates.map { candidate in
            guard let column = columns[candidate] else {
                preconditionFailure("candidate \(candidate) wasn't looked up")
            }
            return column
        }
    }

    /// Passes on how much an event's product goes together with each candidate, by column.
    ///
    /// - Precondition: the product is among those that were looked up.
    func withRow<Result>(of event: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        guard let row = rows[event] else { preconditionFailure("event \(event) wasn't looked up") }
        return weights.withUnsafeBufferPointer { body(.init(rebasing: $0[row * width..<(row + 1) * width])) }
    }
}

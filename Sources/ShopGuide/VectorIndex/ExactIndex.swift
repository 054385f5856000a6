/// A vector index that compares every vector in full precision; its time grows with their number.
public struct ExactIndex: VectorIndex {
    /// The width of the vectors.
    public let dimensions: Int
    /// The unit vectors, row after row.
    private var numbers: [Float] = []
    /// The slots by row.
    private var slots: [Int] = []
    /// The rows by slot.
    private var rows: [Int: Int] = [:]

    /// Creates an index without vectors.
    public init(dimensions: Int) { self.dimensions = dimensions }

    /// The number of vectors.
    public var count: Int { slots.count }

    /// Adds a vector, or replaces the one of the same slot.
    public mutating func insert(_ vector: [Float], at slot: Int) throws(VectorIndexError) {
        try VectorIndexError.check(vector, dimensions)
        let unit = QuantizedVectors.unit(vector)
        if let row = rows[slot] {
            numbers.replaceSubrange(row * dimensions..<(row + 1) * dimensions, with: unit)
        } else {
            rows[slot] = slots.count
            slots.append(slot)
            numbers += unit
        }
    }

    /// Removes the vector of a slot; returns whether there was one.
    @discardableResult
    public mutating func remove(_ slot: Int) -> Bool {
        guard let row = rows.removeValue(forKey: slot), let last = slots.popLast() else { return false }
        // The last row takes the place of the removed one.
        if row < slots.count {
            slots[row] = last
            rows[last] = row
            for place in 0..<dimensions {
                numbers[row * dimensions + place] = numbers[slots.count * dimensions + place]
            }
        }
        numbers.removeLast(dimensions)
        return true
    }

    /// Finds the vectors that are most similar to a query, whatever the scope.
    public func search(
        _ query: [Float], limit: Int, in scope: VectorSearchScope, where isMatch: (_ slot: Int) -> Bool
    ) throws(VectorIndexError) -> [Neighbor] {
        try VectorIndexError.check(query, dimensions)
        let unit = QuantizedVectors.unit(query)
        var best = TopK(limit)
        for (row, slot) in slots.enumerated() {
            let similarity = similarity(ofRow: row, to: unit)
            if best.accepts(slot, similarity), isMatch(slot) { best.offer(slot, similarity) }
        }
        return best.entries().map { Neighbor(slot: $0.slot, similarity: $0.score) }
    }

    /// Compares vectors with others.
    public func similarities(of slots: [Int], with others: [Int]) -> [[Float]] {
        slots.map { slot in
            guard let row = rows[slot] else { return [Float](repeating: 0, count: others.count) }
            let unit = Array(numbers[row * dimensions..<(row + 1) * dimensions])
            return others.map { rows[$0].map { similarity(ofRow: $0, to: unit) } ?? 0 }
        }
    }

    private func similarity(ofRow row: Int, to unit: [Float]) -> Float {
        numbers.withUnsafeBufferPointer { numbers in
            unit.withUnsafeBufferPointer { unit in
                numbers.slice(row * dimensions, dimensions).dot(unit)
            }
        }
    }
}

/// Some vectors of an index that is made of many at once.
public struct VectorBlock: Sendable {
    /// The slots of the vectors.
    public var slots: [Int]
    /// The vectors, one after the other.
    public var numbers: [Float]

    /// Creates a block.
    ///
    /// - Precondition: every slot has a vector.
    public init(slots: [Int] = [], numbers: [Float] = []) { (self.slots, self.numbers) = (slots, numbers) }
}

/// Vectors of a block as an index compares them: reduced, and quantised to 16 bits.
struct QuantizedBlock: Sendable {
    var slots: [Int] = []
    /// The vectors, row after row as in ``QuantizedVectors``.
    var rows: [Int16] = []

    /// The numbers without those that fill up rows.
    func numbers(_ dimensions: Int, _ width: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: slots.count * dimensions) { numbers, count in
            for row in slots.indices {
                for place in 0..<dimensions {
                    numbers[row * dimensions + place] = Float(rows[row * width + place])
                }
            }
            count = slots.count * dimensions
        }
    }
}

/// A vector index that looks in the clusters near a query alone (an inverted file, Jégou et al., 2011).
///
/// Vectors are compared in fewer dimensions and by 16-bit numbers, so that similarities are approximate; who needs them exactly compares
/// what was found anew.
public struct InvertedFileIndex: VectorIndex {
    /// The width of the vectors.
    public let dimensions: Int
    let reduction: DimensionReduction
    private(set) var lists: InvertedLists

    /// The least number of vectors that a search in a neighbourhood compares; a sixteenth of all if that is more.
    private static let leastCompared = 6_000
    /// The most, as a multiple of the square root of their number: so many clusters.
    private static let comparedEach = 60.0
    /// The nearest that are kept for a filter to choose from, as a multiple of those that are wanted: a filter that lets one in six through,
    /// a market's say, finds enough among them.
    private static let kept = 8
    /// The same where that wasn't enough, and four times as many are compared: for one in thirty.
    private static let keptFarther = 64

    /// Creates an index without vectors.
    ///
    /// - Parameters:
    ///   - dimensions: The width of the vectors.
    ///   - sample: Vectors like those that will come, to fit the directions and clusters to.
    public init(dimensions: Int, sample: [[Float]] = []) {
        self.dimensions = dimensions
        let reduction = DimensionReduction(from: dimensions, fitting: sample)
        lists = InvertedLists(dimensions: reduction.dimensions, expecting: sample.count) { slots in
            reduction.quantized(VectorBlock(slots: Array(slots), numbers: sample[slots].flatMap(\.self)))
        }
        self.reduction = reduction
    }

    init(dimensions: Int, _ reduction: DimensionReduction, _ lists: InvertedLists) {
        (self.dimensions, self.reduction, self.lists) = (dimensions, reduction, lists)
    }

    /// Creates an index of many vectors at once, several times as fast as by inserting them.
    ///
    /// - Parameters:
    ///   - dimensions: The width of the vectors.
    ///   - slots: The number of slots.
    ///   - lanes: The threads.
    ///   - vectors: Returns the vectors of those slots of a range that have one; it is called several times for each.
    /// - Precondition: vectors are of the width and have finite numbers.
    public init(
        dimensions: Int, slots: Int, lanes: Int = 1, vectors: @Sendable (Range<Int>) -> VectorBlock
    ) {
        self.dimensions = dimensions
        let every = max(1, slots / DimensionReduction.sample)
        let sample = stride(from: 0, to: slots, by: every).map { vectors($0..<$0 + 1).numbers }.filter { !$0.isEmpty }
        let reduction = DimensionReduction(from: dimensions, fitting: sample)
        self.reduction = reduction
        lists = InvertedLists(dimensions: reduction.dimensions, expecting: slots, lanes: lanes) {
            reduction.quantized(vectors($0))
        }
        lists.fill(slots, lanes: lanes) { reduction.quantized(vectors($0)) }
    }

    /// The number of vectors.
    public var count: Int { lists.count }

    /// Adds a vector, or replaces the one of the same slot.
    public mutating func insert(_ vector: [Float], at slot: Int) throws(VectorIndexError) {
        try VectorIndexError.check(vector, dimensions)
        lists.insert(reduction.reduced(vector), at: slot)
    }

    /// Removes the vector of a slot; returns whether there was one.
    @discardableResult
    public mutating func remove(_ slot: Int) -> Bool { lists.remove(slot) }

    /// Finds the vectors that are most similar to a query, approximately.
    public func search(
        _ query: [Float], limit: Int, in scope: VectorSearchScope, where isMatch: (_ slot: Int) -> Bool
    ) throws(VectorIndexError) -> [Neighbor] {
        try VectorIndexError.check(query, dimensions)
        guard limit > 0 else { return [] }
        let reduced = reduction.reduced(query)
        switch scope {
        case .neighborhood:
            let compared = max(Self.leastCompared, min(count / 16, Int(Self.comparedEach * Double(count).squareRoot())))
            let found = nearest(to: reduced, limit, comparing: compared, keeping: Self.kept * limit, where: isMatch)
            guard found.count < limit else { return found }
            // Where the filter lets little through, farther away.
            return nearest(
                to: reduced, limit, comparing: 4 * compared, keeping: Self.keptFarther * limit, where: isMatch)
        case .everything:
            var best = TopK(limit)
            lists.compareAll(to: reduced) { slot, similarity in
                if best.accepts(slot, similarity), isMatch(slot) { best.offer(slot, similarity) }
            }
            return best.entries().map(Self.neighbor)
        }
    }

    /// Compares vectors with others.
    public func similarities(of slots: [Int], with others: [Int]) -> [[Float]] {
        lists.cosines(of: slots, with: others)
    }

    /// Returns the matches among the nearest of `compared` vectors.
    private func nearest(
        to reduced: [Float], _ limit: Int, comparing compared: Int, keeping kept: Int, where isMatch: (Int) -> Bool
    ) -> [Neighbor] {
        var best = TopK(min(compared, kept))
        lists.compareNearest(to: reduced, atLeast: compared) { best.offer($0, $1) }
        // Filtered in their order, for looking a slot up is what takes time.
        var found: [Neighbor] = []
        found.reserveCapacity(limit)
        for entry in best.entries() where isMatch(entry.slot) {
            found.append(Self.neighbor(entry))
            if found.count == limit { break }
        }
        return found
    }

    private static func neighbor(_ entry: (slot: Int, score: Float)) -> Neighbor {
        Neighbor(slot: entry.slot, similarity: entry.score / InvertedLists.one)
    }
}

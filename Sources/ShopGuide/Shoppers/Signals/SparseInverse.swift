/// A sparse approximate inverse of a catalogue's co-occurrence matrix A = XᵀX + λI, for ``EASE`` of more products than a dense inverse is
/// kept of.
///
/// Each column is exact on a small set of products: product j is explained by the k others that explain most of it each by itself,
/// w = A[S, S]⁻¹ A[S, j], whence P[j, j] = 1 / (A[j, j] − A[j, S] w) and P[S, j] = −w P[j, j]. With S of all others that is the inverse; as in
/// SANSA (Spišák et al., 2023) most entries of the inverse are so small that those left out change little. Time and memory grow with
/// the number of products times k³ and k.
struct SparseInverse: Sendable {
    /// The first entry of each column, and the end of the last.
    private var starts: [Int] = [0]
    /// The rows of the entries, ascending within a column.
    private var rows: [Int32] = []
    /// The weights w.
    private var weights: [Float] = []
    /// P's diagonal.
    private var diagonal: [Float] = []

    /// The products that explain another, at most.
    static let neighbors = 64

    /// Fits the columns.
    ///
    /// - Parameters:
    ///   - baskets: The products of each shopper, by their place in the matrix, each once.
    ///   - size: The number of products.
    ///   - ridge: λ.
    ///   - neighbors: The entries of a column, at most.
    init(_ baskets: [[Int32]], size: Int, ridge: Float, neighbors: Int = SparseInverse.neighbors) {
        let gram = CoOccurrenceRows(baskets, size: size)
        starts.reserveCapacity(size + 1)
        diagonal.reserveCapacity(size)
        var system = LocalSystem()
        for column in 0..<size {
            let chosen = gram.strongest(neighbors, of: column, ridge: ridge)
            var explained: Float = 0
            if !chosen.isEmpty, let solution = system.solve(chosen, column, gram, ridge) {
                for (entry, weight) in zip(chosen, solution) {
                    rows.append(entry.neighbor)
                    weights.append(weight)
                    explained += weight * entry.count
                }
            }
            diagonal.append(1 / (gram.counts[column] + ridge - explained))
            starts.append(rows.count)
        }
    }

    /// The weight of one product for another, 0 where it isn't among those that explain it.
    @inline(__always)
    func weight(from row: Int, to column: Int) -> Float {
        var (low, high) = (starts[column], starts[column + 1])
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < Int32(row) { low = middle + 1 } else { high = middle }
        }
        return low < end && rows[low] == Int32(row) ? weights[low] : 0
    }

    /// P between two products: the mean of what both columns say, or what one says where the other is silent.
    func precision(_ row: Int, _ column: Int) -> Float {
        guard row != column else { return diagonal[row] }
        let one = -weight(from: row, to: column) * diagonal[column]
        let other = -weight(from: column, to: row) * diagonal[row]
        return one == 0 || other == 0 ? one + other : (one + other) / 2
    }
}

/// XᵀX without its diagonal, by rows.
private struct CoOccurrenceRows {
    /// A product that shoppers had as well, and how many did.
    struct Entry {
        var neighbor: Int32
        var count: Float
    }

    /// The number of shoppers of each product.
    private(set) var counts: [Float]
    private var starts: [Int] = [0]
    private var entries: [Entry] = []

    init(_ baskets: [[Int32]], size: Int) {
        counts = [Float](repeating: 0, count: size)
        for basket in baskets { for product in basket { counts[Int(product)] += 1 } }
        var holderStarts = [Int](repeating: 0, count: size + 1)
        for product in 0..<size { holderStarts[product + 1] = holderStarts[product] + Int(counts[product]) }
        var (next, holders) = (holderStarts, [Int32](repeating: 0, count: holderStarts[size]))
        for (number, basket) in baskets.enumerated() {
            for product in basket {
                holders[next[Int(product)]] = Int32(number)
                next[Int(product)] += 1
            }
        }
        var together = [Float](repeating: 0, count: size)
        var touched: [Int32] = []
        starts.reserveCapacity(size + 1)
        for product in 0..<size {
            touched.removeAll(keepingCapacity: true)
            for holder in holders[holderStarts[product]..<holderStarts[product + 1]] {
                for other in baskets[Int(holder)] where Int(other) != product {
                    if together[Int(other)] == 0 { touched.append(other) }
                    together[Int(other)] += 1
                }
            }
            touched.sort()
            for other in touched {
                entries.append(Entry(neighbor: other, count: together[Int(other)]))
                together[Int(other)] = 0
            }
            starts.append(entries.count)
        }
    }

    subscript(product: Int) -> ArraySlice<Entry> { entries[starts[product]..<starts[product + 1]] }

    /// The number of shoppers who had both; looked up in the shorter row.
    func count(_ one: Int, _ other: Int) -> Float {
        let isShorter = starts[one + 1] - starts[one] <= starts[other + 1] - starts[other]
        let (row, sought) = isShorter ? (one, Int32(other)) : (other, Int32(one))
        var (low, high) = (starts[row], starts[row + 1])
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].neighbor < sought { low = middle + 1 } else { high = middle }
        }
        return low < end && entries[low].neighbor == sought ? entries[low].count : 0
    }

    /// The products that explain most of one, each by itself, in the order of their places.
    func strongest(_ limit: Int, of product: Int, ridge: Float) -> [Entry] {
        var row = Array(self[product])
        guard row.count > limit else { return row }
        func gain(_ entry: Entry) -> Float { entry.count * entry.count / (counts[Int(entry.neighbor)] + ridge) }
        row.sort { (gain($0), $1.neighbor) > (gain($1), $0.neighbor) }
        row.removeLast(row.count - limit)
        return row.sorted { $0.neighbor < $1.neighbor }
    }
}

/// A small dense system, solved in place by Cholesky's factors.
private struct LocalSystem {
    private var matrix: [Float] = []
    private var solution: [Float] = []

    /// Returns A[S, S]⁻¹ A[S, j]; nil where rounding has made the matrix singular.
    mutating func solve(
        _ chosen: [CoOccurrenceRows.Entry], _ column: Int, _ gram: CoOccurrenceRows, _ ridge: Float
    ) -> [Float]? {
        let size = chosen.count
        if matrix.count < size * size { matrix = [Float](repeating: 0, count: size * size) }
        solution = chosen.map(\.count)
        for row in 0..<size {
            let product = Int(chosen[row].neighbor)
            for other in 0..<row { matrix[row * size + other] = gram.count(product, Int(chosen[other].neighbor)) }
            matrix[row * size + row] = gram.counts[product] + ridge
        }
        let isSolved = matrix.withUnsafeMutableBufferPointer { matrix in
            solution.withUnsafeMutableBufferPointer { Self.solve(matrix, $0, size) }
        }
        return isSolved ? solution : nil
    }

    private static func solve(
        _ matrix: UnsafeMutableBufferPointer<Float>, _ solution: UnsafeMutableBufferPointer<Float>, _ size: Int
    ) -> Bool {
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix[row * size + column]
                for place in 0..<column { sum -= matrix[row * size + place] * matrix[column * size + place] }
                if row == column {
                    guard sum > 0 else { return false }
                    matrix[row * size + row] = sum.squareRoot()
                } else {
                    matrix[row * size + column] = sum / matrix[column * size + column]
                }
            }
        }
        for row in 0..<size {
            for place in 0..<row { solution[row] -= matrix[row * size + place] * solution[place] }
            solution[row] /= matrix[row * size + row]
        }
        for row in (0..<size).reversed() {
            for place in row + 1..<size { solution[row] -= matrix[place * size + row] * solution[place] }
            solution[row] /= matrix[row * size + row]
        }
        return true
    }
}

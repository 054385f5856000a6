import FewShotTensors

/// A projection of vectors to fewer dimensions that nearly keeps their cosines.
struct DimensionReduction: Sendable {
    /// The most dimensions of a reduced vector.
    static let limit = 64
    /// The most vectors that the directions are fitted to.
    static let sample = 1024
    /// The dimensions of a reduced vector.
    let dimensions: Int
    /// Orthonormal directions; none where vectors have few enough dimensions as they are.
    private(set) var directions: QuantizedVectors

    /// Takes directions that were kept.
    init(from dimensions: Int, _ directions: QuantizedVectors) {
        self.dimensions = min(dimensions, Self.limit)
        self.directions = directions
    }

    /// Fits the directions in which vectors differ most, the first right singular vectors, by subspace iteration.
    ///
    /// For too few vectors the directions are random: they keep lengths on average.
    ///
    /// - Parameters:
    ///   - dimensions: The dimensions of the vectors.
    ///   - vectors: Vectors to fit to; those above ``sample`` are left out.
    init(from dimensions: Int, fitting vectors: [[Float]] = []) {
        self.dimensions = min(dimensions, Self.limit)
        directions = QuantizedVectors(dimensions: dimensions)
        guard dimensions > Self.limit else { return }
        var generator = SeededGenerator(seed: 0x536B_6574_6368)
        var rows = (0..<Self.limit).map { _ in (0..<dimensions).map { _ in Float(generator.uniform(in: -1...1)) } }
        Self.orthonormalize(&rows)
        let every = max(1, vectors.count / Self.sample)
        let chosen = stride(from: 0, to: vectors.count, by: every).map { QuantizedVectors.unit(vectors[$0]) }
        if chosen.count >= 2 * Self.limit {
            let matrix = Tensor(chosen.flatMap(\.self), shape: [chosen.count, dimensions], on: .cpu)
            let spread = matrix.transposed().matmul(matrix)
            for _ in 0..<6 {
                let turned = Tensor(rows.flatMap(\.self), shape: [rows.count, dimensions], on: .cpu).matmul(spread)
                guard let values = try? turned.values(as: Float.self) else { break }
                rows = rows.indices.map { Array(values[$0 * dimensions..<($0 + 1) * dimensions]) }
                Self.orthonormalize(&rows)
            }
        }
        for row in rows { directions.append(row) }
    }

    /// Orthonormalises rows by the Gram–Schmidt process, twice, for once leaves errors of rounding.
    private static func orthonormalize(_ rows: inout [[Float]]) {
        for place in rows.indices {
            for _ in 0..<2 {
                for earlier in 0..<place {
                    let product = zip(rows[place], rows[earlier]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                    for index in rows[place].indices { rows[place][index] -= product * rows[earlier][index] }
                }
                rows[place] = QuantizedVectors.unit(rows[place])
            }
        }
    }

    /// Returns vectors in fewer dimensions, all at once, as an index keeps them.
    func quantized(_ block: VectorBlock) -> QuantizedBlock {
        let width = directions.dimensions
        var reduced = block.numbers
        if directions.count > 0, !block.slots.isEmpty {
            let rows = Tensor(block.numbers, shape: [block.slots.count, width], on: .cpu)
            let columns = Tensor(
                (0..<directions.count).flatMap { directions[$0] }, shape: [directions.count, width], on: .cpu)
            let products = try? rows.matmul(columns.transposed()).values(as: Float.self)
            reduced = products ?? [Float](repeating: 0, count: block.slots.count * dimensions)
        }
        var rows: [Int16] = []
        rows.reserveCapacity(block.slots.count * QuantizedVectors.width(of: dimensions))
        for row in block.slots.indices {
            rows += QuantizedVectors.row(of: Array(reduced[row * dimensions..<(row + 1) * dimensions]), dimensions)
        }
        return QuantizedBlock(slots: block.slots, rows: rows)
    }

    /// Returns a vector in fewer dimensions.
    func reduced(_ vector: [Float]) -> [Float] {
        directions.count > 0 ? directions.cosines(with: vector) : vector
    }
}

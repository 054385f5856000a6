import FewShotTensors

/// Points in fewer dimensions, whose cosines are about those of the points: what is looked through to find what is near.
struct Projection: Sendable {
    /// How many numbers a sketch has at most.
    static let limit = 64
    /// Points that the directions are fitted to, at most.
    static let sample = 1024
    /// How many numbers a sketch has.
    let dimensions: Int
    /// Directions of length 1, at right angles to each other; none where points are short enough as they are.
    private var directions: PointTable

    /// Finds the directions in which points differ most: the first singular vectors, by subspace iteration.
    ///
    /// Where there are fewer points than numbers in a sketch, directions of chance fill up: they keep lengths on average.
    ///
    /// - Parameters:
    ///   - dimensions: How many numbers a point has.
    ///   - points: Points to fit to; those above ``sample`` are left out.
    init(from dimensions: Int, fitting points: [[Float]] = []) {
        self.dimensions = min(dimensions, Self.limit)
        directions = PointTable(dimensions: dimensions)
        guard dimensions > Self.limit else { return }
        var generator = SeededGenerator(seed: 0x536B_6574_6368)
        var rows = (0..<Self.limit).map { _ in (0..<dimensions).map { _ in Float(generator.uniform(in: -1...1)) } }
        Self.orthonormalize(&rows)
        let every = max(1, points.count / Self.sample)
        let chosen = stride(from: 0, to: points.count, by: every).map { PointTable.unit(points[$0], dimensions) }
        if chosen.count >= 2 * Self.limit {
            let matrix = Tensor(chosen.flatMap(\.self), shape: [chosen.count, dimensions])
            let spread = matrix.transposed().matmul(matrix)
            for _ in 0..<6 {
                let turned = Tensor(rows.flatMap(\.self), shape: [rows.count, dimensions]).matmul(spread)
                guard let values = try? turned.values(as: Float.self) else { break }
                rows = rows.indices.map { Array(values[$0 * dimensions..<($0 + 1) * dimensions]) }
                Self.orthonormalize(&rows)
            }
        }
        for row in rows { directions.append(row) }
    }

    /// Gram and Schmidt's, twice, for once leaves errors of rounding.
    private static func orthonormalize(_ rows: inout [[Float]]) {
        for place in rows.indices {
            for _ in 0..<2 {
                for earlier in 0..<place {
                    let product = zip(rows[place], rows[earlier]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                    for index in rows[place].indices { rows[place][index] -= product * rows[earlier][index] }
                }
                rows[place] = PointTable.unit(rows[place], rows[place].count)
            }
        }
    }

    func sketch(of point: [Float]) -> [Float] {
        guard directions.count > 0 else { return point }
        return directions.cosines(with: point)
    }
}

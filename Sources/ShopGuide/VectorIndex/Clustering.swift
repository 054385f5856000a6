import Dispatch
import FewShotTensors
import Synchronization

/// Unit vectors in clusters, each around a centroid (spherical k-means, Dhillon and Modha, 2001), by products of matrices.
struct Clustering: Sendable {
    private let dimensions: Int
    /// The centroids, one after the other.
    private(set) var centroids: [Float]
    /// The centroids as the columns of a matrix.
    private var columns: Tensor

    /// The number of iterations.
    private static let rounds = 6

    /// Fits centroids to vectors.
    ///
    /// - Parameters:
    ///   - count: The number of clusters.
    ///   - vectors: Vectors of length 1, or all of another length, one after the other; at least as many as clusters.
    ///   - dimensions: Their width.
    ///   - lanes: The threads.
    init(_ count: Int, of vectors: [Float], dimensions: Int, lanes: Int) {
        let total = vectors.count / dimensions
        self.dimensions = dimensions
        centroids = (0..<count).flatMap { cluster in
            let start = cluster * total / count * dimensions
            return QuantizedVectors.unit(Array(vectors[start..<start + dimensions]))
        }
        columns = Self.columns(centroids, dimensions)
        for _ in 0..<Self.rounds {
            let fitted = self
            let nearest = Self.blocks(of: total, lanes: lanes) { block in
                fitted.nearest(to: Array(vectors[block.lowerBound * dimensions..<block.upperBound * dimensions]))
            }.flatMap(\.self)
            var sums = [Float](repeating: 0, count: count * dimensions)
            for (row, cluster) in nearest.enumerated() {
                for place in 0..<dimensions {
                    sums[cluster * dimensions + place] += vectors[row * dimensions + place]
                }
            }
            for cluster in 0..<count {
                let range = cluster * dimensions..<(cluster + 1) * dimensions
                guard sums[range].contains(where: { $0 != 0 }) else { continue }
                centroids.replaceSubrange(range, with: QuantizedVectors.unit(Array(sums[range])))
            }
            columns = Self.columns(centroids, dimensions)
        }
    }

    /// Creates clusters around known centroids.
    init(centroids: [Float], dimensions: Int) {
        (self.centroids, self.dimensions) = (centroids, dimensions)
        columns = Self.columns(centroids, dimensions)
    }

    private static func columns(_ centroids: [Float], _ dimensions: Int) -> Tensor {
        Tensor(centroids, shape: [centroids.count / dimensions, dimensions], on: .cpu).transposed()
    }

    /// Returns the cluster of each of some vectors, which are one after the other.
    func nearest(to vectors: [Float]) -> [Int] {
        guard !vectors.isEmpty else { return [] }
        let rows = Tensor(vectors, shape: [vectors.count / dimensions, dimensions], on: .cpu)
        let nearest = try? rows.matmul(columns).argmax(1).values(as: Int.self)
        return nearest ?? [Int](repeating: 0, count: vectors.count / dimensions)
    }

    /// The vectors that are compared at once.
    private static let block = 4096

    /// Returns the results of a body for one block of numbers after the other, on several threads.
    static func blocks<Result: Sendable>(
        of count: Int, lanes: Int, _ body: @Sendable (Range<Int>) -> Result
    ) -> [Result] {
        let starts = Array(stride(from: 0, to: count, by: block))
        let results = Mutex([Result?](repeating: nil, count: starts.count))
        let lanes = max(1, min(lanes, starts.count))
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
            for number in stride(from: lane, to: starts.count, by: lanes) {
                let result = body(starts[number]..<min(starts[number] + block, count))
                results.withLock { $0[number] = result }
            }
        }
        return results.withLock { $0 }.compactMap(\.self)
    }
}

import Foundation

/// The distances between a catalogue's products as a model sees them, without a label: they say what near and far is there.
public struct EmbeddingStatistics: Sendable, Equatable {
    /// The squared length of an embedding on average, by which all distances are divided.
    public let unit: Double
    /// Mean, deviation, some quantiles and the nearest of squared distances, the number of products, and the parts' shares.
    public let numbers: [Float]
    /// The embeddings that were compared, row by row.
    private let rows: [Float]

    /// Products that are compared, at most.
    public static let sampleSize = 128
    /// The number of numbers.
    public static let count = 11
    /// The number of numbers of a query.
    public static let queryCount = 9
    /// The parts in the order of their shares.
    public static let partOrder: [ProductParts.Part] = [.title, .attributes, .image, .vector]
    /// The squared distance of two products that have nothing in common.
    private static let strange: Float = 2
    /// The squared distance below which something is a product of the sample itself, in units of the mean squared length.
    private static let same: Float = 1e-5

    /// Compares embeddings with each other.
    ///
    /// - Parameters:
    ///   - embeddings: Those of some products, up to ``sampleSize``; what is more is left out, and so are zeros.
    ///   - ranges: The numbers of an embedding that belong to each part, in the order of ``partOrder``; empty for parts that aren't
    ///     encoded or known.
    ///   - products: The number of products in the catalogue.
    public init(of embeddings: [[Float]], ranges: [Range<Int>], products: Int) {
        let shown = embeddings.prefix(Self.sampleSize).filter { $0.contains { $0 != 0 } }
        let lengths = shown.map { embedding in embedding.reduce(0.0) { $0 + Double($1) * Double($1) } }
        let unit = lengths.isEmpty ? 1 : max(lengths.reduce(0, +) / Double(lengths.count), 1e-12)
        self.unit = unit
        rows = shown.flatMap(\.self)
        var shares = ranges.map { range in
            shown.reduce(0.0) { sum, embedding in
                sum + embedding[range].reduce(0.0) { $0 + Double($1) * Double($1) } / unit
            } / Double(max(1, shown.count))
        }
        shares += Array(repeating: 0, count: max(0, Self.partOrder.count - shares.count))
        let tail = [Float(log(Double(max(1, min(products, 4000)))) / 8)] + shares.prefix(4).map { Float($0) }
        guard shown.count > 1 else {
            // Nothing is known: any two products are as far as if they had nothing in common.
            numbers = [2, 0.1, 1.6, 1.8, 1.9, 1.6] + tail
            return
        }
        var (all, nearest) = ([Double](), 0.0)
        all.reserveCapacity(shown.count * (shown.count - 1))
        for (place, embedding) in shown.enumerated() {
            var distances = SquaredDistances.rows(rows, to: embedding).map { $0 / unit }
            distances.remove(at: place)
            nearest += (distances.min() ?? 0) / Double(shown.count)
            all += distances
        }
        all.sort()
        let mean = all.reduce(0, +) / Double(all.count)
        let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
        let quantiles = [0.01, 0.05, 0.25].map { all[min(all.count - 1, Int($0 * Double(all.count)))] }
        numbers = ([mean, variance.squareRoot()] + quantiles + [nearest]).map { Float($0) } + tail
    }

    /// Returns how far something is from the products of the catalogue: from the nearest, some of the next, and on average.
    ///
    /// A category's prototype has to be nearer where many products are near than where few are.
    ///
    /// - Parameter embedding: An embedding as wide as those that were compared; a product of the sample isn't compared with itself.
    /// - Returns: ``queryCount`` numbers in units of ``unit``.
    public func numbers(of embedding: [Float]) -> [Float] {
        guard !rows.isEmpty else { return Array(repeating: Self.strange, count: Self.queryCount) }
        var distances = SquaredDistances.rows(rows, to: embedding).map { Float($0 / unit) }
        distances.sort()
        if distances.count > 1, distances[0] < Self.same { distances.removeFirst() }
        let last = distances.count - 1
        let nearest = [0, 1, 4, 7].map { distances[min($0, last)] }
        let quantiles = [0.1, 0.25, 0.5, 0.75].map { distances[min(last, Int($0 * Double(distances.count)))] }
        return nearest + quantiles + [distances.reduce(0, +) / Float(distances.count)]
    }
}

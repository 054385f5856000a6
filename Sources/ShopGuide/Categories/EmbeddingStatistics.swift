import FewShotLearning
import Foundation

/// The distances between a catalogue's products as a model sees them, without a label: they say what near and far is there.
public struct EmbeddingStatistics: Sendable, Codable, Equatable {
    /// The squared length of an embedding on average, by which all distances are divided.
    public var unit: Double
    /// Mean, deviation, some quantiles and the nearest of squared distances, the number of products, and the parts' shares.
    public var numbers: [Float]

    /// Products that are compared, at most.
    public static let sampleSize = 200
    /// The number of numbers.
    public static let count = 11
    /// The parts in the order of their shares.
    public static let partOrder: [ProductParts.Part] = [.title, .attributes, .image, .vector]
    /// The statistics of a task's categories that are read beside them.
    static let taskCount = 4

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
        var shares = ranges.map { range in
            shown.reduce(0.0) { sum, embedding in
                sum + embedding[range].reduce(0.0) { $0 + Double($1) * Double($1) } / unit
            } / Double(max(1, shown.count))
        }
        shares += Array(repeating: 0, count: max(0, 4 - shares.count))
        let size = Float(log(Double(max(1, min(products, 4000)))) / 8)
        guard shown.count > 1 else {
            // Nothing is known: any two products are as far as if they had nothing in common.
            numbers = [2, 0.1, 1.6, 1.8, 1.9, 1.6, size] + shares.prefix(4).map { Float($0) }
            return
        }
        var (all, nearest) = ([Double](), 0.0)
        all.reserveCapacity(shown.count * (shown.count - 1))
        let rows = shown.flatMap(\.self)
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
        numbers =
            ([mean, variance.squareRoot()] + quantiles + [nearest]).map { Float($0) } + [size]
            + shares.prefix(4).map { Float($0) }
    }
}

/// The calibration of categories' distances: fixed, or by a network from what the distances are like.
public enum CategoryCalibration: Sendable, Equatable {
    /// The same for all categories.
    case fixed(Calibration)
    /// A network's, for the statistics of the catalogue and of the categories that were taught.
    case adaptive(CalibrationNetwork, EmbeddingStatistics)

    /// The number of statistics that a network reads.
    public static let inputs = EmbeddingStatistics.count + EmbeddingStatistics.taskCount

    /// Returns the calibration for some categories.
    func calibration(of categories: CategoryStatistics) -> Calibration {
        switch self {
        case .fixed(let calibration): return calibration
        case .adaptive(let network, let statistics):
            return network.calibration(for: statistics.numbers + categories.numbers(in: statistics))
                .scaled(by: statistics.unit)
        }
    }
}

/// The size and the distances of taught categories, kept as sums so that each change costs one pass over one prototype.
public struct CategoryStatistics: Sendable, Equatable {
    private var count = 0
    private var inverseShots = 0.0
    private var (spread, spreadCount) = (0.0, 0)
    private var sum: [Double] = []
    private var squares = 0.0

    /// Adds a category, or takes one away again.
    ///
    /// - Parameters:
    ///   - prototype: The mean of its examples.
    ///   - shots: The number of its examples.
    ///   - meanSquare: The mean squared length of its examples.
    ///   - sign: 1 to add it, −1 to take it away.
    public mutating func add(prototype: [Float], shots: Int, meanSquare: Double, sign: Int = 1) {
        let sign = Double(sign)
        if sum.isEmpty { sum = Array(repeating: 0, count: prototype.count) }
        count += Int(sign)
        inverseShots += sign / Double(shots)
        var square = 0.0
        for (index, value) in prototype.enumerated() {
            sum[index] += sign * Double(value)
            square += Double(value) * Double(value)
        }
        squares += sign * square
        if shots > 1 {
            spread += sign * max(0, meanSquare - square) * 2 * Double(shots) / Double(shots - 1)
            spreadCount += Int(sign)
        }
    }

    /// The mean of 1/K, the logarithm of the number of categories, and the mean squared distances within and between them; within
    /// is 0 where all have one example, and between that of any two products where there is one category.
    public func numbers(in statistics: EmbeddingStatistics) -> [Float] {
        guard count > 0 else { return [1, 0, 0, statistics.numbers[0]] }
        let number = Double(count)
        let within = spreadCount > 0 ? spread / Double(spreadCount) / statistics.unit : 0
        let meanSquare = sum.reduce(0) { $0 + $1 * $1 } / (number * number)
        let between =
            count > 1
            ? 2 * number / (number - 1) * max(0, squares / number - meanSquare) / statistics.unit
            : Double(statistics.numbers[0])
        return [inverseShots / number, log(number) / 3, within, between].map { Float($0) }
    }
}

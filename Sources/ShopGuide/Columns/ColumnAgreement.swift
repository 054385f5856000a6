import FewShotTensors
import Foundation

/// The agreement of a column with the others: whether products that are near by it are near by the titles, or by what else there is.
///
/// It is what tells a column that is about the products (a brand, a material) from one that isn't (a warehouse, a buyer), without
/// anybody's having told a single category.
struct ColumnAgreement: Sendable {
    /// The mean of the cosines of two products.
    var mean = 0.0
    /// Their standard deviation.
    var deviation = 0.0
    /// The mean of the cosines of the nearest.
    var nearest = 0.0
    /// By how many deviations the nearest by this column are nearer by the others than any two.
    var gain = 0.0
    /// The same, in standard errors.
    var certainty = 0.0

    static let count = 6

    var numbers: [Float] {
        [
            mean, deviation, nearest, asinh(5 * gain) / 2, asinh(certainty / 2) / 2,
            isCompared ? log(max(gain, 0.01)) / 3 : 0,
        ].map { Float($0) }
    }

    /// Whether there was anything to compare it with.
    private var isCompared = false

    /// The numbers of a column that nothing is known of.
    init() {}

    /// Compares a column with others.
    ///
    /// - Parameters:
    ///   - column: Cosines of the products that have it, row by row, `count · count` of them.
    ///   - others: The same products' cosines by other columns.
    ///   - count: The number of products, at least 4.
    ///   - generator: Decides between products that are equally near.
    init(_ column: [Float], with others: [[Float]], count: Int, using generator: inout SeededGenerator) {
        let (mean, deviation) = Self.moments(column, count)
        (self.mean, self.deviation) = (mean, deviation)
        var reference = [Float](repeating: 0, count: count * count)
        for other in others {
            let (mean, deviation) = Self.moments(other, count)
            let scale = Float(1 / ((deviation + 1e-6) * Double(others.count)))
            for index in reference.indices { reference[index] += (other[index] - Float(mean)) * scale }
        }
        let neighbours = max(1, min(5, count / 8))
        var (sum, nearest) = (0.0, 0.0)
        for row in 0..<count {
            // Ties are frequent, where many products share a value: a little noise decides.
            var best: [(similarity: Float, place: Int)] = []
            for place in 0..<count where place != row {
                let similarity = column[row * count + place] + Float(generator.uniform()) * 1e-4
                if best.count == neighbours, similarity <= best[neighbours - 1].similarity { continue }
                let position = best.firstIndex { $0.similarity < similarity } ?? best.count
                best.insert((similarity, place), at: position)
                if best.count > neighbours { best.removeLast() }
            }
            nearest += Double(best[0].similarity) / Double(count)
            for (_, place) in best { sum += Double(reference[row * count + place]) }
        }
        self.nearest = nearest
        guard !others.isEmpty else { return }
        isCompared = true
        let (middle, spread) = Self.moments(reference, count)
        gain = (sum / Double(count * neighbours) - middle) / (spread + 1e-6)
        certainty = gain * Double(count * neighbours).squareRoot()
    }

    /// Mean and standard deviation over pairs of different products.
    private static func moments(_ cosines: [Float], _ count: Int) -> (mean: Double, deviation: Double) {
        var (sum, squares) = (0.0, 0.0)
        for row in 0..<count {
            for place in 0..<count where place != row {
                let value = Double(cosines[row * count + place])
                sum += value
                squares += value * value
            }
        }
        let pairs = Double(count * (count - 1))
        let mean = sum / pairs
        return (mean, max(0, squares / pairs - mean * mean).squareRoot())
    }
}

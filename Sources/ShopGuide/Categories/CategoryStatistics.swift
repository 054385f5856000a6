import Foundation

/// The size and the distances of taught categories, kept as sums so that each change costs one pass over one prototype.
public struct CategoryStatistics: Sendable, Equatable {
    /// The number of numbers.
    public static let count = 4

    private var categories = 0
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
        categories += Int(sign)
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
        guard categories > 0 else { return [1, 0, 0, statistics.numbers[0]] }
        let number = Double(categories)
        let within = spreadCount > 0 ? spread / Double(spreadCount) / statistics.unit : 0
        let meanSquare = sum.reduce(0) { $0 + $1 * $1 } / (number * number)
        let between =
            categories > 1
            ? 2 * number / (number - 1) * max(0, squares / number - meanSquare) / statistics.unit
            : Double(statistics.numbers[0])
        return [inverseShots / number, log(number) / 3, within, between].map { Float($0) }
    }
}

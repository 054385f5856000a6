import Foundation

/// A column of a catalogue with its statistics: what is known of it without anybody telling what the products are.
public struct Column: Sendable, Codable, Equatable {
    /// Its name: `title`, `brand`, `price`, `vector`, an attribute's, or that of an encoder's column: `encoder:mobilenet`.
    public var name: String
    /// The kind of its values.
    public var kind: ColumnKind
    /// The share of products that have a value, 0…1.
    public var filled: Double
    /// The number of different values.
    public var distinct: Int
    /// Some of its values, the most frequent first.
    public var examples: [String]
    /// The factor that a person set on its weight; 1 where nobody did.
    public var factor: Double
    /// The median of its numbers, after ``scaled(_:)``; 0 where it has none.
    var centre: Double
    /// The standard deviation of its numbers, after ``scaled(_:)``.
    var spread: Double
    /// The numbers by which a model weighs it, ``statisticsCount`` of them.
    public var statistics: [Float]
    /// The encoder that makes its vectors; `nil` for those that were made elsewhere, and for all that aren't vectors.
    public var source: VectorSource?
    /// The map of an encoder's vectors to the width of a row.
    var reduction: VectorReduction?

    /// The number of a column's statistics.
    public static let statisticsCount = ColumnKind.allCases.count + Shape.count + ColumnAgreement.count + 2

    /// Whether all products have the same value, which says nothing of them; titles and vectors are compared nonetheless.
    public var isConstant: Bool { distinct == 1 && kind != .title && kind != .vector }

    /// Returns a vector as it is compared, of length 1; `nil` for one that has no direction or doesn't fit.
    func projected(_ vector: [Float]) -> [Float]? {
        reduction.map { $0.reduced(vector) } ?? VectorProjection.projected(vector)
    }

    /// Returns a number on a scale on which ten times as much is as far at 1 as at 1,000: its inverse hyperbolic sine.
    static func scaled(_ number: Double) -> Double { asinh(number) }

    /// The shape of a column's values: how many there are, and how they are shared.
    struct Shape: Sendable {
        /// The share of products with a value.
        var filled = 1.0
        /// Different values as a share of all values.
        var distinct = 1.0
        /// The entropy of its values as a share of what it is where all differ.
        var entropy = 1.0
        /// The share of the most frequent value.
        var largest = 0.0
        /// Words of a value on average.
        var words = 6.0
        /// The chance that two products share a value.
        var collision = 0.0

        static let count = 6

        var numbers: [Float] { [filled, distinct, entropy, largest, log1p(words), collision].map { Float($0) } }
    }

    /// Returns the statistics of a column.
    ///
    /// - Parameters:
    ///   - kind: Its kind.
    ///   - shape: The shape of its values.
    ///   - agreement: How far it agrees with other columns.
    ///   - products: The number of products of the catalogue.
    ///   - hasText: Whether the catalogue has titles or other texts.
    /// - Returns: ``statisticsCount`` numbers.
    static func statistics(
        _ kind: ColumnKind, _ shape: Shape, _ agreement: ColumnAgreement, products: Int, hasText: Bool
    ) -> [Float] {
        ColumnKind.allCases.map { $0 == kind ? 1 : 0 } + shape.numbers + agreement.numbers
            + [Float(log(Double(max(1, min(products, 4000)))) / 8), hasText ? 1 : 0]
    }
}

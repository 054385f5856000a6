import Foundation

/// Tokens of a product's value in one column, with their shares of a vector of length 1.
struct ColumnTokens: Sendable {
    /// Numbers from 1 below ``ProductParts/tokens``.
    var tokens: [Int32] = []
    /// As many values, whose squares add up to 1.
    var values: [Float] = []

    /// The values of a number at several scales: cosines of near numbers are near 1, of far ones near 0.
    private static let frequencies = [0.5, 1, 2, 4]
    /// The number of tokens of a value that isn't text, at most.
    static let perValue = 8
    /// Tokens of a category's value: few, so that two values seldom share one.
    private static let perCategory = 4

    /// The tokens of a text's n-grams, by how rare they are in their column.
    ///
    /// - Parameters:
    ///   - texts: Versions of the text.
    ///   - limit: The number of tokens at most; the first ones stay.
    ///   - rarity: The weight of a token.
    init(ofTexts texts: [String], limit: Int, rarity: (Int) -> Float) {
        var seen = Set<Int32>()
        for hash in texts.lazy.flatMap(NGrams.hashes(of:)) where tokens.count < limit {
            let token = Int32(1 + hash % UInt64(ProductParts.tokens - 1))
            if seen.insert(token).inserted { tokens.append(token) }
        }
        values = tokens.map { rarity(Int($0)) }
        normalize()
    }

    /// The tokens of words that products share or don't.
    init(ofCategory value: String, in column: String) {
        let name = "\(column)=\(value.lowercased())"
        tokens = (0..<Self.perCategory).map { Int32(NGrams.token(of: "\(name)#\($0)", among: ProductParts.tokens)) }
        values = Array(repeating: 1, count: tokens.count)
        normalize()
    }

    /// The tokens of a number, in units of its column's spread.
    init(ofNumber number: Double, in column: Column) {
        let position = (Column.scaled(number) - column.centre) / max(column.spread, 1e-6)
        let angle = min(max(position, -20), 20)
        for (place, frequency) in Self.frequencies.enumerated() {
            for (name, value) in [("cos", cos(frequency * angle)), ("sin", sin(frequency * angle))] {
                let token = NGrams.token(of: "\(column.name)~\(name)\(place)", among: ProductParts.tokens)
                tokens.append(Int32(token))
                values.append(Float(value))
            }
        }
        normalize()
    }

    private mutating func normalize() {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else { return }
        for index in values.indices { values[index] /= length }
    }

    /// Returns the vector of so many numbers that the tokens make.
    func vector(_ dimensions: Int, _ table: TokenTable) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        for (token, value) in zip(tokens, values) {
            vector[table.position(of: Int(token), among: dimensions)] += value * table.sign(of: Int(token))
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }
}

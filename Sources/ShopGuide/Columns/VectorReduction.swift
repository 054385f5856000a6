import FewShotTensors
import Foundation

/// A map of an encoder's vectors to the width of a row, fitted to a catalogue.
///
/// Pretrained features have a large mean in common, which is taken away. Where enough products are known, what is left is projected on its
/// principal components, which keeps nearly all that tells products apart; else it is projected at random.
struct VectorReduction: Sendable, Equatable {
    /// The mean of the vectors at length 1.
    private let mean: [Float]
    /// A row for each number of a result; none for a random projection.
    private let components: [Float]
    /// The number of vectors that it is fitted to.
    private let fitted: Int

    /// Vectors that it is fitted to, at most.
    private static let sampleSize = 600
    private static let width = VectorProjection.dimensions

    /// Fits a map to vectors; those of another width than the first are left out.
    ///
    /// - Parameter sample: At least one vector.
    init(of sample: [[Float]]) {
        let width = sample.first?.count ?? 0
        let units = sample.lazy.filter { $0.count == width }.compactMap(VectorProjection.unit)
            .prefix(Self.sampleSize)
        let rows = Array(units)
        var mean = [Float](repeating: 0, count: width)
        for row in rows { for (place, value) in row.enumerated() { mean[place] += value / Float(rows.count) } }
        self.mean = mean
        fitted = rows.count
        // What can't be computed for lack of memory is projected at random.
        components = rows.count > Self.width ? (try? Self.components(of: rows, around: mean)) ?? [] : []
    }

    private static func components(of rows: [[Float]], around mean: [Float]) throws -> [Float] {
        let (count, width) = (rows.count, mean.count)
        let vectors = Tensor(rows.flatMap(\.self), shape: [count, width], on: .cpu).to(.float64)
        let centred = vectors - Tensor(mean, shape: [1, width], on: .cpu).to(.float64)
        // Of so few products the products' own matrix is the smaller one, with the same components.
        let eigen = centred.matmul(centred.transposed()).symmetricEigen()
        let values = try eigen.values.values(as: Double.self)
        let directions = try eigen.vectors.transposed().matmul(centred).values(as: Double.self)
        let largest = values.last ?? 0
        var components: [Float] = []
        for place in (0..<count).reversed().prefix(Self.width) {
            let value = values[place]
            let isSound = value > 1e-9 * largest && largest > 0
            let scale = isSound ? 1 / value.squareRoot() : 0
            components += directions[place * width..<(place + 1) * width].map { Float($0 * scale) }
        }
        // As they come back from a store, so that a process that fitted them answers like one that read them.
        return largest > 0 ? components.map { Float(Float16($0)) } : []
    }

    /// Whether a map that is fitted to so many vectors would be a much better one.
    func isOutdated(for count: Int) -> Bool { 2 * fitted <= min(count, Self.sampleSize) }

    /// Returns a vector of another view of the same space, moved to where this view's vectors are: texts and pictures of one space lie
    /// apart by their means.
    func moved(_ vector: [Float], from other: VectorReduction) -> [Float] {
        guard vector.count == mean.count, other.mean.count == mean.count, let unit = VectorProjection.unit(vector)
        else {
            return vector
        }
        return unit.indices.map { unit[$0] - other.mean[$0] + mean[$0] }
    }

    /// Returns the reduced vector, of length 1; `nil` for one of another width, and for one without a direction.
    func reduced(_ vector: [Float]) -> [Float]? {
        guard vector.count == mean.count, let unit = VectorProjection.unit(vector) else { return nil }
        let centred = zip(unit, mean).map { $0 - $1 }
        guard !components.isEmpty else { return VectorProjection.projected(centred) }
        let sums = components.withUnsafeBufferPointer { components in
            centred.withUnsafeBufferPointer { centred in
                (0..<Self.width).map { row in
                    var sum: Float = 0
                    for place in 0..<centred.count { sum += components[row * centred.count + place] * centred[place] }
                    return sum
                }
            }
        }
        return VectorProjection.unit(sums)
    }
}

extension VectorReduction: Codable {
    private enum CodingKeys: CodingKey { case mean, components, fitted }

    /// Reads what ``encode(to:)`` writes.
    ///
    /// - Throws: `DecodingError` for numbers that don't fit together.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        fitted = try values.decode(Int.self, forKey: .fitted)
        let mean = [UInt8](try values.decode(Data.self, forKey: .mean))
        let components = [UInt8](try values.decode(Data.self, forKey: .components))
        self.mean = stride(from: 0, to: mean.count & ~3, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(mean[place + $1]) << (8 * UInt32($1)) })
        }
        self.components = stride(from: 0, to: components.count & ~1, by: 2).map { place in
            Float(Float16(bitPattern: UInt16(components[place]) | UInt16(components[place + 1]) << 8))
        }
        guard mean.count % 4 == 0, components.isEmpty || self.components.count == Self.width * self.mean.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .components, in: values, debugDescription: "\(components.count) bytes of components")
        }
    }

    /// Writes the mean in single and the components in half precision, little-endian.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(fitted, forKey: .fitted)
        try values.encode(
            Data(mean.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }),
            forKey: .mean)
        try values.encode(
            Data(
                components.flatMap { number -> [UInt8] in
                    let bits = Float16(number).bitPattern
                    return [UInt8(bits & 0xFF), UInt8(bits >> 8)]
                }), forKey: .components)
    }
}

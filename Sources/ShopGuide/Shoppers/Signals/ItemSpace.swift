import FewShotTensors

/// A vector for every product, near to those that the same shoppers had: the leading directions of the products' co-occurrence.
///
/// The dot product of two vectors comes near the cosine of the two products' shoppers (Deerwester et al., 1990).
public struct ItemSpace: Sendable {
    /// The dimensions of a space where nothing else is asked for.
    public static let defaultDimensions = 32

    /// The length of a product's vector.
    public let dimensions: Int
    /// Row-major, a row for each product; zero for one that nobody had.
    let places: [Float]

    /// Creates a space from ready vectors, of content say.
    ///
    /// - Precondition: there are whole rows.
    public init(places: [Float], dimensions: Int) {
        precondition(places.count % dimensions == 0, "\(places.count) numbers are no rows of \(dimensions)")
        self.places = places
        self.dimensions = dimensions
    }

    /// Fits a space by subspace iteration.
    ///
    /// - Throws: The error of a failed tensor.
    public init(_ signals: InteractionSignals, dimensions: Int = Self.defaultDimensions, rounds: Int = 8) throws {
        let products = signals.products
        let dimensions = min(dimensions, products)
        let counts = signals.pooled.moments.map { Float($0.count) }
        var generator = SeededGenerator(seed: 0)
        var basis = try Self.orthonormal(Tensor.normal([products, dimensions], on: .cpu, using: &generator))
        var values = Tensor.ones([dimensions], on: .cpu)
        for _ in 0..<rounds {
            let image = Tensor(
                Self.product(signals, counts, try basis.values(), dimensions), shape: [products, dimensions], on: .cpu)
            let eigen = basis.transposed().matmul(image).symmetricEigen()
            values = eigen.values
            basis = try Self.orthonormal(image.matmul(eigen.vectors))
        }
        places = try (basis * values.clamped(to: 0...1e9).squareRoot()).values()
        self.dimensions = dimensions
    }

    /// The cosines of shoppers, with 1 on the diagonal, times a matrix.
    private static func product(
        _ signals: InteractionSignals, _ counts: [Float], _ matrix: [Float], _ width: Int
    ) -> [Float] {
        var result = matrix
        result.withUnsafeMutableBufferPointer { result in
            matrix.withUnsafeBufferPointer { matrix in
                for product in counts.indices where counts[product] > 0 {
                    for entry in signals.pooled.pairs[product] {
                        let other = Int(entry.neighbor)
                        let weight = entry.together / (counts[product] * counts[other]).squareRoot()
                        for index in 0..<width {
                            result[product * width + index] += weight * matrix[other * width + index]
                        }
                    }
                }
            }
        }
        return result
    }

    private static func orthonormal(_ matrix: Tensor) throws -> Tensor {
        let eigen = matrix.transposed().matmul(matrix).symmetricEigen()
        return try matrix.matmul(eigen.vectors / (eigen.values.clamped(to: 1e-12...1e30)).squareRoot()).checked()
    }

    /// The vector of a product.
    public subscript(product: Int) -> ArraySlice<Float> { place(product) }

    /// The vectors of some products, `[products, dimensions]`.
    func rows(_ products: [Int], on device: Device) -> Tensor {
        var rows: [Float] = []
        rows.reserveCapacity(products.count * dimensions)
        for product in products { rows += place(product) }
        return Tensor(rows, shape: [products.count, dimensions], on: device)
    }

    func place(_ product: Int) -> ArraySlice<Float> { places[product * dimensions..<(product + 1) * dimensions] }
}

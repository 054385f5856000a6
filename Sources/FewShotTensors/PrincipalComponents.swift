/// The first principal components of points (Pearson, 1901).
public struct PrincipalComponents: Sendable {
    /// The mean of the points, shape `[dimensions]`, float64.
    public let mean: Tensor
    /// The components in columns, by decreasing variance, shape `[dimensions, components]`, float64.
    public let axes: Tensor
    /// The share of the variance of each component, 0…1; 0 if points don't vary.
    public let shares: [Double]

    /// Computes the first components of points, shape `[points, dimensions]`; takes O(dimensions³) time.
    ///
    /// The sign of a component, which is arbitrary, is chosen such that its largest coordinate is positive.
    ///
    /// - Throws: The error of failed points, or of none or too few dimensions.
    public init(of points: Tensor, count: Int = 2) throws(TensorError) {
        let (rows, dimensions) = (points.size(0), points.size(1))
        guard points.rank == 2, rows > 0, (1...max(dimensions, 1)).contains(count) else {
            try points.checked()
            throw TensorError(
                .operation, operation: "PrincipalComponents", shapes: [points.shape],
                message: "\(count) components need points [points, dimensions] with at least that many dimensions")
        }
        let exact = points.detached().to(.float64)
        mean = exact.mean(0)
        let centred = exact - mean
        let eigen = (centred.transposed().matmul(centred) / Double(rows)).symmetricEigen()
        let leading = eigen.vectors.slice(dimensions - count..<dimensions, 1).flipped(1)  // [dimensions, count]
        let extremes = leading.gathered(leading.absolute().argmax(0).unsqueezed(0), 0)  // [1, count]
        axes = try (extremes .< 0).select(-leading, otherwise: leading).checked()
        let variances = try eigen.values.values(as: Double.self).map { max($0, 0) }
        let total = variances.reduce(0, +)
        shares = variances.reversed().prefix(count).map { total > 0 ? $0 / total : 0 }
    }

    /// Returns the coordinates of points: `[n, dimensions]` to `[n, components]`.
    public func project(_ points: Tensor) -> Tensor { (points.to(.float64) - mean).matmul(axes) }
}

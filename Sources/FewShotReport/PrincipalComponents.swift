import FewShotTensors

/// The directions in which points vary most (Pearson, 1901): a flat map of many dimensions.
public struct PrincipalComponents: Sendable {
    /// The middle of the points, shape `[dimensions]`, float64.
    public let mean: Tensor
    /// The directions in columns, the most telling first, shape `[dimensions, components]`, float64.
    public let axes: Tensor
    /// The share of the points' variance along each direction, 0…1; 0 where points don't vary.
    public let shares: [Double]

    /// Finds the first components of points, shape `[points, dimensions]`; takes O(dimensions³) time.
    ///
    /// The sign of a direction, which is arbitrary, is chosen such that its largest part is positive.
    ///
    /// - Throws: the error of failed points, or that there are none or too few dimensions.
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

    /// Returns where points lie along the directions: `[n, dimensions]` to `[n, components]`.
    public func project(_ points: Tensor) -> Tensor { (points.to(.float64) - mean).matmul(axes) }
}

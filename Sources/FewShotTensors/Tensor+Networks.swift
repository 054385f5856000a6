extension Tensor {
    /// The matrix product; leading dimensions are broadcast.
    public func matmul(_ other: Tensor) -> Tensor { Native.matmul(self, other) }

    /// Squared Euclidean distances between rows: `[…, n, d]` to `[…, m, d]` gives `[…, n, m]`.
    public func squaredDistances(to other: Tensor) -> Tensor { Native.squaredDistances(self, other) }

    /// Cosine similarities between rows: `[…, n, d]` to `[…, m, d]` gives `[…, n, m]`, in −1…1.
    public func cosineSimilarities(to other: Tensor) -> Tensor {
        normalized().matmul(other.normalized().transposed())
    }

    /// Rows scaled to length 1; shorter ones than `epsilon` are divided by that.
    public func normalized(_ dimension: Int = -1, epsilon: Double = 1e-12) -> Tensor {
        let squares = squared().sum(dimension, keeping: true)
        return self / squares.clamped(to: epsilon * epsilon...Double.infinity).squareRoot()
    }

    /// Means of the rows of each class: features `[n, d]` and labels `[n]` in `0..<classes` give `[classes, d]`.
    ///
    /// A class without rows gives NaN.
    public func means(by labels: Tensor, classes: Int) -> Tensor {
        let members = labels.oneHot(classes).to(elementType)  // [n, classes]
        return members.transposed().matmul(self) / members.sum(0).unsqueezed(1)
    }

    /// 2-D convolution of images `[n, in, h, w]` with a weight `[out, in / groups, kh, kw]` and, if given, a bias `[out]`.
    public func convolved(
        _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, groups: Int = 1
    ) -> Tensor {
        Native.convolution(self, weight, bias, stride, padding, groups)
    }

    /// The largest value of each window of images `[n, c, h, w]`; incomplete windows are left out.
    public func maxPooled(_ size: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
        Native.maxPool(self, size, stride ?? size, padding)
    }

    /// The mean of each window of images `[n, c, h, w]`; incomplete windows are left out.
    public func averagePooled(_ size: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
        Native.averagePool(self, size, stride ?? size, padding)
    }

    /// A batch normalised by its own statistics, and these.
    public struct BatchNormalized: Sendable {
        /// The normalised batch, of the input's shape.
        public let output: Tensor
        /// The mean of each channel, shape `[channels]`, without gradient.
        public let mean: Tensor
        /// The variance of each channel divided by the count, shape `[channels]`, without gradient.
        public let variance: Tensor
    }

    /// Batch normalisation of `[n, channels, …]` by the batch's own mean and variance (Ioffe and Szegedy, 2015).
    public func batchNormalized(scale: Tensor, shift: Tensor, epsilon: Double) -> BatchNormalized {
        Native.batchNorm(self, scale, shift, epsilon)
    }

    /// Batch normalisation of `[n, channels, …]` by given statistics.
    public func batchNormalized(
        scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, epsilon: Double
    ) -> Tensor {
        Native.batchNorm(self, scale, shift, mean, variance, epsilon)
    }

    /// Floating-point images `[n, c, h, w]` at another size: bilinear, antialiased when shrinking.
    public func resized(height: Int, width: Int) -> Tensor { Native.resize(self, height, width) }

    /// Images `[n, c, h, w]` read between their pixels: points `[n, h', w', 2]` hold x and y, −1…1 from edge to edge, and give
    /// `[n, c, h', w']`. Outside an image there are zeros, or its mirror image.
    public func sampled(at points: Tensor, isReflected: Bool = false) -> Tensor {
        Native.sample(self, points, isReflected)
    }

    /// The eigenvectors of a symmetric matrix.
    public struct Eigen: Sendable {
        /// Eigenvalues, ascending, shape `[n]`.
        public let values: Tensor
        /// Eigenvectors in columns, shape `[n, n]`.
        public let vectors: Tensor
    }

    /// The eigenvalues and eigenvectors of a symmetric matrix `[n, n]`.
    public func symmetricEigen() -> Eigen { Native.symmetricEigen(self) }

    /// The inverse of a symmetric, positive definite matrix `[n, n]`, through its Cholesky factor: n³ multiplications.
    public func positiveDefiniteInverse() -> Tensor { Native.positiveDefiniteInverse(self) }
}

// Without dimensions, all are reduced. `keeping` leaves each reduced dimension in place with size 1.

extension Tensor {
    /// The sum along dimensions.
    public func sum(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.sum, self, dimensions, keeping)
    }
    /// The mean along dimensions.
    public func mean(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.mean, self, dimensions, keeping)
    }
    /// The variance along dimensions, divided by the count.
    public func variance(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.variance, self, dimensions, keeping)
    }
    /// The largest element along dimensions.
    public func max(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.max, self, dimensions, keeping)
    }
    /// The smallest element along dimensions.
    public func min(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.min, self, dimensions, keeping)
    }
    /// Whether any element is true along dimensions.
    public func any(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.any, self, dimensions, keeping)
    }
    /// Whether all elements are true along dimensions.
    public func all(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.all, self, dimensions, keeping)
    }
    /// log Σ eˣ along dimensions, without overflow.
    public func logSumExp(_ dimensions: Int..., keeping: Bool = false) -> Tensor {
        Native.reduce(.logSumExp, self, dimensions, keeping)
    }

    /// The position of the largest element along a dimension, int64; the first of equals.
    public func argmax(_ dimension: Int = -1) -> Tensor { Native.argmax(self, dimension) }
    /// The position of the smallest element along a dimension, int64; the first of equals.
    public func argmin(_ dimension: Int = -1) -> Tensor { Native.argmin(self, dimension) }
    /// The running sum along a dimension.
    public func cumulativeSum(_ dimension: Int = -1) -> Tensor { Native.cumulativeSum(self, dimension) }
    /// Positive numbers that add up to 1 along a dimension: eˣ / Σ eˣ.
    public func softmax(_ dimension: Int = -1) -> Tensor { Native.softmax(self, dimension) }
    /// The logarithm of ``softmax(_:)``, exact where that is near 0.
    public func logSoftmax(_ dimension: Int = -1) -> Tensor { Native.logSoftmax(self, dimension) }

    /// Values in order along a dimension, with the positions that they came from.
    public struct Ordered: Sendable {
        /// The values in order.
        public let values: Tensor
        /// The position that each came from, int64.
        public let indices: Tensor
    }

    /// Sorts along a dimension; equal elements keep their order.
    public func sorted(_ dimension: Int = -1, descending: Bool = false) -> Ordered {
        Native.sort(self, dimension, descending)
    }
    /// The `count` largest elements along a dimension, largest first, or the smallest, smallest first.
    public func top(_ count: Int, _ dimension: Int = -1, largest: Bool = true) -> Ordered {
        Native.top(self, count, dimension, largest)
    }
}

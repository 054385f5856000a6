internal import CFewShotTorch

// Element by element, and reductions.

extension Native {
    static func unary(_ operation: Unary, _ a: Tensor) -> Tensor {
        make("\(operation)", a) { fst_unary(operation.native, $0, $1) }
    }
    static func binary(_ operation: Binary, _ a: Tensor, _ b: Tensor) -> Tensor {
        make("\(operation)", a, b) { fst_binary(operation.native, $0, $1, $2) }
    }
    static func binary(_ operation: Binary, _ a: Tensor, _ b: Double, reversed: Bool = false) -> Tensor {
        make("\(operation)", a) { fst_binary_scalar(operation.native, $0, b, reversed, $1) }
    }
    static func addScaled(_ a: Tensor, _ b: Tensor, _ factor: Double) -> Tensor {
        make("adding", a, b) { fst_add_scaled($0, $1, factor, $2) }
    }
    static func choose(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
        make("select", condition, a, b) { fst_where($0, $1, $2, $3) }
    }
    static func clamp(_ a: Tensor, _ bounds: ClosedRange<Double>) -> Tensor {
        make("clamped", a) { fst_clamp($0, bounds.lowerBound, bounds.upperBound, $1) }
    }
    static func reduce(_ operation: Reduction, _ a: Tensor, _ dimensions: [Int], _ keep: Bool) -> Tensor {
        make("\(operation)", a, numbers: dimensions) {
            fst_reduce(operation.native, $0, $1, $2, keep, $3)
        }
    }
    static func argmax(_ a: Tensor, _ dimension: Int) -> Tensor { make("argmax", a, number: dimension, fst_argmax) }
    static func argmin(_ a: Tensor, _ dimension: Int) -> Tensor { make("argmin", a, number: dimension, fst_argmin) }
    static func cumulativeSum(_ a: Tensor, _ dimension: Int) -> Tensor {
        make("cumulativeSum", a, number: dimension, fst_cumulative_sum)
    }
    static func softmax(_ a: Tensor, _ dimension: Int) -> Tensor { make("softmax", a, number: dimension, fst_softmax) }
    static func logSoftmax(_ a: Tensor, _ dimension: Int) -> Tensor {
        make("logSoftmax", a, number: dimension, fst_log_softmax)
    }
    static func sort(_ a: Tensor, _ dimension: Int, _ descending: Bool) -> Tensor.Ordered {
        let (values, indices) = makeTwo("sorted", a) { fst_sort($0, Int64(dimension), descending, $1, $2) }
        return Tensor.Ordered(values: values, indices: indices)
    }
    static func top(_ a: Tensor, _ count: Int, _ dimension: Int, _ largest: Bool) -> Tensor.Ordered {
        let (values, indices) = makeTwo("top", a) { fst_top_k($0, Int64(count), Int64(dimension), largest, $1, $2) }
        return Tensor.Ordered(values: values, indices: indices)
    }
}

extension Tensor {
    /// The same elements in another shape; one size may be −1 and is worked out.
    public func reshaped(_ shape: [Int]) -> Tensor { Native.reshape(self, shape) }
    /// The same elements with dimensions from `first` on merged into one.
    public func flattened(from first: Int = 0) -> Tensor { reshaped(shape.prefix(first) + [-1]) }
    /// Repeats dimensions of size 1 up to a shape, without copying.
    public func expanded(to shape: [Int]) -> Tensor { Native.expand(self, shape) }
    /// The dimensions in another order.
    public func permuted(_ dimensions: [Int]) -> Tensor { Native.permute(self, dimensions) }
    /// The last two dimensions exchanged.
    public func transposed() -> Tensor {
        let order = Array(0..<rank)
        guard rank >= 2 else { return permuted([0, 1]) }
        return permuted(order.dropLast(2) + [rank - 1, rank - 2])
    }
    /// A new dimension of size 1.
    public func unsqueezed(_ dimension: Int) -> Tensor { Native.unsqueeze(self, dimension) }
    /// Without the dimension, if its size is 1.
    public func squeezed(_ dimension: Int) -> Tensor { Native.squeeze(self, dimension) }
    /// In reverse order along dimensions.
    public func flipped(_ dimensions: Int...) -> Tensor { Native.flip(self, dimensions) }
    /// Images turned counter-clockwise by quarter turns; the plane is the last two dimensions.
    public func rotated(quarterTurns: Int) -> Tensor { Native.rotate(self, quarterTurns) }
    /// Extended along the last dimension by a value.
    public func padded(before: Int, after: Int, with value: Double = 0) -> Tensor {
        Native.pad(self, [before, after], value)
    }
    /// Images with a border of a value around the last two dimensions.
    public func padded(border: Int, with value: Double = 0) -> Tensor {
        Native.pad(self, [border, border, border, border], value)
    }
    /// The whole repeated along each dimension: `[a, b]` tiled by `[2]` is `[a, b, a, b]`.
    public func tiled(_ counts: [Int]) -> Tensor { Native.repeat(self, counts) }
    /// Each element repeated along a dimension: `[a, b]` gives `[a, a, b, b]`.
    public func repeated(_ times: Int, _ dimension: Int = 0) -> Tensor { Native.repeatEach(self, times, dimension) }
    /// The same values stored row-major.
    public func contiguous() -> Tensor { Native.contiguous(self) }
    /// Images `[n, channels, height, width]`, stored with the channels innermost, as convolutions want them.
    public func channelsLast() -> Tensor { Native.channelsLast(self) }

    /// Joins tensors along a dimension that they have.
    public static func concatenated(_ tensors: [Tensor], _ dimension: Int = 0) -> Tensor {
        Native.concatenate(tensors, dimension)
    }
    /// Joins tensors of one shape along a new dimension.
    public static func stacked(_ tensors: [Tensor], _ dimension: Int = 0) -> Tensor { Native.stack(tensors, dimension) }
}

extension Tensor {
    /// One row: the first dimension is dropped.
    public subscript(index: Int) -> Tensor { selecting(index, 0) }
    /// Some rows, in order.
    public subscript(bounds: Range<Int>) -> Tensor { slice(bounds, 0) }
    /// One element along a dimension, which is dropped.
    public func selecting(_ index: Int, _ dimension: Int) -> Tensor { Native.select(self, dimension, index) }
    /// Elements of one dimension, every `step`-th.
    public func slice(_ bounds: Range<Int>, _ dimension: Int, step: Int = 1) -> Tensor {
        Native.slice(self, dimension, bounds, step)
    }
    /// Rows by number, in any order and number; `indices` has shape `[n]`, int64.
    public func rows(_ indices: Tensor, _ dimension: Int = 0) -> Tensor { Native.indexSelect(self, dimension, indices) }
    /// Rows by number, in any order and number.
    public func rows(_ indices: [Int], _ dimension: Int = 0) -> Tensor {
        rows(Tensor(indices, on: device), dimension)
    }
    /// Picks along a dimension: `indices` has this tensor's rank, and the result has its shape.
    public func gathered(_ indices: Tensor, _ dimension: Int) -> Tensor { Native.gather(self, dimension, indices) }
    /// A copy with `values` added where `indices` of the same shape point along a dimension.
    public func scatterAdding(_ values: Tensor, at indices: Tensor, _ dimension: Int) -> Tensor {
        Native.scatterAdd(self, dimension, indices, values)
    }
    /// A copy with each row of `values` added to the row that `indices` names.
    public func addingRows(_ values: Tensor, at indices: Tensor, _ dimension: Int = 0) -> Tensor {
        Native.indexAdd(self, dimension, indices, values)
    }
    /// Labels `[n]` as rows `[n, classes]` with a single 1, int64.
    public func oneHot(_ classes: Int) -> Tensor { Native.oneHot(self, classes) }
}

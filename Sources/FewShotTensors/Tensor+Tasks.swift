// What a batch of tasks needs, each with weights of its own: the first dimension counts the tasks.

extension Tensor {
    /// Convolution of images `[tasks, n, height, width, channels]` with a weight of each task's own, `[tasks, size · size · channels, out]`:
    /// a window row-major, with the channels innermost, and zeros outside the image.
    ///
    /// Shape of the result `[tasks, n · windows, out]`. Differentiable twice; a third derivative fails.
    public func taskConvolved(_ weight: Tensor, size: Int, stride: Int = 1, padding: Int = 0) -> Tensor {
        device == .cpu
            ? Native.taskConvolution(self, weight, size, stride, padding)
            : composedTaskConvolution(weight, size, stride, padding)
    }

    /// Batch normalisation of `[tasks, rows, channels]`, for each task by its own statistics, scale and shift `[tasks, channels]`;
    /// `isRectified`, what is below 0 becomes 0.
    ///
    /// Mean and variance in the result have shape `[tasks, channels]`. Differentiable twice; a third derivative fails.
    public func taskNormalized(
        scale: Tensor, shift: Tensor, epsilon: Double, isRectified: Bool = false
    ) -> BatchNormalized {
        device == .cpu
            ? Native.taskNorm(self, scale, shift, epsilon, isRectified)
            : composedTaskNormalization(scale, shift, epsilon, isRectified)
    }

    /// Rectified normalisation of a convolution of images `[tasks, n, height, width, channels]`, each task's by its own weight
    /// `[tasks, size · size · channels, out]`, statistics, scale and shift `[tasks, out]`:
    /// ``taskNormalized(scale:shift:epsilon:isRectified:)`` of ``taskConvolved(_:size:stride:padding:)`` in one pass over each task.
    ///
    /// Shape of the output `[tasks, n · windows, out]`, of mean and variance `[tasks, out]`. Differentiable twice; a third derivative fails.
    public func taskBlock(
        _ weight: Tensor, scale: Tensor, shift: Tensor, size: Int, stride: Int = 1, padding: Int = 0, epsilon: Double
    ) -> BatchNormalized {
        device == .cpu
            ? Native.taskBlock(self, weight, scale, shift, size, stride, padding, epsilon)
            : composedTaskConvolution(weight, size, stride, padding)
                .composedTaskNormalization(scale, shift, epsilon, true)
    }
}

// The same of operations that every device has; those above are for the processor alone.

extension Tensor {
    package func composedTaskConvolution(_ weight: Tensor, _ size: Int, _ stride: Int, _ padding: Int) -> Tensor {
        let padded = padding == 0 ? self : Native.pad(self, [0, 0, padding, padding, padding, padding], 0)
        let (down, across) = ((padded.size(2) - size) / stride, (padded.size(3) - size) / stride)
        let pixels = (0..<size * size).map { pixel in
            let (y, x) = (pixel / size, pixel % size)
            return padded.slice(y..<y + down * stride + 1, 2, step: stride)
                .slice(x..<x + across * stride + 1, 3, step: stride)
        }
        let windows = Tensor.concatenated(pixels, 4)  // [tasks, n, down, across, size · size · channels]
        return windows.reshaped([self.size(0), -1, windows.size(4)]).matmul(weight)
    }

    package func composedTaskNormalization(
        _ scale: Tensor, _ shift: Tensor, _ epsilon: Double, _ isRectified: Bool
    ) -> BatchNormalized {
        let (mean, variance) = (self.mean(1, keeping: true), self.variance(1, keeping: true))
        let unit = (self - mean) / (variance + epsilon).squareRoot()
        let output = unit * scale.unsqueezed(1) + shift.unsqueezed(1)
        return BatchNormalized(
            output: isRectified ? output.relu() : output, mean: mean.squeezed(1).detached(),
            variance: variance.squeezed(1).detached())
    }
}

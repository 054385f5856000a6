// What a batch of tasks needs, each with weights of its own: the first dimension counts the tasks.

extension Tensor {
    /// Convolution of images `[tasks, n, height, width, channels]` with a weight of each task's own, `[tasks, size · size · channels, out]`:
    /// a window row-major, with the channels innermost, and zeros outside the image.
    ///
    /// Shape of the result `[tasks, n · windows, out]`. Differentiable twice; a third derivative fails.
    public func taskConvolved(_ weight: Tensor, size: Int, stride: Int = 1, padding: Int = 0) -> Tensor {
        Native.taskConvolution(self, weight, size, stride, padding)
    }

    /// Batch normalisation of `[tasks, rows, channels]`, for each task by its own statistics, scale and shift `[tasks, channels]`;
    /// `isRectified`, what is below 0 becomes 0.
    ///
    /// Mean and variance in the result have shape `[tasks, channels]`. Differentiable twice; a third derivative fails.
    public func taskNormalized(
        scale: Tensor, shift: Tensor, epsilon: Double, isRectified: Bool = false
    ) -> BatchNormalized {
        Native.taskNorm(self, scale, shift, epsilon, isRectified)
    }
}

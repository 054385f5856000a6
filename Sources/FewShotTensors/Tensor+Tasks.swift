// What a batch of tasks needs, each with weights of its own: the first dimension counts the tasks.

extension Tensor {
    /// The windows of images `[n, height, width, channels]` as rows, `[n, windows, size · size · channels]`: a window is
    /// row-major, with the channels innermost, and has zeros outside the image.
    ///
    /// Multiplied by a weight `[size · size · channels, out]` it is a convolution, and with a leading dimension one for each task.
    /// Differentiable to any order.
    public func patches(size: Int, stride: Int = 1, padding: Int = 0) -> Tensor {
        Native.patches(self, size, stride, padding)
    }

    /// Batch normalisation of `[tasks, rows, channels]`, for each task by its own statistics, scale and shift `[tasks, channels]`.
    ///
    /// Mean and variance in the result have shape `[tasks, channels]`. Differentiable twice; a third derivative fails.
    public func taskNormalized(scale: Tensor, shift: Tensor, epsilon: Double) -> BatchNormalized {
        Native.taskNorm(self, scale, shift, epsilon)
    }
}

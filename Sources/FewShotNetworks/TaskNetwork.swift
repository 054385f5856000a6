import FewShotTensors

/// A classifier that can have parameters of its own for each of many tasks, what MAML adapts: of images by four convolution blocks, or of
/// rows of frozen encoders' features by a linear map of each.
///
/// At rest it holds one set of parameters. ``repeated(_:)`` gives each a leading task dimension; all tasks then run in the same few
/// large operations, where one after the other would be bound by the overhead of small ones. Convolutions have weights per task,
/// and normalisation has statistics per task.
public struct TaskNetwork: Module {
    /// 3×3 convolution, batch norm, ReLU, halved.
    public struct Block: Module {
        /// Shape `[9 · in, out]`: the window row-major, the channels innermost.
        public var weight: Tensor
        /// Shape `[out]`, or `[steps, out]` where each adaptation step has its own.
        public var scale: Tensor
        /// Of the scale's shape.
        public var shift: Tensor

        /// Shows the three.
        public mutating func visit(_ parameters: inout ParameterVisitor) {
            parameters("weight", &weight)
            parameters("scale", &scale)
            parameters("shift", &shift)
        }
    }

    /// The four blocks; none in a network of rows.
    public var blocks: [Block]
    /// The maps of rows of features; `nil` in a network of images.
    public var rows: TaskRows?
    /// Shape `[features, classes]`.
    public var weight: Tensor
    /// Shape `[classes]`.
    public var bias: Tensor
    /// The way in which blocks halve.
    public let halving: Conv4.Halving

    /// Creates a network with random weights.
    ///
    /// - Parameters:
    ///   - imageShape: `[channels, height, width]`.
    ///   - width: Filters in each block.
    ///   - classes: Outputs of the head.
    ///   - halving: The way in which a block halves an image.
    ///   - steps: How many scales and shifts each normalisation has; see ``TaskPass/step``.
    ///   - generator: Where the weights come from.
    public init(
        imageShape: [Int], width: Int = 64, classes: Int, halving: Conv4.Halving = .stride, steps: Int = 1,
        using generator: inout some RandomNumberGenerator
    ) {
        blocks = [imageShape[0], width, width, width].map { inputs in
            Block(
                weight: Initializer.heNormal([9 * inputs, width], fanIn: 9 * inputs, fanOut: width, using: &generator),
                scale: .ones([steps, width], on: .cpu), shift: .zeros([steps, width], on: .cpu))
        }
        let area = halving == .stride ? 1 : imageShape.dropFirst().reduce(1) { $0 * ($1 / 16) }
        weight = Initializer.glorotUniform(
            [area * width, classes], fanIn: area * width, fanOut: classes, using: &generator)
        bias = .zeros([classes], on: .cpu)
        self.halving = halving
    }

    /// Creates a network of rows of frozen encoders' features, whose head begins with zeros.
    ///
    /// - Parameters:
    ///   - rows: The maps of the features.
    ///   - classes: Outputs of the head.
    public init(_ rows: TaskRows, classes: Int) {
        blocks = []
        self.rows = rows
        weight = .zeros([rows.outputs, classes], on: .cpu)
        bias = .zeros([classes], on: .cpu)
        halving = .stride
    }

    /// The number of classes that the head tells apart.
    public var classes: Int { bias.size(-1) }

    /// The head's parameters among ``Module/parameters``, which are the last two.
    public static let headParameters = 2

    /// Returns the network with each parameter repeated for a number of tasks, without copying: shape `[tasks, …]`.
    public func repeated(_ tasks: Int) -> TaskNetwork {
        replacingParameters(parameters.map { $0.unsqueezed(0).expanded(to: [tasks] + $0.shape) })
    }

    /// Maps images, or rows of features, to features.
    ///
    /// - Parameters:
    ///   - images: Shape `[tasks · n, channels, h, w]` or `[tasks · n, width]`, task by task.
    ///   - pass: How to normalise; collects statistics.
    /// - Returns: Shape `[tasks, n, features]`.
    /// - Precondition: the parameters are repeated for the tasks.
    public func features(_ images: Tensor, in pass: inout TaskPass) -> Tensor {
        let tasks = weight.size(0)
        if let rows { return rows.features(images.reshaped([tasks, -1, images.size(1)])) }
        let channelsLast = images.permuted([0, 2, 3, 1])
        var output = channelsLast.reshaped([tasks, -1] + channelsLast.shape.dropFirst())  // [tasks, n, h, w, channels]
        for (index, block) in blocks.enumerated() { output = apply(block, to: output, index, tasks, in: &pass) }
        switch halving {
        case .stride: return output.mean(2, 3)
        case .pool: return output.flattened(from: 2)
        }
    }

    /// Returns scores, shape `[tasks, n, classes]`, for features `[tasks, n, features]`.
    public func scores(_ features: Tensor) -> Tensor { features.matmul(weight) + bias.unsqueezed(1) }

    private func apply(_ block: Block, to input: Tensor, _ index: Int, _ tasks: Int, in pass: inout TaskPass) -> Tensor
    {
        let (height, across, width) = (input.size(2), input.size(3), block.weight.size(-1))
        // [tasks, n · windows, width]
        let rectified = pass.rectify(input, by: block, stride: halving == .stride ? 2 : 1, at: index)
        switch halving {
        case .stride: return rectified.reshaped([tasks, -1, (height + 1) / 2, (across + 1) / 2, width])
        case .pool:
            let images = rectified.reshaped([-1, height, across, width]).permuted([0, 3, 1, 2])
            let pooled = images.maxPooled(2).permuted([0, 2, 3, 1])
            return pooled.reshaped([tasks, -1] + pooled.shape.dropFirst())
        }
    }

    /// Shows the blocks or the maps, and the head.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("blocks", &blocks)
        if var shown = rows {
            parameters("rows", &shown)
            rows = shown
        }
        parameters("head.weight", &weight)
        parameters("head.bias", &bias)
    }
}

/// One pass of tasks through a ``TaskNetwork``: which statistics normalise it, and those that it had.
public struct TaskPass {
    /// The mean and variance of each channel, by task: shape `[tasks, channels]`.
    public struct Statistics: Sendable {
        /// The mean.
        public var mean: Tensor
        /// The variance, divided by the count.
        public var variance: Tensor
    }

    /// The adaptation step whose scales and shifts are used, from 0; the last there are where there are fewer.
    public var step: Int
    /// The statistics to use, block by block; `nil` for those of the examples at hand.
    public var given: [Statistics]?
    /// The statistics that the examples at hand had, block by block, where they were used.
    public private(set) var own: [Statistics] = []

    /// Creates a pass.
    public init(step: Int = 0, given: [Statistics]? = nil) {
        self.step = step
        self.given = given
    }

    private static let epsilon = 1e-5

    /// Convolves, normalises and rectifies.
    fileprivate mutating func rectify(_ input: Tensor, by block: TaskNetwork.Block, stride: Int, at index: Int)
        -> Tensor
    {
        let row = Swift.min(step, block.scale.size(1) - 1)
        let (scale, shift) = (block.scale.selecting(row, 1), block.shift.selecting(row, 1))
        guard let given else {
            let result = input.taskBlock(
                block.weight, scale: scale, shift: shift, size: 3, stride: stride, padding: 1, epsilon: Self.epsilon)
            own.append(Statistics(mean: result.mean, variance: result.variance))
            return result.output
        }
        let convolved = input.taskConvolved(block.weight, size: 3, stride: stride, padding: 1)
        let slope = scale / (given[index].variance + Self.epsilon).squareRoot()
        return (convolved * slope.unsqueezed(1) + (shift - given[index].mean * slope).unsqueezed(1)).relu()
    }
}

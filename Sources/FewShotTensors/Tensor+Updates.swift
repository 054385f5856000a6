extension Tensor {
    /// The constants of a step of Adam.
    public struct AdamFactors: Sendable {
        /// The decay of the gradient's average.
        public var meanDecay: Double
        /// The decay of the squared gradient's average.
        public var squareDecay: Double
        /// The factor of the gradient's average: the rate, corrected for the average's start at zero.
        public var meanScale: Double
        /// The divisor of the root of the squared gradient's average, which corrects for its start at zero.
        public var squareScale: Double
        /// Added to that root.
        public var epsilon: Double

        /// Creates the constants.
        public init(
            meanDecay: Double, squareDecay: Double, meanScale: Double, squareScale: Double, epsilon: Double
        ) {
            self.meanDecay = meanDecay
            self.squareDecay = squareDecay
            self.meanScale = meanScale
            self.squareScale = squareScale
            self.epsilon = epsilon
        }
    }

    /// A parameter after a step of Adam, and the averages after it.
    public struct AdamStep: Sendable {
        /// The parameter.
        public let parameter: Tensor
        /// The gradient's average.
        public let mean: Tensor
        /// The squared gradient's average.
        public let square: Tensor
    }

    /// Moves a parameter along its gradient (Kingma and Ba, 2015, algorithm 1), in one pass over its numbers.
    public func adamStep(along gradient: Tensor, mean: Tensor, square: Tensor, factors: AdamFactors) -> AdamStep {
        Native.adam(self, gradient, mean, square, factors)
    }
}

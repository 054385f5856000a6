import ArgumentParser
import FewShotTensors

extension ProductPrecision: ExpressibleByArgument {}

/// The option that says what convolution blocks multiply, shared by all commands that train or measure.
struct PrecisionArguments: ParsableArguments {
    @Option(
        name: .long,
        help:
            "The numbers that blocks of convolutions multiply: float32, or bfloat16, of two to three digits and quicker where the processor has units for it (default: float32)."
    )
    var precision: ProductPrecision?

    /// Sets the precision for the whole process; call it before any other work.
    func apply() { TensorRuntime.setProductPrecision(precision ?? .float32) }
}

/// The numbers that convolution blocks multiply. Weights, sums, statistics and results are float32 either way.
public enum ProductPrecision: String, Sendable, Codable, CaseIterable {
    /// All digits of float32.
    case float32
    /// Two to three digits; quicker where the processor has units for it (AMX, AVX-512 BF16), and on GPUs.
    ///
    /// Inputs of fewer than sixteen channels, which are pictures, are multiplied in float32.
    case bfloat16
}

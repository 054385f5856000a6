/// Settings and counters of LibTorch in this process.
public enum TensorRuntime {
    /// LibTorch's version.
    public static var version: String { Native.version }

    /// Threads that one operation may use; the same number gives the same bits.
    public static var threads: Int { Native.threads }

    /// Sets how many threads one operation may use, for the whole process; call it before any other work.
    public static func setThreads(_ count: Int) throws(TensorError) { try Native.setThreads(count) }

    /// Has freed blocks of memory of some bytes or more given back to the system at once, for the whole process.
    ///
    /// Training is faster where the next step finds the last one's blocks, which are kept up to a gibibyte unless this says
    /// otherwise. A service would keep for ever, in each of its threads, what the largest picture took that somebody ever sent.
    ///
    /// - Throws: ``TensorError`` unless there are 1 to 2³⁰ bytes.
    public static func keepBlocks(below bytes: Int) throws(TensorError) { try Native.keepBlocks(below: bytes) }

    /// The precision of the factors of convolution blocks' products.
    public static var productPrecision: ProductPrecision { Native.productPrecision }

    /// Sets the precision of the factors of convolution blocks' products, for the whole process; call it before any other work.
    public static func setProductPrecision(_ precision: ProductPrecision) { Native.productPrecision = precision }

    /// The loops of our own that run where they apply: `avx512` or `avx2`; where products are of ``ProductPrecision/bfloat16``
    /// `amx-bfloat16`, `avx512-bfloat16`, `avx512-rounded` or `avx2-rounded`; `plain` for LibTorch's operations alone.
    public static var kernels: String { Native.kernels }

    /// Runs `body` with loops of a name, for tests and comparisons; gives `nil` where the processor lacks them.
    package static func withKernels<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result? {
        guard Native.useKernels(name) else { return nil }
        defer { _ = Native.useKernels(nil) }
        return try body()
    }

    /// Gives memory back to the system that is free between blocks in use.
    ///
    /// Small blocks between large tensors, a database's pages say, leave holes that no tensor fits into: work that goes on for long
    /// calls this now and then. It takes some ten milliseconds.
    public static func trimMemory() { Native.trimMemory() }

    /// Tensors that exist now.
    public static var liveTensors: Int { Native.liveHandles }

    /// The number of GPUs that can be used; `nil` where LibTorch's CUDA library, which is loaded by name, isn't installed.
    public static let cudaDevices: Int? = Native.cudaDevices()
}

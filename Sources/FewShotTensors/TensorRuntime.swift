/// Settings and counters of LibTorch in this process.
public enum TensorRuntime {
    /// LibTorch's version.
    public static var version: String { Native.version }

    /// Threads that one operation may use; the same number gives the same bits.
    public static var threads: Int { Native.threads }

    /// Sets how many threads one operation may use, for the whole process; call it before any other work.
    public static func setThreads(_ count: Int) throws(TensorError) { try Native.setThreads(count) }

    /// Tensors that exist now.
    public static var liveTensors: Int { Native.liveHandles }

    /// Loads LibTorch's CUDA library by name, where it is installed; returns whether a GPU can be used.
    public static func loadCUDA() -> Bool { Native.loadCUDA() }
}

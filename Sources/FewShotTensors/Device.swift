/// Where a tensor's values are.
public enum Device: Sendable, Hashable {
    /// The processor's memory.
    case cpu
    /// The memory of an NVIDIA GPU, by index.
    case cuda(Int)

    /// Whether tensors can be moved here: a GPU needs LibTorch's CUDA build and a driver.
    public var isAvailable: Bool {
        switch self {
        case .cpu: true
        case .cuda: TensorRuntime.loadCUDA()
        }
    }
}

extension Device: LosslessStringConvertible {
    /// `cpu`, `cuda:0`.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    /// Reads `cpu`, `cuda` or `cuda:1`.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("cpu", 1): self = .cpu
        case ("cuda", 1): self = .cuda(0)
        case ("cuda", 2):
            guard let index = Int(parts[1]), index >= 0 else { return nil }
            self = .cuda(index)
        default: return nil
        }
    }
}

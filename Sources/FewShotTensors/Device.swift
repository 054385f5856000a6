/// A place for tensors' values, where operations on them run.
public enum Device: Sendable, Hashable {
    /// The processor's memory.
    case cpu
    /// The memory of an NVIDIA GPU, by index.
    case cuda(Int)

    /// The devices of this machine: the processor, and the GPUs that LibTorch's CUDA build and a driver give access to.
    public static var available: [Device] {
        [.cpu] + (0..<Swift.max(TensorRuntime.cudaDevices ?? 0, 0)).map(Device.cuda)
    }

    /// Whether tensors can be moved here.
    public var isAvailable: Bool { unavailability == nil }

    /// The reason why tensors can't be moved here; `nil` where they can.
    var unavailability: String? {
        guard case .cuda(let index) = self else { return nil }
        guard let count = TensorRuntime.cudaDevices else { return "LibTorch's CUDA library isn't installed" }
        guard count > 0 else { return "no NVIDIA GPU, or no driver for it, was found" }
        return index < count ? nil : "there \(count == 1 ? "is 1 GPU" : "are \(count) GPUs")"
    }

    /// Throws unless tensors can be moved here.
    ///
    /// - Throws: ``DeviceError`` that gives the reason and lists the devices there are.
    public func check() throws(DeviceError) {
        if let unavailability { throw DeviceError(device: self, reason: unavailability) }
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

/// A device that isn't there.
public struct DeviceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The device that was asked for.
    public let device: Device
    /// The reason why it isn't there.
    public let reason: String

    /// One line: `device "cuda:0" isn't available: no NVIDIA GPU, or no driver for it, was found; available: cpu`.
    public var description: String {
        let available = Device.available.map(\.description).joined(separator: ", ")
        return "device \"\(device)\" isn't available: \(reason); available: \(available)"
    }
}

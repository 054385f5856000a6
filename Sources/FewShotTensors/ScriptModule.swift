/// A TorchScript module, which holds its own code: a function of one tensor, evaluated without gradients.
///
/// Loading and calling one **runs code of the file**: load what you trust. It never changes once loaded, and may be called by
/// several threads at once.
public struct ScriptModule: Sendable {
    private let native: NativeScript

    /// Loads the bytes of a file, as `torch.jit.save` writes it, in evaluation mode.
    ///
    /// - Throws: ``TensorError`` where the bytes are no such file, or the device isn't there.
    public init(bytes: UnsafeRawBufferPointer, on device: Device = .cpu) throws(TensorError) {
        if let reason = device.unavailability {
            throw TensorError(.device, operation: "TorchScript on \(device)", message: reason)
        }
        native = try Native.script(bytes, device)
    }

    /// Returns the one tensor that the module's `forward` makes of one; carries an error where it makes something else.
    public func callAsFunction(_ input: Tensor) -> Tensor { Native.forward(native, input) }

    /// The number of numbers that the module holds as parameters.
    public var parameterCount: Int { Native.parameterCount(native) }
}

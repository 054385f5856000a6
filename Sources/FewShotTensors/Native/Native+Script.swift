internal import CFewShotTorch

/// Owns one handle of a TorchScript module.
///
/// Unchecked: the handle is set once, freed in `deinit`, and calls of several threads share nothing that changes.
final class NativeScript: @unchecked Sendable {
    let handle: fst_script

    init(_ handle: fst_script) { self.handle = handle }

    deinit { fst_script_free(handle) }
}

extension Native {
    static func script(_ bytes: UnsafeRawBufferPointer, _ device: Device) throws(TensorError) -> NativeScript {
        let index: Int32 = if case .cuda(let index) = device { Int32(clamping: index) } else { -1 }
        var result: fst_script?
        let status = fst_script_load(bytes.baseAddress, bytes.count, index, &result)
        guard status == 0, let result else { throw failure("TorchScript", []) }
        return NativeScript(result)
    }

    static func forward(_ script: NativeScript, _ input: Tensor) -> Tensor {
        withExtendedLifetime(script) { make("forward", input) { fst_script_forward(script.handle, $0, $1) } }
    }

    static func parameterCount(_ script: NativeScript) -> Int {
        withExtendedLifetime(script) { Int(fst_script_parameter_count(script.handle)) }
    }
}

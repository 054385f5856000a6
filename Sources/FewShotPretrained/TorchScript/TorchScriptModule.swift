import FewShotDigests
public import FewShotNetworks
public import FewShotTensors
public import Foundation

/// A network for pictures in a TorchScript file, frozen: pictures `[n, 3, height, width]` to embeddings `[n, dimensions]`.
///
/// The file holds the network's own code, and loading it **runs that code**: load only what you trust. It has no parameters that could
/// be trained further.
public struct TorchScriptModule: FeatureEncoder {
    /// The size of an embedding.
    public let dimensions: Int
    /// The number of numbers that the network holds.
    public let weightCount: Int
    /// The SHA-256 of the file, in hexadecimal.
    public let digest: String
    /// The pictures that the network takes, and the reading of its output.
    public let options: TorchScriptOptions

    private let script: ScriptModule
    private let place: Device

    /// Loads a file that `torch.jit.save` wrote, and tries it on a black picture.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - options: The pictures that it takes; those of `FILE.json` beside it by default.
    ///   - device: The place of the network's weights.
    /// - Throws: ``PretrainedError`` where the file isn't TorchScript, unpacks to too much, or gives something else than embeddings.
    public init(contentsOf url: URL, options: TorchScriptOptions? = nil, on device: Device = .cpu)
        throws(PretrainedError)
    {
        let file = url.path(percentEncoded: false)
        self.options = if let options { options } else { try TorchScriptOptions(besides: url) }
        _ = try self.options.preprocessing(file: nil)
        // Read once: what is checked is what is loaded.
        let data = try BoundedFile.read(url, maximum: ScriptArchive.maximumSize)
        try ScriptArchive.check(data, file: file)
        digest = SHA256.hexadecimal(of: data)
        do { script = try data.withUnsafeBytes { try ScriptModule(bytes: $0, on: device) } } catch {
            let reason = (error as? TensorError)?.message ?? "\(error)"
            throw PretrainedError(.notTorchScript, file: file, "can't be loaded as TorchScript: \(reason)")
        }
        weightCount = script.parameterCount
        place = device
        let size = self.options.size
        let probe = Self.pooled(script(.zeros([1, 3, size, size], on: device)), self.options.pooling)
        if let failure = probe.failure {
            throw PretrainedError(
                .output, file: file,
                "a picture [1, 3, \(size), \(size)] can't be embedded: \(failure.message); export a network of pictures whose forward "
                    + "returns one tensor [n, d], [n, d, h, w] or [n, tokens, d]")
        }
        guard probe.size(0) == 1, Bounds.width.contains(probe.size(1)) else {
            throw PretrainedError(
                .output, file: file,
                "gives \(probe.shape) for one picture; one embedding of at most \(Bounds.width.upperBound) numbers is expected"
            )
        }
        dimensions = probe.size(1)
    }

    /// Maps pictures `[n, 3, height, width]` to embeddings `[n, dimensions]`, without gradients; carries an error where the network makes
    /// something else of them.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let output = Self.pooled(script(input.to(place)), options.pooling)
        guard output.failure == nil, output.shape != [input.size(0), dimensions] else { return output }
        return Tensor(
            failure: TensorError(
                .operation, operation: "TorchScript", shapes: [input.shape],
                message: "the network gives \(output.shape) where [\(input.size(0)), \(dimensions)] is expected"))
    }

    /// Returns the size of an embedding.
    public func outputShape(for input: [Int]) -> [Int] { [dimensions] }

    /// Shows nothing: the network is frozen.
    public mutating func visit(_ parameters: inout ParameterVisitor) {}

    private static func pooled(_ output: Tensor, _ pooling: TorchScriptOptions.Pooling?) -> Tensor {
        func failed(_ message: String) -> Tensor {
            Tensor(
                failure: TensorError(.operation, operation: "TorchScript", shapes: [output.shape], message: message))
        }
        guard output.failure == nil else { return output }
        switch (output.rank, pooling) {
        case (2, _): return output.to(.float32)
        case (4, nil), (4, .mean): return output.to(.float32).mean(2, 3)
        case (4, .first):
            return failed("the output \(output.shape) is a map, which has no first token; pool it by its mean")
        case (3, .mean): return output.to(.float32).mean(1)
        case (3, .first): return output.to(.float32).selecting(0, 1)
        case (3, nil):
            return failed(
                "the output \(output.shape) has several tokens for a picture; say how to pool them: mean or first")
        default: return failed("the output has the shape \(output.shape)")
        }
    }
}

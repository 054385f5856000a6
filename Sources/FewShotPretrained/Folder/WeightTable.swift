import FewShotNetworks
import FewShotTensors

/// The tensors of a folder by name, each checked against the shape that the configuration asks for.
struct WeightTable {
    /// The path of the file or folder, for messages.
    let file: String
    /// The beginning of names that `tensor(_:_:)` is given without.
    private(set) var prefix = ""
    private let tensors: [String: Tensor]

    init(_ tensors: [String: Tensor], file: String) {
        self.tensors = tensors
        self.file = file
    }

    /// Returns the table below a name.
    func scoped(_ name: String) -> WeightTable {
        var result = self
        result.prefix += name
        return result
    }

    /// Returns the table below whatever stands before a name that every network of a family has: `bert.`, `vit.`, nothing.
    ///
    /// - Parameters:
    ///   - anchor: The name.
    ///   - part: The end of what stands before it, where a network has several parts with the name; it may also be missing.
    /// - Returns: The table.
    /// - Throws: ``PretrainedError`` where no tensor has the name.
    func scoped(before anchor: String, within part: String = "") throws(PretrainedError) -> WeightTable {
        if !part.isEmpty, let table = try scoped(before: part + anchor, isOptional: true) { return table.scoped(part) }
        guard let table = try scoped(before: anchor, isOptional: false) else { return self }
        return table
    }

    /// Returns the table below whatever stands before a name; `nil` where no tensor has it and that is allowed.
    func scoped(before anchor: String, isOptional: Bool) throws(PretrainedError) -> WeightTable? {
        let found = tensors.keys.filter { $0 == anchor || $0.hasSuffix("." + anchor) }
        if let name = found.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) {
            return scoped(String(name.dropLast(anchor.count)))
        }
        if isOptional { return nil }
        throw PretrainedError(
            .missingTensor, file: file,
            "tensor \"\(anchor)\" is missing, and so the weights aren't those of the family that config.json names")
    }

    /// Whether there is a tensor.
    func has(_ name: String) -> Bool { tensors[prefix + name] != nil }

    /// Returns a tensor as float32.
    ///
    /// - Throws: ``PretrainedError`` where it's missing, has another shape or element type, or values that aren't finite.
    func tensor(_ name: String, _ shape: [Int]) throws(PretrainedError) -> Tensor {
        let name = prefix + name
        guard let tensor = tensors[name] else {
            throw PretrainedError(
                .missingTensor, file: file, "tensor \"\(name)\" is missing; config.json asks for it, of shape \(shape)")
        }
        guard tensor.shape == shape, [.float32, .float64].contains(tensor.elementType) else {
            throw PretrainedError(
                .wrongShape, file: file,
                "tensor \"\(name)\" is \(tensor.elementType.rawValue) \(tensor.shape), and config.json asks for floating point \(shape)"
            )
        }
        guard let isFinite = try? tensor.isFinite().reshaped([-1]).all(0).values(as: Bool.self), isFinite == [true]
        else {
            throw PretrainedError(
                .malformed, file: file, "tensor \"\(name)\" has values that are infinite or no number")
        }
        return tensor.to(.float32)
    }

    /// Returns the affine map `name.weight`, stored `[outputs, inputs]`, and `name.bias`.
    ///
    /// The weight is turned in shape alone: as it is stored, small batches are multiplied up to a fifth faster.
    func linear(_ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true) throws(PretrainedError) -> Linear {
        Linear(
            weight: try tensor("\(name).weight", [outputs, inputs]).transposed(),
            bias: hasBias ? try tensor("\(name).bias", [outputs]) : .zeros([outputs], on: .cpu))
    }

    /// Returns affine maps of one input side by side, `[inputs, sum of outputs]`.
    func linears(_ names: [String], _ inputs: Int, _ outputs: Int, hasBias: Bool = true) throws(PretrainedError)
        -> Linear
    {
        var parts: [Linear] = []
        for name in names { parts.append(try linear(name, inputs, outputs, hasBias: hasBias)) }
        return Linear(
            weight: Tensor.concatenated(parts.map { $0.weight.transposed() }).transposed(),
            bias: .concatenated(parts.map(\.bias)))
    }

    /// Returns the layer normalisation `name.weight` and `name.bias`.
    func norm(_ name: String, _ width: Int, epsilon: Double) throws(PretrainedError) -> LayerNorm {
        LayerNorm(
            scale: try tensor("\(name).weight", [width]), shift: try tensor("\(name).bias", [width]), epsilon: epsilon)
    }
}

import FewShotNetworks
import FewShotTensors

/// Weights of a relation network under the names that PyTorch's state dicts have in the authors' code (Sung et al., 2018).
///
/// One file holds both modules: `encoder.layer1.0.weight` … `encoder.layer4.1.running_var` for the encoder, a convolution (`0`) and a
/// normalisation (`1`) in each layer, and `relation.layer1.0.weight` … `relation.fc2.bias` for the relation module.
/// `num_batches_tracked` is of no use and left out.
public enum RelationWeights {
    /// The pixels that the weights were trained on, given ours, which are in 0…1 with ink as 1.
    public struct Pixels: Sendable, Equatable {
        /// The number that was taken away from each pixel.
        public var mean: Double
        /// The number that each was then divided by.
        public var deviation: Double
        /// Whether ink was 0 and paper 1.
        public var isInkDark: Bool

        /// Creates a description; the default is our own pixels.
        public init(mean: Double = 0, deviation: Double = 1, isInkDark: Bool = false) {
            self.mean = mean
            self.deviation = deviation
            self.isInkDark = isInkDark
        }

        /// Their pixel is `factor · ours + offset`.
        var factor: Double { (isInkDark ? -1 : 1) / deviation }
        var offset: Double { ((isInkDark ? 1 : 0) - mean) / deviation }
    }

    /// Makes a relation network of these weights.
    ///
    /// - Parameters:
    ///   - tensors: Tensors by PyTorch's names.
    ///   - architecture: What the network is; its width and image shape must fit the tensors.
    ///   - pixels: What pixels they were trained on; the first convolution, which has no padding, is changed to take ours.
    ///   - source: Where they come from, for messages.
    /// - Returns: The network.
    /// - Throws: ``ModelError`` naming the tensor that is missing, left over or of another shape.
    public static func learner(
        from tensors: [String: Tensor], _ architecture: Architecture, pixels: Pixels = Pixels(), source: String
    ) throws -> any Learner {
        var generator = SeededGenerator(seed: 0)
        guard
            var learner = try ModelRegistry.standard.learner(architecture, using: &generator)
                as? RelationNetwork<RelationEncoder, RelationModule>
        else {
            throw ModelError(.unknown, "\(source): weights can be imported for learner relation alone")
        }
        var unused = Set(tensors.keys.filter { !$0.hasSuffix(".num_batches_tracked") })
        try learner.forEachTensor { name, _, tensor in
            let theirs = published(name)
            guard let found = tensors[theirs] else {
                throw ModelError(.missing, "\(source): tensor \"\(theirs)\" is missing")
            }
            // PyTorch keeps the matrix of a linear layer as [outputs, inputs].
            let isMatrix = theirs.contains(".fc") && theirs.hasSuffix("weight")
            let expected = isMatrix ? Array(tensor.shape.reversed()) : tensor.shape
            guard found.shape == expected, found.elementType == .float32 else {
                throw ModelError(
                    .malformed,
                    "\(source): tensor \"\(theirs)\" is \(found.elementType.rawValue) \(found.shape), not float32 \(expected)"
                )
            }
            let value = isMatrix ? found.transposed().contiguous() : found
            tensor = tensor.isChannelsLast ? value.channelsLast() : value
            unused.remove(theirs)
        }
        if let extra = unused.min() {
            throw ModelError(.malformed, "\(source): tensor \"\(extra)\" is of no use to a relation network")
        }
        let first = learner.encoder.blocks[0].convolution
        learner.encoder.blocks[0].convolution.bias = first.bias.map { $0 + first.weight.sum(1, 2, 3) * pixels.offset }
        learner.encoder.blocks[0].convolution.weight = first.weight * pixels.factor
        return learner
    }

    /// PyTorch's name of one of our tensors.
    static func published(_ name: String) -> String {
        var parts = name.split(separator: ".").map(String.init)
        let last = [
            "scale": "weight", "shift": "bias", "mean": "running_mean", "variance": "running_var",
        ][parts[parts.count - 1], default: parts[parts.count - 1]]
        parts.removeLast()
        if parts[0] == "encoder" {  // encoder.blocks.0.convolution
            let layer = (Int(parts[2]) ?? 0) + 1
            return "encoder.layer\(layer).\(parts[3] == "convolution" ? 0 : 1).\(last)"
        }
        let place = [
            "first": "layer1.0", "firstNormalization": "layer1.1", "second": "layer2.0",
            "secondNormalization": "layer2.1",
            "hidden": "fc1", "output": "fc2",
        ]
        return "relation.\(place[parts[1], default: parts[1]]).\(last)"
    }
}

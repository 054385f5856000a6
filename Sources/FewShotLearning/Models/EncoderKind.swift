import FewShotNetworks
import FewShotTensors

/// An encoder that can be chosen by name: one entry of a registry's list.
public struct EncoderKind: Sendable {
    /// The form of an example's output.
    public enum Output: Sendable {
        /// A row of numbers.
        case embedding
        /// Channels of an image.
        case map
    }

    /// Refuses architectures that the encoder can't have.
    public typealias Check = @Sendable (Architecture) throws(ModelError) -> Void
    /// Builds an encoder with random weights.
    public typealias Make = @Sendable (Architecture, inout SeededGenerator) throws(ModelError) -> any FeatureEncoder

    /// Its name on the command line and in `model.json`.
    public let name: String
    /// A line on what it encodes, and how.
    public let abstract: String
    /// The form of its output.
    public let output: Output
    /// The network that adapts many tasks at once and has the encoder's blocks; `nil` for an encoder without such a twin.
    public let taskNetwork: Conv4.Halving?
    /// Whether it is a trainable head on features of frozen encoders, which any learner with an encoder can take.
    public let isOnFeatures: Bool
    private let check: Check
    private let make: Make

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - name: Its name on the command line and in `model.json`.
    ///   - abstract: A line on what it encodes, and how.
    ///   - output: The form of its output.
    ///   - taskNetwork: The network for many tasks at once that has its blocks.
    ///   - isOnFeatures: Whether it is a head on features of frozen encoders.
    ///   - check: Refuses what it can't take; images of 16 to 1024 pixels a side are taken by default.
    ///   - make: Builds it.
    public init(
        name: String, abstract: String, output: Output = .embedding, taskNetwork: Conv4.Halving? = nil,
        isOnFeatures: Bool = false, check: @escaping Check = EncoderKind.checkImages, make: @escaping Make
    ) {
        self.name = name
        self.abstract = abstract
        self.output = output
        self.taskNetwork = taskNetwork
        self.isOnFeatures = isOnFeatures
        self.check = check
        self.make = make
    }

    /// Throws what is wrong with an architecture's input for this encoder.
    public func validate(_ architecture: Architecture) throws(ModelError) { try check(architecture) }

    /// Builds the encoder of an architecture, with random weights.
    ///
    /// - Throws: ``ModelError`` for an input that it can't take.
    public func encoder(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any FeatureEncoder {
        try check(architecture)
        return try make(architecture, &generator)
    }

    /// Throws unless the input is images of 1 to 64 channels with sides from 16 to 1024 pixels.
    public static let checkImages: Check = { architecture throws(ModelError) in
        let shape = architecture.imageShape
        guard shape.count == 3, (1...64).contains(shape[0]), shape.dropFirst().allSatisfy((16...1024).contains) else {
            throw ModelError(
                .malformed,
                "image shape \(shape): encoders take [channels, height, width] with sides from 16 to 1024 pixels")
        }
    }
}

extension EncoderKind {
    /// Four blocks that pool.
    public static let conv4 = EncoderKind(
        name: "conv4", abstract: "four convolution blocks that pool (Vinyals et al., 2016)", taskNetwork: .pool
    ) { architecture, generator in
        Conv4(channels: architecture.imageShape[0], width: architecture.width, using: &generator)
    }

    /// Four blocks with strides, averaged over the image.
    public static let conv4Stride = EncoderKind(
        name: "conv4-stride", abstract: "four convolution blocks with strides, averaged (Finn et al., 2017)",
        taskNetwork: .stride
    ) { architecture, generator in
        Conv4(
            channels: architecture.imageShape[0], width: architecture.width, halving: .stride, using: &generator)
    }

    /// Four blocks of which two pool.
    public static let conv4Relation = EncoderKind(
        name: "conv4-relation", abstract: "four convolution blocks of which two pool (Sung et al., 2018)", output: .map,
        check: { architecture throws(ModelError) in
            try checkImages(architecture)
            let sides = Set(architecture.imageShape.dropFirst())
            guard sides.count == 1, let side = sides.first, RelationEncoder.side(of: side) >= 4 else {
                throw ModelError(
                    .malformed,
                    "image shape \(architecture.imageShape): conv4-relation takes square images of 22 pixels a side or more"
                )
            }
        }
    ) { architecture, generator in
        RelationEncoder(channels: architecture.imageShape[0], width: architecture.width, using: &generator)
    }

    /// Four residual blocks, averaged over the image.
    public static let resNet12 = EncoderKind(
        name: "resnet12", abstract: "four residual blocks of three convolutions, averaged (Oreshkin et al., 2018)"
    ) { architecture, generator in
        ResNet12(channels: architecture.imageShape[0], width: architecture.width, using: &generator)
    }

    /// Every encoder of images.
    public static let all: [EncoderKind] = [.conv4, .conv4Stride, .conv4Relation, .resNet12, .ensemble]
}

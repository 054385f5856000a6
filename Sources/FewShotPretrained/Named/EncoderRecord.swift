/// A named encoder's record in a folder of encoders, `NAME.json`; the weights stay where they are.
public struct EncoderRecord: Sendable, Hashable, Codable {
    /// The version of this record's layout.
    public let format: Int
    /// The source with its absolute path: `torchscript:/models/mobilenet_v2.pt`.
    public let source: String
    /// The pictures that a TorchScript network takes; `nil` for others.
    public let options: TorchScriptOptions?
    /// The numbers that it computes with; `nil` for float32.
    public let precision: EncoderPrecision?
    /// The family of the network.
    public let family: PretrainedFamily
    /// The inputs that the network takes.
    public let kind: PretrainedEncoder.Kind
    /// The size of an embedding.
    public let dimensions: Int
    /// The number of numbers that the networks hold.
    public let parameters: Int
    /// The licence that the folder gives; `nil` where it gives none.
    public let license: String?
    /// The SHA-256 of all that decides on embeddings, in hexadecimal.
    public let digest: String

    static let currentFormat = 1

    /// Creates the record of an encoder that was loaded from a source.
    init(_ encoder: PretrainedEncoder, from source: EncoderSource, options: TorchScriptOptions?) {
        format = Self.currentFormat
        self.source = source.description
        self.options = options
        precision = encoder.precision == .float32 ? nil : encoder.precision
        family = encoder.family
        kind = encoder.kind
        dimensions = encoder.dimensions
        parameters = encoder.parameterCount
        license = encoder.license
        digest = encoder.digest
    }
}

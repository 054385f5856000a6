import FewShotNetworks
import FewShotTensors

/// The layout of an example that frozen, pretrained encoders see: the pixels of its picture, where a network of ours sees them too, then
/// the features of each encoder.
public struct PretrainedRow: Sendable, Codable, Equatable {
    /// A frozen encoder, as `model.json` names it.
    public struct Frozen: Sendable, Codable, Equatable {
        /// Its name in the folder of encoders.
        public var name: String
        /// The SHA-256 of all that decides on its features, in hexadecimal.
        public var digest: String
        /// The number of its features.
        public var dimensions: Int
        /// The thing that it reads of a product, `picture` or `title`; `nil` for data of pictures.
        public var input: String?
        /// The sizes of the last blocks where these are trained further; a row then has what the frozen part gives them.
        public var blocks: TransformerTail.Sizes?

        /// The numbers of a row that are its.
        public var numbers: Int { blocks?.numbers ?? dimensions }

        /// Creates the record of an encoder.
        public init(
            name: String, digest: String, dimensions: Int, input: String? = nil, blocks: TransformerTail.Sizes? = nil
        ) {
            (self.input, self.blocks) = (input, blocks)
            self.name = name
            self.digest = digest
            self.dimensions = dimensions
        }
    }

    /// The frozen encoders, in the order of a row.
    public var encoders: [Frozen]
    /// The shape of the pictures that were encoded, `[channels, height, width]`; `nil` for products, of which each encoder may see
    /// nothing.
    public var picture: [Int]?
    /// Whether a row begins with the picture's pixels, which four convolution blocks of ours see.
    public var hasPixels: Bool
    /// The numbers that each encoder's features are mapped to, at most.
    public var head: Int

    /// The default of ``head``.
    public static let defaultHead = 256

    /// Creates a layout.
    public init(
        encoders: [Frozen], picture: [Int]?, hasPixels: Bool = false, head: Int = PretrainedRow.defaultHead
    ) {
        self.encoders = encoders
        self.picture = picture
        self.hasPixels = hasPixels
        self.head = head
    }

    /// The pixels that a row begins with.
    public var pixels: Int { hasPixels ? picture?.reduce(1, *) ?? 0 : 0 }

    /// The numbers of a row.
    public var width: Int { pixels + encoders.reduce(0) { $0 + $1.numbers } }

    /// The numbers of a row that are each encoder's features, in the encoders' order.
    var ranges: [Range<Int>] {
        var start = pixels
        return encoders.map { encoder in
            defer { start += encoder.numbers }
            return start..<start + encoder.numbers
        }
    }

    /// The fault of the layout; `nil` for a good one.
    public var objection: String? {
        if encoders.isEmpty { return "no pretrained encoder is named" }
        if !(1...65_536).contains(head) { return "a head of \(head) numbers: it must have from 1 to 65536" }
        if let wrong = encoders.first(where: { !(1...65_536).contains($0.dimensions) }) {
            return "encoder \"\(wrong.name)\" of \(wrong.dimensions) numbers: it must have from 1 to 65536"
        }
        if let fault = encoders.lazy.compactMap(\.blocks?.objection).first { return fault }
        if let wrong = encoders.first(where: { $0.blocks.map(\.dimensions) ?? $0.dimensions != $0.dimensions }) {
            return "encoder \"\(wrong.name)\" of \(wrong.dimensions) numbers, whose last blocks give others"
        }
        guard let picture else { return hasPixels ? "products have no pixels in a row of pretrained features" : nil }
        guard picture.count == 3, (1...64).contains(picture[0]), picture.dropFirst().allSatisfy((1...1024).contains)
        else {
            return "pictures of shape \(picture): they must have 1 to 64 channels and sides of at most 1024 pixels"
        }
        if hasPixels, picture.dropFirst().contains(where: { $0 < 16 }) {
            return "pictures of shape \(picture): four convolution blocks take sides from 16 pixels"
        }
        return nil
    }
}

extension EncoderOptions {
    fileprivate static let pretrainedRow = "pretrained"

    /// The layout of a row of pretrained encoders' features; `nil` for encoders of something else.
    public var pretrained: PretrainedRow? {
        get { try? value(PretrainedRow.self, named: Self.pretrainedRow) }
        set { set(newValue, named: Self.pretrainedRow) }
    }
}

extension Architecture {
    /// The layout of a row of pretrained encoders' features; `nil` for learners of something else.
    public var pretrained: PretrainedRow? { options.pretrained }
}

extension EncoderKind {
    /// A trainable head on the features of frozen, pretrained encoders.
    public static let pretrained = EncoderKind(
        name: "pretrained",
        abstract:
            "a linear head on each named pretrained encoder's features, and conv4 on the pixels where it is named",
        isOnFeatures: true, check: { architecture throws(ModelError) in _ = try row(of: architecture) },
        make: { architecture, generator throws(ModelError) in
            PretrainedHeads(try row(of: architecture), width: architecture.width, using: &generator)
        })

    private static func row(of architecture: Architecture) throws(ModelError) -> PretrainedRow {
        guard let row = try architecture.options.value(PretrainedRow.self, named: EncoderOptions.pretrainedRow) else {
            throw ModelError(
                .missing, "the encoder pretrained stands on encoders by name: --encoder NAME of shopguide encoder list")
        }
        if let objection = row.objection { throw ModelError(.malformed, objection) }
        guard architecture.imageShape == [row.width] else {
            throw ModelError(
                .malformed, "rows of \(architecture.imageShape) numbers; the encoders and the pixels have \(row.width)")
        }
        return row
    }
}

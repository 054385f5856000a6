import FewShotLearning
import FewShotNetworks
import FewShotTensors

extension ModelRegistry {
    /// Every learner and encoder that a shop's models are made of.
    public static let shop = ModelRegistry.standard.adding(
        learners: LearnerKind.rankers, encoders: [.product, .columns, .pretrained])
}

extension EncoderKind {
    /// The encoder of products, of which any part may be missing.
    public static let product = EncoderKind(
        name: "product",
        abstract: "picture, title, attributes and ready vector of a product, any of which may be missing",
        check: { architecture throws(ModelError) in _ = try parts(of: architecture) },
        make: { architecture, generator throws(ModelError) in
            ProductEncoder(
                architecture.options.parts ?? ProductParts(), width: architecture.width, using: &generator)
        })
}

extension EncoderKind {
    /// The encoder of products of any catalogue, whose columns weigh by their statistics.
    public static let columns = EncoderKind(
        name: "columns",
        abstract: "products of any catalogue: each column weighs by what it tells apart there",
        check: { architecture throws(ModelError) in
            guard try parts(of: architecture).isProfiled else {
                throw ModelError(.malformed, "the encoder columns needs rows with the statistics of columns")
            }
        },
        make: { architecture, generator throws(ModelError) in
            ColumnEncoder(
                architecture.options.parts ?? .profiled(), width: architecture.width, using: &generator)
        })

    /// Returns the layout of a product's row, once it is known to be a good one that fits the rows.
    private static func parts(of architecture: Architecture) throws(ModelError) -> ProductParts {
        guard let parts = try architecture.options.value(ProductParts.self, named: EncoderOptions.layout) else {
            throw ModelError(
                .missing, "the encoder \(architecture.encoder) needs to know what of a product is encoded")
        }
        if let objection = parts.objection { throw ModelError(.malformed, objection) }
        guard architecture.imageShape == [parts.width] else {
            throw ModelError(
                .malformed, "rows of \(architecture.imageShape) numbers; their parts have \(parts.width)")
        }
        return parts
    }
}

extension EncoderOptions {
    /// The name of the layout of a product's row in `model.json`.
    static let layout = "parts"

    /// Creates the options of the encoder of products.
    public init(parts: ProductParts?) {
        self.init()
        self.parts = parts
    }

    /// The layout of a product's row; `nil` for encoders of something else.
    public var parts: ProductParts? {
        get { try? self.value(ProductParts.self, named: Self.layout) }
        set { self.set(newValue, named: Self.layout) }
    }
}

extension Architecture {
    /// The layout of a product's row; `nil` for learners of something else.
    public var parts: ProductParts? { options.parts }
}

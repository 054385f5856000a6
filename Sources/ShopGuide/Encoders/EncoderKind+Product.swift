import FewShotLearning
import FewShotNetworks
import FewShotTensors

extension ModelRegistry {
    /// Every learner and encoder that a shop's models are made of.
    public static let shop = ModelRegistry.standard.adding(
        learners: LearnerKind.rankers, encoders: [.product])
}

extension EncoderKind {
    /// The encoder of products, of which any part may be missing.
    public static let product = EncoderKind(
        name: "product",
        abstract: "picture, title, attributes and ready vector of a product, any of which may be missing",
        check: { architecture throws(ModelError) in
            guard let parts = try architecture.options.value(ProductParts.self, named: EncoderOptions.layout) else {
                throw ModelError(.missing, "the encoder product needs to know what of a product is encoded")
            }
            if let objection = parts.objection { throw ModelError(.malformed, objection) }
            guard architecture.imageShape == [parts.width] else {
                throw ModelError(
                    .malformed, "rows of \(architecture.imageShape) numbers; their parts have \(parts.width)")
            }
        },
        make: { architecture, generator throws(ModelError) in
            ProductEncoder(
                architecture.options.parts ?? ProductParts(), width: architecture.width, using: &generator)
        })
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

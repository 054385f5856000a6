import FewShotData
import FewShotLearning
import ShopGuide

extension LoadedData {
    /// Whether examples are products.
    public var isOfProducts: Bool { parts != nil || products != nil }

    /// The layout of a product's row, for data of products.
    public var parts: ProductParts? {
        get { options.parts }
        set {
            options.parts = newValue
            encoder = newValue.map { _ in EncoderKind.product.name }
        }
    }
}

import FewShotData
import FewShotLearning
import ShopGuide

extension LoadedData {
    /// The layout of a product's row, for data of products.
    public var parts: ProductParts? {
        get { options.parts }
        set {
            options.parts = newValue
            encoder = newValue.map { _ in EncoderKind.product.name }
        }
    }
}

import FewShotData
import ShopGuide
import ShopGuideApplication

extension PictureReader {
    /// Returns the picture of a product for people, its longer side of so many pixels at most; drawn ones in colour.
    func shown(_ product: Product, side: Int) throws -> DecodedImage? {
        if let text = product.image, case .builtin(let id) = ImageReference(text),
            let drawing = BuiltinCatalogue.drawing(of: id, size: side)
        {
            return drawing
        }
        return try picture(of: product)?.fitted(to: side)
    }
}

import FewShotData
import ShopGuide
import ShopGuideApplication

extension PictureReader {
    /// Returns the image of a product for display, its longer side at most `side` pixels; built-in drawings are in colour.
    func shown(_ product: Product, side: Int) throws -> DecodedImage? {
        if let text = product.image, case .builtin(let id) = ImageReference(text),
            let drawing = BuiltinCatalogue.drawing(of: id, size: side)
        {
            return drawing
        }
        return try picture(of: product)?.fitted(to: side)
    }
}

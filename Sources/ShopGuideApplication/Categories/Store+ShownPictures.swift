import ShopGuide
import ShopGuideStore

extension Store {
    /// Returns a product by its id, or, by an id such as `mug-01#2`, a product with its second picture in place of the first.
    ///
    /// A product that has such an id itself comes first.
    func product(shown id: String) throws -> Product? {
        if let product = try product(id) { return product }
        guard let mark = id.lastIndex(of: "#"), let number = Int(id[id.index(after: mark)...]), number > 1,
            id.hasSuffix("#\(number)"), var product = try product(String(id[..<mark])),
            product.images.indices.contains(number - 1)
        else { return nil }
        product.image = product.images[number - 1]
        product.furtherImages = []
        return product
    }
}

extension Product {
    /// The ids by which it is found with each of its further pictures.
    var idsOfFurtherPictures: [String] { images.indices.dropFirst().map { "\(id)#\($0 + 1)" } }
}

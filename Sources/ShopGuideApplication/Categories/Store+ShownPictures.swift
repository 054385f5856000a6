import ShopGuide
import ShopGuideStore

extension Store {
    /// Returns products by their ids, or, by an id such as `mug-01#2`, a product with its second picture in place of the first.
    ///
    /// A product that has such an id itself comes first.
    func products(shown ids: [String]) throws -> [ExactID: Product] {
        var shown = try products(ids)
        let numbered = ids.filter { shown[ExactID($0)] == nil }.compactMap { id -> (String, String, Int)? in
            guard let mark = id.lastIndex(of: "#"), let number = Int(id[id.index(after: mark)...]), number > 1,
                id.hasSuffix("#\(number)")
            else { return nil }
            return (id, String(id[..<mark]), number)
        }
        guard !numbered.isEmpty else { return shown }
        let known = try products(numbered.map(\.1))
        for (id, name, number) in numbered {
            guard var product = known[ExactID(name)], product.images.indices.contains(number - 1) else { continue }
            product.image = product.images[number - 1]
            product.furtherImages = []
            shown[ExactID(id)] = product
        }
        return shown
    }

    /// Returns a product by its id, with the picture that the id names.
    func product(shown id: String) throws -> Product? { try products(shown: [id])[ExactID(id)] }
}

extension Product {
    /// The ids by which it is found with each of its further pictures.
    var idsOfFurtherPictures: [String] { images.indices.dropFirst().map { "\(id)#\($0 + 1)" } }
}

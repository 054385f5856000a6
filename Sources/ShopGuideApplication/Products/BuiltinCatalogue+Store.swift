import ShopGuide
import ShopGuideBuiltin
import ShopGuideStore

extension BuiltinCatalogue {
    /// Saves the products, the shoppers and what these did.
    ///
    /// - Returns: How many of the products are new.
    /// - Throws: What the store can't take.
    @discardableResult
    public func save(with writer: any StoreWriter) throws -> Int {
        let added = try storedProducts().count { try writer.save($0) }
        for shopper in storedShoppers() { try writer.save(shopper) }
        for interaction in interactions() { try writer.save(interaction) }
        return added
    }
}

/// The availability of a product.
public enum Availability: String, Sendable, Hashable, Codable, CaseIterable {
    /// It can be bought now.
    case inStock = "in_stock"
    /// It can't be bought now.
    case outOfStock = "out_of_stock"
    /// It can be ordered before it is there.
    case preorder
    /// It can be ordered, and comes later.
    case backorder
    /// It will not come back.
    case discontinued
}

public import ShopGuide
public import ShopGuideStore

/// The outcome that an import of a file would have.
public struct ImportPreview: Sendable {
    /// A row as it would be stored.
    public enum Row: Sendable, Hashable {
        case product(Product)
        case shopper(Shopper)
        case interaction(Interaction)
        /// The line of a row that can't be taken, and the reason.
        case rejected(String)
    }

    /// The kind of its rows.
    public var kind: TableKind
    /// The system that it is an export of.
    public var profile: String?
    /// Sentences about what was recognised.
    public var remarks: [String]
    /// The first rows as they would be stored.
    public var rows: [Row]
}

extension ImportPreview.Row: Encodable {
    /// Writes what would be stored, or an object with the reason as `rejected`.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .product(let product): try product.encode(to: encoder)
        case .shopper(let shopper): try shopper.encode(to: encoder)
        case .interaction(let interaction): try interaction.encode(to: encoder)
        case .rejected(let reason): try ["rejected": reason].encode(to: encoder)
        }
    }
}

/// A made-up shopper of the built-in catalogue; nobody real is behind it.
public struct BuiltinShopper: Sendable, Hashable, Codable, Identifiable {
    /// The market and a running number: `DE-007`.
    public var id: String
    /// The code of the market that they shop in; see ``BuiltinCatalogue/newMarket`` for the one that isn't a ``BuiltinMarket``.
    public var market: String

    /// Creates a shopper.
    public init(id: String, market: String) {
        self.id = id
        self.market = market
    }
}

/// Something that a made-up shopper did.
public struct BuiltinEvent: Sendable, Hashable, Codable, Identifiable {
    /// The kind of event.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case view, cart, purchase, rating, like, dismiss
    }

    /// The shopper and a running number: `DE-007-03`.
    public var id: String
    /// The id of the shopper.
    public var shopper: String
    /// The id of the product.
    public var product: String
    /// The kind of event.
    public var kind: Kind
    /// 1 to 5 for a rating, else nothing.
    public var rating: Double?
    /// The time in seconds since 1970.
    public var seconds: Int
    /// The code of the market where.
    public var market: String
}

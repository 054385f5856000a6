/// Something that a shopper did with a product.
public struct Interaction: Sendable, Hashable {
    /// The kind of interaction.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Looked at it.
        case view
        /// Laid it into the cart.
        case cart
        /// Bought it.
        case purchase
        /// Rated it; the value is the rating.
        case rating
        /// Said that they like it.
        case like
        /// Said that they don't want it.
        case dismiss

        /// Reads one of the names.
        public init(from decoder: any Decoder) throws { try self.init(namedIn: decoder) }
    }

    /// The shop's id of the event, if it has one.
    public var id: String?
    /// The id of the shopper.
    public var shopper: String
    /// The id of the product.
    public var product: String
    /// The kind of interaction.
    public var kind: Kind
    /// A rating, a quantity or an amount.
    public var value: Double?
    /// The time, if known.
    public var time: Timestamp?
    /// The code of the market where.
    public var market: String?

    /// Creates an interaction from what is known.
    public init(
        id: String? = nil, shopper: String, product: String, kind: Kind, value: Double? = nil, time: Timestamp? = nil,
        market: String? = nil
    ) {
        self.id = id
        self.shopper = shopper
        self.product = product
        self.kind = kind
        self.value = value
        self.time = time
        self.market = market
    }
}

extension Interaction: Codable {}

extension Interaction.Kind {
    /// All kinds as a sentence names them: `view, cart, …`.
    public static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// Somebody who looks at products and buys some.
public struct Shopper: Sendable, Hashable, Identifiable {
    /// The shop's id of them; unique.
    public var id: String
    /// The code of the market that they shop in.
    public var market: String?
    /// Other attributes by name.
    public var attributes: [String: AttributeValue]

    /// Creates a shopper from what is known.
    public init(id: String, market: String? = nil, attributes: [String: AttributeValue] = [:]) {
        self.id = id
        self.market = market
        self.attributes = attributes
    }
}

extension Shopper: Codable {
    private enum Key: String, CodingKey { case id, market, attributes }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            id: try decoder.id(in: values, forKey: .id),
            market: try values.decodeIfPresent(String.self, forKey: .market),
            attributes: try values.decodeIfPresent([String: AttributeValue].self, forKey: .attributes) ?? [:])
    }

    /// Writes an object with what is known.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encodeIfPresent(market, forKey: .market)
        if !attributes.isEmpty { try values.encode(attributes, forKey: .attributes) }
    }
}

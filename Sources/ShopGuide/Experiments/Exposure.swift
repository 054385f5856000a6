/// A product that a shopper was shown at a place of a list.
public struct Exposure: Sendable, Hashable, Codable {
    /// The id of the list: of the recommendations, where these gave one.
    public var recommendation: String
    /// The shopper's id.
    public var shopper: String
    /// The product's id.
    public var product: String
    /// The place in the list, from 1.
    public var position: Int
    /// The probability with which the product was to be shown there, 0…1; nil where it isn't known.
    public var propensity: Double?
    /// The moment.
    public var time: Timestamp

    /// Creates an exposure.
    ///
    /// - Parameters:
    ///   - recommendation: The id of the list; that of its shopper and moment where it is nil.
    ///   - shopper: The shopper's id.
    ///   - product: The product's id.
    ///   - position: The place in the list, from 1.
    ///   - propensity: The probability with which the product was to be shown there, 0…1; nil where it isn't known.
    ///   - time: The moment.
    public init(
        recommendation: String? = nil, shopper: String, product: String, position: Int, propensity: Double? = nil,
        time: Timestamp
    ) {
        self.recommendation = recommendation ?? "\(shopper)@\(time.milliseconds)"
        (self.shopper, self.product, self.position) = (shopper, product, position)
        (self.propensity, self.time) = (propensity, time)
    }
}

/// Something that a shopper did with a product because it was recommended: the event named the recommendation.
public struct RecommendationResponse: Sendable, Hashable, Codable {
    /// The id of the recommendation.
    public var recommendation: String
    /// The shopper's id.
    public var shopper: String
    /// The product's id.
    public var product: String
    /// The kind of interaction.
    public var kind: Interaction.Kind
    /// The moment.
    public var time: Timestamp

    /// Creates a response.
    public init(recommendation: String, shopper: String, product: String, kind: Interaction.Kind, time: Timestamp) {
        (self.recommendation, self.shopper, self.product) = (recommendation, shopper, product)
        (self.kind, self.time) = (kind, time)
    }
}

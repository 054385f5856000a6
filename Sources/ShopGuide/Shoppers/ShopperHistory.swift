/// The events of a shopper, as a learner of shoppers sees them: the support of a task whose query is what they want next.
///
/// No event at all is a history too: that of somebody who has just come in.
public struct ShopperHistory: Sendable, Hashable {
    /// Something that a shopper did with a product.
    public struct Event: Sendable, Hashable {
        /// The position of the product among those that there are.
        public var product: Int
        /// The kind of interaction.
        public var kind: Interaction.Kind
        /// A rating, a quantity or an amount.
        public var value: Double?
        /// The moment, if it is known.
        public var time: Timestamp?

        /// Creates an event.
        public init(product: Int, kind: Interaction.Kind, value: Double? = nil, time: Timestamp? = nil) {
            self.product = product
            self.kind = kind
            self.value = value
            self.time = time
        }
    }

    /// The events, the oldest first.
    public var events: [Event]
    /// The position of the market among those that there are, if it is known.
    public var market: Int?
    /// The moment of the recommendation, from which ages are counted back.
    public var now: Timestamp?

    /// Creates a history; events the oldest first.
    public init(events: [Event] = [], market: Int? = nil, now: Timestamp? = nil) {
        self.events = events
        self.market = market
        self.now = now
    }

    /// This history as if one of its events had not been.
    public func without(_ index: Int) -> ShopperHistory {
        var history = self
        history.events.remove(at: index)
        return history
    }
}

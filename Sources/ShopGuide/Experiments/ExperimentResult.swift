/// The result of an experiment so far.
public struct ExperimentResult: Sendable, Hashable {
    /// The result of one arm.
    public struct ArmResult: Sendable, Hashable {
        /// The number of shoppers that were shown something.
        public var shoppers: Int
        /// The number of lists that were shown; of interleaved ones, those in which the arm had a product.
        public var exposures: Int
        /// The share of those shoppers who clicked on something that they were shown.
        public var clicks: CountedShare
        /// The share of those shoppers who bought something that they were shown.
        public var purchases: CountedShare

        /// Creates a result from its parts.
        public init(shoppers: Int, exposures: Int, clicked: Int, bought: Int) {
            self.shoppers = shoppers
            self.exposures = exposures
            clicks = CountedShare(clicked, of: shoppers)
            purchases = CountedShare(bought, of: shoppers)
        }
    }

    /// Arm `a`.
    public var a: ArmResult
    /// Arm `b`.
    public var b: ArmResult
    /// The share that preferred `b` of the shoppers who clicked on more of one team's products than of the other's; nil where lists
    /// weren't interleaved.
    public var preference: CountedShare?

    /// Creates a result from its parts.
    public init(a: ArmResult, b: ArmResult, preference: CountedShare? = nil) {
        self.a = a
        self.b = b
        self.preference = preference
    }

    /// The interval of `b`'s click-through share of shoppers less `a`'s.
    public var clickDifference: ShareInterval { .newcombe(a.clicks, b.clicks) }
    /// The interval of `b`'s share of buying shoppers less `a`'s.
    public var purchaseDifference: ShareInterval { .newcombe(a.purchases, b.purchases) }
}

/// What came of an experiment so far.
public struct ExperimentResult: Sendable, Hashable {
    /// What came of one arm.
    public struct ArmResult: Sendable, Hashable {
        /// Shoppers that were shown something.
        public var shoppers: Int
        /// Lists that were shown; of interleaved ones, those in which the arm had a product.
        public var exposures: Int
        /// Of those shoppers, how many looked at something that they were shown.
        public var clicks: CountedShare
        /// Of those shoppers, how many bought something that they were shown.
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
    /// Of the shoppers who clicked on more of one team's products than of the other's, how many preferred `b`; nil where lists
    /// weren't interleaved.
    public var preference: CountedShare?

    /// Creates a result from its parts.
    public init(a: ArmResult, b: ArmResult, preference: CountedShare? = nil) {
        self.a = a
        self.b = b
        self.preference = preference
    }

    /// How much larger `b`'s share of shoppers who clicked is than `a`'s.
    public var clickDifference: ShareInterval { .newcombe(a.clicks, b.clicks) }
    /// How much larger `b`'s share of shoppers who bought is than `a`'s.
    public var purchaseDifference: ShareInterval { .newcombe(a.purchases, b.purchases) }
}

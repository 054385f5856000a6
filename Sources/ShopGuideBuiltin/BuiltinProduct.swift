/// A product of the built-in catalogue; nothing about it is real.
public struct BuiltinProduct: Sendable, Hashable, Codable, Identifiable {
    /// The category and a running number: `frying-pan-07`.
    public var id: String
    /// The `id` of its category.
    public var category: String
    /// The title: "Blue stoneware mug, 330 ml".
    public var title: BilingualText
    /// An invented brand.
    public var brand: String
    /// The price in the market's minor units: cents, or whole yen.
    public var price: Int
    /// The market that it is sold in.
    public var market: BuiltinMarket
    /// A drawn picture, 28 rows of 28 grey levels, 0 black and 255 white.
    public var icon: [UInt8]

    /// The ISO 4217 code of the money that the price is in.
    public var currency: String { market.currency }
}

/// The events of a shopper that the signals know but must not: training asks what somebody did next, and so must
/// forget that they did it.
public struct Omission: Sendable {
    /// All that the signals know of the shopper, the earliest first.
    let known: [Basket.Item]
    /// The number of them, from the first on, that may be known.
    let kept: Int
    /// The position of the shopper's history among those that the signals were fitted to.
    let shopper: Int?
    /// Whether counts and the market's ``EASE`` hold what is to be forgotten.
    let isCounted: Bool
    /// Whether ``EASE`` over all markets holds it.
    let isPooled: Bool

    /// Keeps the first of a shopper's different products and forgets the others.
    public init(
        of basket: Basket, keeping kept: Int, shopper: Int? = nil, isCounted: Bool = true, isPooled: Bool = true
    ) {
        self.shopper = shopper
        (self.isCounted, self.isPooled) = (isCounted, isPooled)
        known = basket.items
        self.kept = min(kept, known.count)
    }

    var forgotten: ArraySlice<Basket.Item> { known[kept...] }
}

/// A market as if it had just been entered, with few of its shoppers known.
public struct SimulatedMarket: Sendable {
    let signals: InteractionSignals
    /// Positions, among those that the signals were fitted to, of the histories that are known, by their position among all.
    let positions: [Int: Int]
    /// Whether ``EASE`` over all markets knows the market's shoppers.
    let isPooled: Bool

    /// Simulates a market in which only some histories are known.
    ///
    /// - Parameters:
    ///   - market: The market's position.
    ///   - interactions: The interactions of all shoppers.
    ///   - known: The positions of the histories that are known, of this market and of others.
    ///   - signals: The signals with all that is known of the market later.
    ///   - ease: ``EASE`` without the market; where it's nil, each example's shopper alone is taken from the one that knows it.
    /// - Throws: The error of a matrix that can't be inverted.
    public init(
        of market: Int, in interactions: MarketInteractions, knowing known: [Int], _ signals: InteractionSignals,
        ease: EASE? = nil
    ) throws {
        isPooled = ease == nil
        self.signals = try signals.entering(market, knowing: known.map { interactions.histories[$0] }, ease: ease)
        positions = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    }
}

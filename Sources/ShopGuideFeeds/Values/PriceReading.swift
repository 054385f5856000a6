/// The content of a cell with a price.
package enum PriceReading: Hashable, Sendable {
    /// No price: an empty cell, `0`, `0.00 EUR`, `free`.
    case none
    /// A price as ``PriceConvention/read(_:)`` writes amounts, `1234.5`, and the currencies that its sign may mean.
    ///
    /// The first one is the most usual; there are none where the cell names no currency.
    case price(amount: String, currencies: [String])
    /// Something that isn't a price, or of which it is in doubt which: `on request`, `-12`, `10 - 20`.
    case unreadable
}

public import ShopGuide

/// A part of what a store knows of its shoppers, with the store's numbers of rows in the place of ids: see
/// ``InteractionStore/forEachSignal(upTo:_:)``.
public enum StoredSignal: Sendable, Hashable {
    /// A market, with the number that events name it by.
    case market(row: Int64, id: String)
    /// A product, with the number that events name it by.
    case product(row: Int64, id: String)
    /// A shopper, with the number that events name them by.
    case shopper(row: Int64, Shopper)
    /// An interaction.
    case event(StoredEvent)
}

/// An interaction with numbers of rows in the place of ids.
public struct StoredEvent: Sendable, Hashable {
    /// The row of the shopper.
    public var shopper: Int64
    /// The row of the product.
    public var product: Int64
    /// The kind.
    public var kind: Interaction.Kind
    /// A rating, a quantity or an amount.
    public var value: Double?
    /// The time, if known.
    public var time: Timestamp?
    /// The row of the market, if known.
    public var market: Int64?

    /// The columns from which an event is read.
    static let columns = "shopper, product, kind, value, time, market"

    /// Reads an event.
    init(_ row: some StoredRow) {
        (shopper, product) = (row.integer(0) ?? 0, row.integer(1) ?? 0)
        kind = Interaction.Kind(number: row.integer(2) ?? 0) ?? .view
        value = row.double(3)
        time = row.integer(4).map { Timestamp(milliseconds: $0) }
        market = row.integer(5)
    }
}

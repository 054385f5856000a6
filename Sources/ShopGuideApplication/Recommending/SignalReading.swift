import ShopGuide
import ShopGuideStore

/// The numbers by which a store names markets, products and shoppers, and those by which an index does.
struct SignalReading {
    private var markets: [Int64: Int16] = [:]
    private var products: [Int64: Int32] = [:]
    private var shoppers: [Int64: Int32] = [:]

    /// Adds a part of what a store knows to an index; interactions with products that aren't there are passed over.
    mutating func read(_ signal: StoredSignal, into index: inout RecommendationIndex) throws {
        switch signal {
        case .market(let row, let id): markets[row] = index.marketNumber(of: id)
        case .product(let row, let id): products[row] = index.slot(of: id).map(Int32.init)
        case .shopper(let row, let shopper):
            try index.apply(.shopperSaved(shopper))
            shoppers[row] = index.number(of: shopper.id).map(Int32.init)
        case .event(let event):
            guard let product = products[event.product], let shopper = shoppers[event.shopper] else { return }
            index.addEvent(
                product: Int(product), of: Int(shopper), market: event.market.flatMap { markets[$0] }, event.kind,
                value: event.value, time: event.time)
        }
    }
}

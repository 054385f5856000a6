import ShopGuide
import ShopGuideStore
import Testing

/// A feed that has a gap where none is expected.
struct FeedGap: Error {}

extension Store {
    /// Returns all changes after a position, read so many at a time.
    func allChanges(after start: ChangePosition, limit: Int = 1000) throws -> [NumberedChange] {
        var (position, all) = (start, [NumberedChange]())
        while true {
            guard case .changes(let some, let next, let isLast) = try changes(after: position, limit: limit) else {
                throw FeedGap()
            }
            #expect(some.count <= limit)
            all += some
            position = next
            if isLast { return all }
        }
    }
}

/// A copy of a store in memory that the feed keeps up to date, as a service has one.
struct StoreCopy: Equatable {
    var products: [String: Product] = [:]
    var shoppers: [String: Shopper] = [:]
    /// Interactions by shopper, in the order in which they came.
    var histories: [String: [Interaction]] = [:]
    var settings: [String: String] = [:]
    var markets: Set<String> = []

    init() {}

    /// Reads all of a store; returns the copy with the position from which the feed goes on.
    static func loaded(from store: any Store) throws -> (copy: StoreCopy, position: ChangePosition) {
        let position = try store.latestChange()
        return (try StoreCopy(store, upTo: position), position)
    }

    init(_ store: any Store, upTo position: ChangePosition? = nil) throws {
        try store.forEachProduct { products[$0.id] = $0 }
        try store.forEachShopper { shoppers[$0.id] = $0 }
        try store.forEachInteraction(upTo: position) { histories[$0.shopper, default: []].append($0) }
        markets = Set(try store.markets().map(\.id))
        for name in ["a", "b"] { settings[name] = try store.setting(name) }
    }

    mutating func apply(_ change: StoreChange, from store: any Store) throws {
        switch change {
        case .product(let product): products[product.id] = product
        case .productRemoved(let id):
            products[id] = nil
            for shopper in histories.keys {
                histories[shopper]?.removeAll { $0.product == id }
                if histories[shopper] == [] { histories[shopper] = nil }
            }
        case .shopper(let shopper): shoppers[shopper.id] = shopper
        case .shopperErased(let erasure):
            for id in try store.erasedShoppers(of: erasure, among: Set(shoppers.keys).union(histories.keys)) {
                (shoppers[id], histories[id]) = (nil, nil)
            }
        case .interaction(let interaction): histories[interaction.shopper, default: []].append(interaction)
        case .historyReset(let shopper): histories[shopper] = nil
        case .market(let market): markets.insert(market.id)
        case .setting(let name): settings[name] = try store.setting(name)
        case .category, .experiment, .importProgressed: break
        }
    }

    /// Applies what is new after a position, some changes at a time; returns the position after it.
    mutating func catchUp(
        with store: any Store, from start: ChangePosition, limit: Int = 7, batches: Int = .max
    ) throws -> ChangePosition {
        var (position, read) = (start, 0)
        while read < batches {
            guard case .changes(let some, let next, let isLast) = try store.changes(after: position, limit: limit)
            else { throw FeedGap() }
            for change in some { try apply(change.change, from: store) }
            (position, read) = (next, read + 1)
            if isLast { break }
        }
        return position
    }
}

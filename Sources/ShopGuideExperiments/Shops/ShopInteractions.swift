import FewShotDigests
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The interactions of a shop's store as learners of shoppers see them, with its products.
package struct ShopInteractions: Sendable {
    /// A history for each shopper and market, and what each market sells; events without times have those of their order.
    package let interactions: MarketInteractions
    /// The same as learners see them: what has no time has none here either, for it has none when they serve.
    let shown: MarketInteractions
    /// The products.
    package let frame: ProductFrame
    /// The ids of the products, by position.
    package let productIDs: [String]
    /// The id of each history's shopper.
    package let shopperIDs: [String]
    /// The number of events in the store that wanted something.
    package let events: Int
    /// The number of shoppers, in whatever market.
    package let shoppers: Int
    /// Whether the events have times; if not, their order is taken for it.
    package let isDated: Bool
    /// The division of the events by time; nil where there are too few.
    package let spans: TimeSpans?
    /// Sentences on what was left out and why.
    package private(set) var notes: [String] = []

    /// The most events that are kept in memory.
    package static let defaultLimit = FittedRankers.eventLimit
    /// The name of a market where none is known.
    static let noMarket = "–"

    /// Reads a store.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - products: Its products with their embeddings.
    ///   - limit: The most events that are kept: beyond that, some shoppers stand for all.
    /// - Throws: ``StoreError`` for a store that can't be read.
    package init(
        _ store: any Store, products: [EmbeddedProduct], limit: Int = Self.defaultLimit
    ) throws {
        var numbers: [ExactID: Int32] = [:]
        for (place, product) in products.enumerated() { numbers[ExactID(product.product.id)] = Int32(place) }
        var markets = Markets()
        var homes: [ExactID: Int16] = [:]
        try store.forEachShopper { shopper in
            if let market = shopper.market { homes[ExactID(shopper.id)] = markets.number(of: market) }
        }
        var packed = PackedEvents(limit: limit)
        var unknown = 0
        try store.forEachInteraction { interaction in
            guard let product = numbers[ExactID(interaction.product)] else {
                unknown += 1
                return
            }
            let market = interaction.market.map { markets.number(of: $0) } ?? homes[ExactID(interaction.shopper)]
            packed.add(interaction, product: product, market: market ?? markets.number(of: Self.noMarket))
        }
        productIDs = products.map(\.product.id)
        (events, shoppers) = (packed.read, packed.shoppers.count)
        isDated = packed.undated < packed.events.count
        if unknown > 0 { notes.append("\(unknown) events with products that aren't in the catalogue: left out") }
        if packed.thinning > 1 {
            notes.append(
                "\(packed.read) events are more than \(limit): one of \(packed.thinning) shoppers is taken, with all "
                    + "that they did")
        }
        if !isDated, !packed.events.isEmpty {
            notes.append("no event has a time: their order is taken for it, and nothing is said of ages")
        } else if packed.undated > 0 {
            notes.append("\(packed.undated) events without a time: left out, for nothing says what came before them")
        }
        let (histories, owners) = Self.histories(packed, isDated: isDated)
        shopperIDs = owners.map { packed.shoppers[$0] }
        spans = TimeSpans(histories)
        let named = markets.names.isEmpty ? [Self.noMarket] : markets.names
        interactions = MarketInteractions(
            markets: named, products: products.count, histories: histories,
            offers: Self.offers(products.map(\.product), markets: named))
        shown = isDated ? interactions : interactions.withoutTimes
        let content = ItemSpace(of: products)
        if content == nil { notes.append("products have no content that tells them apart: only their events count") }
        frame = ProductFrame(ids: productIDs, content: content, markets: named)
    }

    /// The markets that somebody was in, in the order in which they came.
    private struct Markets {
        private(set) var names: [String] = []
        private var numbers: [String: Int16] = [:]

        mutating func number(of name: String) -> Int16 {
            if let known = numbers[name] { return known }
            let number = Int16(names.count)
            numbers[name] = number
            names.append(name)
            return number
        }
    }

    /// The histories by shopper and market, with the number of each one's shopper.
    private static func histories(_ packed: PackedEvents, isDated: Bool) -> ([ShopperHistory], [Int]) {
        let events = packed.events
        // What has no time stands in the order in which it came, a minute apart.
        func time(_ place: Int) -> Int64 { isDated ? events[place].time : Int64(place) * 60_000 }
        let usable = events.indices.filter { !isDated || events[$0].time != PackedEvents.noTime }
        let order = usable.sorted {
            (events[$0].shopper, events[$0].market, time($0), $0) < (
                events[$1].shopper, events[$1].market, time($1), $1
            )
        }
        var (histories, owners) = ([ShopperHistory](), [Int]())
        for place in order {
            let event = events[place]
            if owners.last != Int(event.shopper) || histories.last?.market != Int(event.market) {
                histories.append(ShopperHistory(market: Int(event.market)))
                owners.append(Int(event.shopper))
            }
            histories[histories.count - 1].events.append(
                ShopperHistory.Event(
                    product: Int(event.product), kind: event.kind,
                    value: event.value.isNaN ? nil : Double(event.value), time: Timestamp(milliseconds: time(place))))
        }
        return (histories, owners)
    }

    /// The products that each market sells, by the catalogue: those of which nobody said where are sold everywhere.
    private static func offers(_ products: [Product], markets: [String]) -> [[Int]] {
        markets.map { market in
            let sold = products.indices.filter {
                products[$0].markets.isEmpty || market == noMarket || products[$0].markets.contains(market)
            }
            return sold.isEmpty ? Array(products.indices) : sold
        }
    }

    /// The SHA-256 of all events in order, and of the products' names.
    package var digest: String {
        var numbers: [Int64] = [Int64(interactions.products), Int64(interactions.markets.count)]
        for history in interactions.histories {
            numbers += [Int64(history.market ?? -1), Int64(history.events.count)]
            for event in history.events { numbers += [Int64(event.product), event.time?.milliseconds ?? .min] }
        }
        let events = numbers.withUnsafeBytes { SHA256.hexadecimal(of: $0) }
        let names = Array(productIDs.joined(separator: "\n").utf8).withUnsafeBytes { SHA256.hexadecimal(of: $0) }
        return String(events.prefix(32) + names.prefix(32))
    }
}

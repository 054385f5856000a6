import Foundation
import ShopGuide
public import ShopGuideStore

/// The quality of recommendations in a market by the number of its known shoppers, and what they owe to other markets: measured on shoppers of the
/// market who are held out whole.
public struct MarketStudy: Sendable, Codable {
    /// The quality with some of the market's shoppers known.
    public struct Point: Sendable, Codable {
        /// The number of known shoppers.
        public var shoppers: Int
        /// The guide's nDCG@10.
        public var guide: Double
        /// The nDCG@10 of what is popular with the known shoppers.
        public var popularity: Double
    }

    /// The contribution of another market.
    public struct Transfer: Sendable, Codable {
        /// Its code.
        public var market: String
        /// The guide's nDCG@10 less that without the interactions of that market.
        public var gain: Double
    }

    /// The market's code.
    public var market: String
    /// The number of held-out shoppers; each one's last choice is predicted among all that is sold there.
    public var heldOut: Int
    /// From no shopper known to all of those that aren't held out.
    public var points: [Point]
    /// The other markets, the largest contribution first.
    public var transfers: [Transfer]

    private enum CodingKeys: String, CodingKey {
        case market, heldOut, points
        case transfers = "loans"
    }
}

/// Makes studies of markets.
public struct MarketStudies {
    /// The events of the whole store, at most; a study of more would take too long for somebody who waits.
    public static let mostEvents = 400_000
    /// The shoppers that are held out, at most.
    private static let mostHeldOut = 40
    /// The newest events of a held-out shopper that the guide sees, at most.
    private static let mostShown = 5

    private var histories: [String: [(shopper: Shopper, events: [Interaction])]] = [:]
    private let products: RecommendationIndex

    /// Reads a store.
    ///
    /// - Throws: ``GuideError`` where it has too many events.
    public init(_ store: any Store, _ recommender: ShopRecommender) throws {
        let events = try store.contents().interactions.values.reduce(0, +)
        guard events <= Self.mostEvents else {
            throw GuideError(
                .unusable, "the shop has \(events) events; markets are studied with \(Self.mostEvents) at most")
        }
        let embedded = try recommender.embeddings.all { _, _ in }
        var products = RecommendationIndex(
            modelDigest: recommender.model.digest, dimensions: recommender.model.dimensions,
            sample: embedded.map(\.embedding))
        for product in embedded { try products.apply(.productSaved(product)) }
        self.products = products
        var homes: [String: Shopper] = [:]
        try store.forEachShopper { homes[$0.id] = $0 }
        var byShopper: [String: [Interaction]] = [:]
        try store.forEachInteraction { byShopper[$0.shopper, default: []].append($0) }
        for (id, events) in byShopper.sorted(by: { $0.key < $1.key }) {
            let shopper = homes[id] ?? Shopper(id: id)
            guard let market = shopper.market ?? events.lazy.compactMap(\.market).first else { continue }
            let ordered = events.sorted {
                ($0.time?.milliseconds ?? 0, $0.id ?? "") < ($1.time?.milliseconds ?? 0, $1.id ?? "")
            }
            histories[market, default: []].append((shopper, ordered))
        }
    }

    /// Studies a market.
    ///
    /// - Throws: ``GuideError``.
    public func study(of market: String) throws -> MarketStudy {
        // Shuffled by the digest of their names, so that neither who came first nor chance decides who is held out.
        let all = (histories[market] ?? []).sorted { Self.digest($0.shopper.id) < Self.digest($1.shopper.id) }
        let able = all.filter { Self.wanted($0.events).count >= 3 }
        let heldOut = Array(able.prefix(min(Self.mostHeldOut, able.count / 2)))
        guard heldOut.count >= 3 else { return MarketStudy(market: market, heldOut: 0, points: [], transfers: []) }
        let names = Set(heldOut.map(\.shopper.id))
        let known = all.filter { !names.contains($0.shopper.id) }
        let others = histories.keys.filter { $0 != market }.sorted()

        var elsewhere = products
        for other in others { try Self.add(histories[other] ?? [], to: &elsewhere) }
        var (points, counts) = ([MarketStudy.Point](), [String: Double]())
        var shown = 0
        for count in Self.steps(to: known.count) {
            let more = known[shown..<count]
            try Self.add(more, to: &elsewhere)
            for event in more.flatMap({ Self.wanted($0.events) }) { counts[event.product, default: 0] += 1 }
            shown = count
            points.append(
                MarketStudy.Point(
                    shoppers: count, guide: try quality(in: market, heldOut, elsewhere),
                    popularity: popularity(in: market, heldOut, counts)))
        }
        let best = points.last?.guide ?? 0
        let transfers = try others.map { other in
            var without = products
            for another in others where another != other { try Self.add(histories[another] ?? [], to: &without) }
            try Self.add(known, to: &without)
            return MarketStudy.Transfer(market: other, gain: best - (try quality(in: market, heldOut, without)))
        }
        return MarketStudy(
            market: market, heldOut: heldOut.count, points: points,
            transfers: transfers.sorted { ($1.gain, $0.market) < ($0.gain, $1.market) })
    }

    private static func steps(to count: Int) -> [Int] {
        [0, 3, 10, 30, 100, 300, 1000].filter { $0 < count } + [count]
    }

    private static func digest(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static func wanted(_ events: [Interaction]) -> [Interaction] { events.filter { $0.kind != .dismiss } }

    private static func add(
        _ histories: some Sequence<(shopper: Shopper, events: [Interaction])>, to index: inout RecommendationIndex
    ) throws {
        for (shopper, events) in histories {
            try index.apply(.shopperSaved(shopper))
            for event in events { try index.apply(.interactionSaved(event)) }
        }
    }

    private func quality(
        in market: String, _ heldOut: [(shopper: Shopper, events: [Interaction])], _ index: RecommendationIndex
    ) throws -> Double {
        var sum = 0.0
        for (_, events) in heldOut {
            let choices = Self.wanted(events)
            guard let target = choices.last else { continue }
            var request = RecommendationRequest(
                seen: choices.dropLast().suffix(Self.mostShown).filter { $0.product != target.product }.map {
                    RecommendationRequest.Seen($0.product, $0.kind, at: $0.time)
                })
            (request.market, request.now, request.limit) = (market, target.time, 10)
            // The choice counts, whatever else there is of its family.
            request.includesVariants = true
            let items = try index.recommend(request, now: target.time ?? .now).items
            sum += Self.gain(items.firstIndex { $0.product.id == target.product })
        }
        return sum / Double(heldOut.count)
    }

    private func popularity(
        in market: String, _ heldOut: [(shopper: Shopper, events: [Interaction])], _ counts: [String: Double]
    ) -> Double {
        let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        var sum = 0.0
        for (_, events) in heldOut {
            let choices = Self.wanted(events)
            guard let target = choices.last else { continue }
            let seen = Set(choices.dropLast().map(\.product)).subtracting([target.product])
            sum += Self.gain(
                ranked.lazy.filter { !seen.contains($0) }.prefix(10).enumerated().first {
                    $0.element == target.product
                }?.offset)
        }
        return sum / Double(heldOut.count)
    }

    /// The discounted gain of a single wanted product at a place.
    private static func gain(_ place: Int?) -> Double { place.map { 1 / log2(Double($0) + 2) } ?? 0 }
}

/// Trained learners of shoppers over the signals that a shop's interactions give.
///
/// How often everything is wanted counts at once; which products go together is as it was when the signals were gathered, and what has come
/// since is near to other products by its content alone.
package struct TrainedShoppers: Sendable {
    /// Products that the signals know; later ones have the place after them, of a product that nobody wanted.
    let products: Int
    /// Markets that the signals know.
    let markets: Int
    /// How often somebody had been erased when the signals were gathered.
    let erasures: Int
    /// By the name that a request gives.
    private let learners: [String: any ShopperLearner]

    /// Products at most between which a linear model is fitted: what it takes grows with the third power.
    private static let easeLimit = 2000

    /// What signals are gathered from.
    package struct Ground: Sendable {
        let histories: [ShopperHistory]
        let products: Int
        let markets: Int
        let erasures: Int

        package init(_ index: borrowing RecommendationIndex) {
            histories = index.footprints.marketHistories()
            (products, markets, erasures) = (index.products.count, index.names.markets.count, index.erasures)
        }
    }

    /// Gathers signals.
    ///
    /// - Throws: The error of a failed tensor.
    package init(_ models: [ShopperModel], _ ground: Ground) throws {
        (products, markets, erasures) = (ground.products, ground.markets, ground.erasures)
        var options = InteractionSignals.Options()
        options.easeLimit = Self.easeLimit
        let signals = try InteractionSignals(
            ground.histories, products: products + 1, markets: markets, options: options)
        learners = Dictionary(
            try models.map { ($0.name, try $0.learner(signals)) }, uniquingKeysWith: { $1 })
    }

    /// The names of the learners.
    var names: Set<String> { Set(learners.keys) }

    /// A learner that looks at products' content as well.
    func learner(_ name: String, beside content: ContentShopper) -> (any ShopperLearner)? {
        learners[name].map { TrainedShopper(learner: $0, content: content, products: products, markets: markets) }
    }
}

/// A trained learner of who wants what together, and beside it what the products themselves have in common.
struct TrainedShopper: ShopperLearner {
    let learner: any ShopperLearner
    let content: ContentShopper
    let products: Int
    let markets: Int

    /// How much content counts; chosen on the validation questions of `shopguide reproduce guide`.
    private static let content: Float = 8

    func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        var known = history
        for place in known.events.indices { known.events[place].product = min(known.events[place].product, products) }
        if let market = known.market, market >= markets { known.market = nil }
        return Predictor(
            trained: learner.adapted(to: known), content: content.adapted(to: history), products: products)
    }

    private struct Predictor: ShopperPredictor {
        let trained: any ShopperPredictor
        let content: any ShopperPredictor
        let products: Int

        func scores(of candidates: [Int]) -> [Float] {
            let learned = trained.scores(of: candidates.map { min($0, products) })
            return zip(learned, content.scores(of: candidates)).map { $0 + TrainedShopper.content * $1 }
        }
    }
}

extension Footprints {
    /// What everybody did in each market, as learners are trained on it.
    func marketHistories() -> [ShopperHistory] {
        var result: [ShopperHistory] = []
        for events in histories {
            let markets = Set(events.map(\.market)).sorted()
            for market in markets {
                var history = ShopperHistory(market: Int(market))
                for event in events where event.market == market {
                    history.events.append(
                        ShopperHistory.Event(
                            product: Int(event.product), kind: event.kind, value: event.value.map(Double.init),
                            time: event.time))
                }
                result.append(history)
            }
        }
        return result
    }
}

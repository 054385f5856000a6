/// The trained learners in use, if there are some.
package struct TrainedRankers: Sendable {
    /// The learners, fitted to the shop's interactions.
    package private(set) var fitted: FittedRankers?
    /// The learner of requests that name none.
    private(set) var defaultLearner = ResolvedRequest.learners[0]
    /// The number of shoppers who have been erased.
    fileprivate private(set) var erasures = 0

    /// Lets fitted learners rank, unless they know somebody who has been erased meanwhile; returns whether they do.
    mutating func use(_ fitted: FittedRankers, default preferred: ShopperLearnerKind?) -> Bool {
        guard fitted.erasures == erasures else { return false }
        self.fitted = fitted
        let name = preferred.flatMap { fitted.names.contains($0.rawValue) ? $0.rawValue : nil }
        defaultLearner = name ?? ResolvedRequest.learners[0]
        return true
    }

    /// Drops the fitted learners, for they know a shopper who has been erased; new ones have to be fitted.
    mutating func invalidate() {
        erasures += 1
        fitted = nil
    }
}

/// Trained learners of shoppers with the signals of a shop's interactions.
///
/// Popularity counts at once; which products go together is as it was when the signals were fitted, and what has come since is similar to
/// other products by its content alone.
package struct FittedRankers: Sendable {
    /// The number of products that the signals know; later ones have the slot after them, of a product that nobody wanted.
    private let products: Int
    /// The number of markets that the signals know.
    private let markets: Int
    /// The number of shoppers who had been erased when the signals were fitted.
    fileprivate let erasures: Int
    /// The learners by the name in requests.
    private let learners: [String: any ShopperLearner]
    /// The learners that rank alone, as they were measured: they weigh contents themselves, or do without.
    private let alone: Set<String>

    /// The most products between which a linear model is fitted: its cost grows with the third power.
    private static let easeLimit = 2000
    /// The most events that learners of the shop itself are measured with, and serve with: beyond that, some shoppers stand for all.
    package static let eventLimit = 3_000_000

    /// The interactions that signals are fitted to.
    package struct Source: Sendable {
        fileprivate let histories: [ShopperHistory]
        /// The number of products.
        package let products: Int
        fileprivate let markets: Int
        fileprivate let erasures: Int
        /// The demand for all products together, in weights of events.
        package let demand: Float
        /// The products themselves, for networks that know them.
        fileprivate let frame: ProductFrame?

        /// Takes what there is now; the products too where a network knows them.
        package init(_ index: borrowing RecommendationIndex, withProducts: Bool = false) {
            frame = withProducts ? index.frame : nil
            histories = index.interactions.marketHistories()
            (products, markets) = (index.products.slotCount, index.products.codes.markets.count)
            (erasures, demand) = (index.rankers.erasures, index.demand.pooled.total)
        }
    }

    /// Fits signals.
    ///
    /// - Throws: The error of a failed tensor.
    package init(_ models: [ShopperModel], _ source: Source) throws {
        (products, markets, erasures) = (source.products, source.markets, source.erasures)
        var (options, histories) = (InteractionSignals.Options(), source.histories)
        let mixtures = models.compactMap { model in model.mixture.map { (name: model.name, mixture: $0) } }
        if models.contains(where: \.isOfShop) {
            // They serve with the signals that they were measured with.
            (options.keepsEASE, options.neighbors) = (true, .max)
            histories = Self.thinned(histories, to: Self.eventLimit)
        } else {
            options.easeLimit = Self.easeLimit
        }
        let signals = try InteractionSignals(
            histories, products: products + 1, markets: markets, options: options)
        // One space of a size serves every learner that looks at one.
        var (learners, spaces) = ([String: any ShopperLearner](), [Int: ItemSpace]())
        for model in models where model.mixture == nil {
            if let dimensions = model.dimensions, spaces[dimensions] == nil {
                spaces[dimensions] = try ItemSpace(signals, dimensions: dimensions)
            }
            learners[model.name] = try model.learner(
                signals, of: source.frame, in: model.dimensions.flatMap { spaces[$0] })
        }
        for (name, mixture) in mixtures {
            learners[name] = try mixture.learner(over: signals, of: source.frame, among: learners)
        }
        self.learners = learners
        alone = Set(models.filter(\.isOfShop).map(\.name))
    }

    /// Takes one of 2, 4, … histories, evenly, each with all of its events, so that there are so many events at most.
    package static func thinned(_ histories: [ShopperHistory], to limit: Int) -> [ShopperHistory] {
        var kept = histories
        while kept.count > 1, kept.reduce(0, { $0 + $1.events.count }) > limit {
            kept = stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
        }
        return kept
    }

    /// The names of the learners.
    package var names: Set<String> { Set(learners.keys) }

    /// Returns a learner that ranks by products' content as well, unless it is of the shop itself.
    func learner(_ name: String, beside content: ContentRecommender) -> (any ShopperLearner)? {
        learners[name].map {
            HybridRecommender(
                learner: $0, content: content, products: products, markets: markets,
                weighsContent: !alone.contains(name))
        }
    }
}

extension RecommendationIndex {
    /// The products with their embeddings as contents, and the markets.
    fileprivate var frame: ProductFrame {
        ProductFrame(
            ids: (0..<products.slotCount).map { products.id(of: $0) ?? "" },
            content: ItemSpace(
                places: (0..<products.slotCount).flatMap { embeddings[$0] }, dimensions: dimensions),
            markets: products.codes.markets)
    }
}

extension InteractionLog {
    /// Returns the history of each shopper in each market, as learners are trained on them.
    fileprivate func marketHistories() -> [ShopperHistory] {
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

/// A shopper's taste as the weighted mean of what they had to do with: the products' points, and what others did who had to do with
/// the same; beside it, how wanted a product is in the market, with the other markets' word where this one has little to say.
///
/// What it needs of a question's products is looked up when it is made; adapting it then takes microseconds.
struct ContentShopper: ShopperLearner {
    /// By candidate.
    private let places: PositionTable
    /// How wanted each candidate is.
    private let popularity: [Float]
    /// By the event's product: how like each candidate is.
    private let likeness: [Int: [Float]]

    /// So many events are needed for the taste to count half.
    private static let patience: Float = 2
    /// How much a taste counts beside popularity.
    private static let taste: Float = 4
    /// What of likeness is that of points.
    private static let content: Float = 0.6
    /// What of likeness is what others did.
    private static let company: Float = 0.8

    /// A product as if it were another one.
    struct Variant {
        let position: Int
        /// Where it lies, scaled to length 1.
        let unit: [Float]

        init(position: Int, point: [Float]) {
            self.position = position
            unit = PointTable.unit(point, point.count)
        }
    }

    /// Looks up what is to be known of events and candidates.
    ///
    /// - Parameters:
    ///   - index: Where.
    ///   - events: Products of events.
    ///   - candidates: Products that may be asked about.
    ///   - market: The number of the market.
    ///   - left: A market whose shoppers are passed over.
    ///   - variant: A candidate that lies elsewhere.
    ///   - bySketches: Whether likeness is that of sketches, which is about right and found faster.
    ///   - countsPopularity: Whether it counts how wanted candidates are; another learner may know that better.
    init(
        _ index: borrowing RecommendationIndex, events: [Int], candidates: [Int], market: Int16,
        without left: Int16? = nil, variant: Variant? = nil, bySketches: Bool = false, countsPopularity: Bool = true
    ) {
        places = PositionTable(candidates)
        var (popularity, demand) = ([Float](), RecommendationIndex.Demand(in: market, without: left, index))
        for candidate in candidates {
            popularity.append(
                countsPopularity ? RecommendationIndex.popularity(of: demand(candidate, in: index)) : 0)
        }
        var known = Set<Int>()
        let products = events.filter { known.insert($0).inserted }
        var rows =
            bySketches
            ? index.sketches.cosines(of: products, with: candidates)
            : index.points.cosines(of: products, with: candidates)
        var likeness: [Int: [Float]] = [:]
        for (number, product) in products.enumerated() {
            if let variant, let place = places[variant.position] {
                rows[number][place] = index.points.cosine(product, to: variant.unit)
            }
            let company = index.companionship(of: product, with: candidates, places, without: left)
            for place in candidates.indices {
                rows[number][place] = Self.content * max(0, rows[number][place]) + Self.company * company[place]
            }
            likeness[product] = rows[number]
        }
        (self.popularity, self.likeness) = (popularity, likeness)
    }

    func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Taste(
            learner: self,
            weights: history.events.map { event in
                let weight =
                    EventWeight.kind(event.kind, value: event.value) * EventWeight.age(event.time, at: history.now)
                return (event.product, weight)
            })
    }

    private struct Taste: ShopperPredictor {
        let learner: ContentShopper
        let weights: [(product: Int, weight: Float)]

        func scores(of candidates: [Int]) -> [Float] {
            let total = weights.reduce(ContentShopper.patience) { $0 + max(0, $1.weight) }
            let rows = weights.map { (event: $0, likeness: learner.likeness[$0.product] ?? []) }
            return candidates.map { candidate in
                guard let place = learner.places[candidate] else { return 0 }
                var (taste, own) = (Float(0), Float(0))
                for row in rows where !row.likeness.isEmpty {
                    if row.event.product == candidate {
                        // That it is like itself says nothing.
                        own += max(0, row.event.weight)
                    } else {
                        taste += row.event.weight * row.likeness[place]
                    }
                }
                return learner.popularity[place] + ContentShopper.taste * taste / (total - own)
            }
        }
    }
}

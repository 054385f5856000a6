/// Ranks by what a shopper's events say of their taste: the weighted mean of the events' similarities to a product, by embeddings and by
/// co-occurrence, beside the product's popularity in the market.
///
/// Its products are looked up when it is created; adapting it then takes microseconds.
struct ContentRecommender: ShopperLearner {
    /// The candidates' indices by slot.
    private let ranks: SlotMap
    /// The candidates' popularity.
    private let popularity: [Float]
    /// The candidates' similarities, by the event's product.
    private let similarities: [Int: [Float]]

    /// The weight of events that is needed for the taste to count half.
    private static let patience: Float = 2
    /// The weight of taste beside popularity.
    private static let taste: Float = 4
    /// The weight of embeddings in a similarity.
    private static let content: Float = 0.6
    /// The weight of co-occurrence in a similarity.
    private static let coOccurrence: Float = 0.8

    /// A candidate with another embedding.
    struct Variant {
        let slot: Int
        /// The embedding, scaled to length 1.
        let unit: [Float]

        init(slot: Int, embedding: [Float]) {
            self.slot = slot
            unit = QuantizedVectors.unit(embedding)
        }
    }

    /// Looks up what is to be known of events and candidates.
    ///
    /// - Parameters:
    ///   - index: The index that has products and interactions.
    ///   - events: The products of events.
    ///   - candidates: The products that may be scored.
    ///   - market: The number of the market.
    ///   - excluded: A market whose shoppers don't count.
    ///   - variant: A candidate with another embedding.
    ///   - isApproximate: Whether embeddings are compared as in a search, which is faster.
    ///   - countsPopularity: Whether popularity counts; another learner may know it better.
    init(
        _ index: borrowing RecommendationIndex, events: [Int], candidates: [Int], market: Int16,
        without excluded: Int16? = nil, variant: Variant? = nil, isApproximate: Bool = false,
        countsPopularity: Bool = true
    ) {
        ranks = SlotMap(candidates)
        var (popularity, demand) = ([Float](), DemandEstimator(in: market, without: excluded, index))
        for candidate in candidates {
            popularity.append(
                countsPopularity
                    ? DemandEstimator.popularity(of: demand(candidate, soldIn: index.products.facts[candidate].markets))
                    : 0)
        }
        var known = Set<Int>()
        let products = events.filter { known.insert($0).inserted }
        var rows =
            isApproximate
            ? index.vectors.similarities(of: products, with: candidates)
            : index.embeddings.cosines(of: products, with: candidates)
        var similarities: [Int: [Float]] = [:]
        for (number, product) in products.enumerated() {
            if let variant, let rank = ranks[variant.slot] {
                rows[number][rank] = index.embeddings.cosine(product, to: variant.unit)
            }
            let together = index.interactions.coOccurrences(of: product, with: candidates, ranks, without: excluded)
            for rank in candidates.indices {
                rows[number][rank] =
                    Self.content * max(0, rows[number][rank]) + Self.coOccurrence * together[rank]
            }
            similarities[product] = rows[number]
        }
        (self.popularity, self.similarities) = (popularity, similarities)
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
        let learner: ContentRecommender
        let weights: [(product: Int, weight: Float)]

        func scores(of candidates: [Int]) -> [Float] {
            let total = weights.reduce(ContentRecommender.patience) { $0 + max(0, $1.weight) }
            let rows = weights.map { (event: $0, similarities: learner.similarities[$0.product] ?? []) }
            return candidates.map { candidate in
                guard let rank = learner.ranks[candidate] else { return 0 }
                var (taste, own) = (Float(0), Float(0))
                for row in rows where !row.similarities.isEmpty {
                    if row.event.product == candidate {
                        // A product's similarity to itself says nothing.
                        own += max(0, row.event.weight)
                    } else {
                        taste += row.event.weight * row.similarities[rank]
                    }
                }
                return learner.popularity[rank] + ContentRecommender.taste * taste / (total - own)
            }
        }
    }
}

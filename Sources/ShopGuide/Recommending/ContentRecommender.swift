/// Ranks by what a shopper's events say of their taste: the weighted mean of the events' similarities to a product, by embeddings and by
/// co-occurrence, beside the product's popularity in the market.
///
/// Its products are looked up when it is created; adapting it then takes microseconds.
struct ContentRecommender: ShopperLearner {
    /// The candidates' indices by slot.
    private let ranks: SlotMap
    /// The candidates' popularity.
    private let popularity: [Float]
    /// The rows of similarities by the event's product.
    private let rows: SlotMap
    /// The events' similarities to the candidates, row-major; 0 between a product and itself.
    private let similarities: [Float]

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
    ///   - together: The weights with which events and candidates go together, where they were looked up before.
    ///   - isApproximate: Whether embeddings are compared as in a search, which is faster.
    ///   - countsPopularity: Whether popularity counts; another learner may know it better.
    init(
        _ index: borrowing RecommendationIndex, events: [Int], candidates: [Int], market: Int16,
        without excluded: Int16? = nil, variant: Variant? = nil, _ together: CoOccurrenceTable? = nil,
        isApproximate: Bool = false, countsPopularity: Bool = true
    ) {
        let ranks = SlotMap(candidates)
        var (popularity, demand) = ([Float](), DemandEstimator(in: market, without: excluded, index))
        for candidate in candidates {
            popularity.append(
                countsPopularity
                    ? DemandEstimator.popularity(of: demand(candidate, soldIn: index.products.facts[candidate].markets))
                    : 0)
        }
        var known = Set<Int>()
        let products = events.filter { known.insert($0).inserted }
        var cosines =
            isApproximate
            ? index.vectors.similarities(of: products, with: candidates)
            : index.embeddings.cosines(of: products, with: candidates)
        if let variant, let rank = ranks[variant.slot] {
            for (number, product) in products.enumerated() {
                cosines[number][rank] = index.embeddings.cosine(product, to: variant.unit)
            }
        }
        let looked: CoOccurrenceTable
        if let together {
            looked = together
        } else {
            looked = CoOccurrenceTable(index.interactions, of: products, with: candidates, without: excluded)
        }
        let columns = looked.columns(of: candidates)
        var similarities: [Float] = []
        similarities.reserveCapacity(products.count * candidates.count)
        for (number, product) in products.enumerated() {
            let start = similarities.count
            looked.withRow(of: product) { weights in
                for (cosine, column) in zip(cosines[number], columns) {
                    similarities.append(Self.content * max(0, cosine) + Self.coOccurrence * weights[column])
                }
            }
            // A product's similarity to itself says nothing.
            if let rank = ranks[product] { similarities[start + rank] = 0 }
        }
        (self.ranks, self.popularity, self.similarities) = (ranks, popularity, similarities)
        rows = SlotMap(products)
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
            let count = learner.popularity.count
            // By rank: the taste, and the weight of a product's own events.
            var (tastes, own) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
            learner.similarities.withUnsafeBufferPointer { similarities in
                tastes.withUnsafeMutableBufferPointer { tastes in
                    for (product, weight) in weights {
                        if let rank = learner.ranks[product] { own[rank] += max(0, weight) }
                        guard let row = learner.rows[product] else { continue }
                        for rank in 0..<count { tastes[rank] += weight * similarities[row * count + rank] }
                    }
                }
            }
            return candidates.map { candidate in
                guard let rank = learner.ranks[candidate] else { return 0 }
                return learner.popularity[rank]
                    + ContentRecommender.taste * tastes[rank] / (total - own[rank])
            }
        }
    }
}

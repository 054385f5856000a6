/// Ranks by popularity in the market, whoever asks: the baseline that other learners have to beat.
struct PopularityRecommender: ShopperLearner, ShopperPredictor {
    /// The name in requests.
    static let name = "popular"
    /// The popularity by slot.
    private let popularity: [Int: Float]

    /// Looks up the popularity of candidates in a market, as if nobody of another had done anything.
    init(_ index: borrowing RecommendationIndex, candidates: [Int], market: Int16, without excluded: Int16? = nil) {
        var (popularity, demand) = ([Int: Float](), DemandEstimator(in: market, without: excluded, index))
        for candidate in candidates {
            popularity[candidate] = DemandEstimator.popularity(
                of: demand(candidate, soldIn: index.products.facts[candidate].markets))
        }
        self.popularity = popularity
    }

    func adapted(to history: ShopperHistory) -> any ShopperPredictor { self }

    func scores(of candidates: [Int]) -> [Float] { candidates.map { popularity[$0] ?? 0 } }
}

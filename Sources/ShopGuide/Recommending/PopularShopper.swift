/// No taste at all: what is wanted in the market, whoever asks. What another learner has to beat.
struct PopularShopper: ShopperLearner, ShopperPredictor {
    /// What a request calls it.
    static let name = "popular"
    private let popularity: [Int: Float]

    init(_ index: borrowing RecommendationIndex, candidates: [Int], market: Int16, without left: Int16? = nil) {
        var popularity: [Int: Float] = [:]
        for candidate in candidates {
            popularity[candidate] = index.popularity(of: candidate, in: market, without: left)
        }
        self.popularity = popularity
    }

    func adapted(to history: ShopperHistory) -> any ShopperPredictor { self }

    func scores(of candidates: [Int]) -> [Float] { candidates.map { popularity[$0] ?? 0 } }
}

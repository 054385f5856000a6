public import ShopGuide

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

extension ShopRecommender {
    /// The learners that a request can name, the one that is taken where none is named first.
    public static var learners: [String] { Question.learners }

    /// The trained learner that measures best on the built-in catalogue (`shopguide reproduce guide`).
    public static let best = ShopperLearnerKind.relation
}

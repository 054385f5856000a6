/// Ranks by a trained learner of shoppers, and beside it by the products' content.
struct HybridRecommender: ShopperLearner {
    let learner: any ShopperLearner
    let content: ContentRecommender
    /// The number of products that the learner's signals know; later ones share the next slot.
    let products: Int
    /// The number of markets that the signals know.
    let markets: Int
    /// Whether content counts beside the learner; one that was trained on the shop is what it was measured to be.
    let weighsContent: Bool

    /// The weight of content; chosen on the validation questions of `shopguide reproduce guide`.
    private static let content: Float = 8

    func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        var known = history
        for place in known.events.indices { known.events[place].product = min(known.events[place].product, products) }
        if let market = known.market, market >= markets { known.market = nil }
        return Predictor(
            trained: learner.adapted(to: known), content: content.adapted(to: history), products: products,
            weight: weighsContent ? Self.content : 0)
    }

    private struct Predictor: ShopperPredictor {
        let trained: any ShopperPredictor
        let content: any ShopperPredictor
        let products: Int
        let weight: Float

        func scores(of candidates: [Int]) -> [Float] {
            let learned = trained.scores(of: candidates.map { min($0, products) })
            return zip(learned, content.scores(of: candidates)).map { $0 + weight * $1 }
        }
    }
}

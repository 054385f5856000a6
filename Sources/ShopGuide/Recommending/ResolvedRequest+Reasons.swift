extension ResolvedRequest {
    /// Returns the reasons for which products are recommended.
    ///
    /// - Parameters:
    ///   - chosen: The products' slots.
    ///   - learner: The learner that recommended them.
    ///   - index: The index that has them.
    ///   - traits: The number of events, those that count most, whose common traits with a product are named.
    /// - Returns: A reason for each product; nil for one that can't be read.
    func reasons(
        for chosen: [Int], _ learner: any ShopperLearner, in index: RecommendationIndex, traits: Int = 3
    ) -> [RecommendationReason?] {
        let attribution = Attribution(of: learner, history, candidates: chosen)
        let others = (1..<Int16(index.products.codes.markets.count)).filter { $0 != marketNumber }
        let borrowed = others.map { other in
            let scores = self.learner(in: index, chosen, without: other).adapted(to: history).scores(of: chosen)
            return zip(attribution.scores, scores).map { Double($0) - Double($1) }
        }
        return chosen.indices.map { place in
            guard let product = index.products[chosen[place]] else { return nil }
            var reason = RecommendationReason(
                product: product.id, title: product.title, market: market,
                score: Double(attribution.scores[place]), base: Double(attribution.base[place]))
            for (number, event) in history.events.enumerated() {
                guard let seen = index.products[event.product] else { continue }
                reason.events.append(
                    RecommendationReason.Event(
                        product: seen.id, title: seen.title, kind: event.kind, time: event.time,
                        contribution: attribution.contributions[number][place],
                        effect: attribution.effects[number][place],
                        distance: Double(2 - 2 * index.embeddings.cosine(event.product, chosen[place])), shared: []))
            }
            reason.events.sort { ($1.contribution, $0.product) < ($0.contribution, $1.product) }
            for number in reason.events.indices.prefix(traits) {
                guard let seen = index.products[reason.events[number].product] else { continue }
                reason.events[number].shared = RecommendationReason.shared(
                    product, seen, rarity: index.products.rarity, isWord: index.products.isShared)
            }
            for (number, other) in others.enumerated() where abs(borrowed[number][place]) > 1e-6 {
                reason.markets.append(
                    RecommendationReason.Market(
                        market: index.products.codes.markets[Int(other)], effect: borrowed[number][place]))
            }
            reason.markets.sort { ($1.effect, $0.market) < ($0.effect, $1.market) }
            return reason
        }
    }
}

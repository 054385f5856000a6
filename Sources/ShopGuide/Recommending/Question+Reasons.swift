extension Question {
    /// Why some products are recommended.
    ///
    /// - Parameters:
    ///   - chosen: Their positions.
    ///   - learner: What recommended them.
    ///   - index: Where they are.
    ///   - traits: Of how many events, those that count most, it is told what they have in common with a product.
    /// - Returns: A reason each.
    func reasons(
        for chosen: [Int], _ learner: any ShopperLearner, in index: RecommendationIndex, traits: Int = 3
    ) -> [RecommendationReason] {
        let attribution = Attribution(of: learner, history, candidates: chosen)
        let others = (1..<Int16(index.names.markets.count)).filter { $0 != marketNumber }
        let borrowed = others.map { other in
            let scores = self.learner(in: index, chosen, without: other).adapted(to: history).scores(of: chosen)
            return zip(attribution.scores, scores).map { Double($0) - Double($1) }
        }
        return chosen.indices.compactMap { place in
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
                        distance: Double(2 - 2 * index.points.cosine(event.product, chosen[place])), shared: []))
            }
            reason.events.sort { ($1.contribution, $0.product) < ($0.contribution, $1.product) }
            for number in reason.events.indices.prefix(traits) {
                guard let seen = index.product(reason.events[number].product) else { continue }
                reason.events[number].shared = RecommendationReason.shared(
                    product, seen, rarity: index.rarity, isWord: { index.wordCounts[$0] ?? 0 >= 2 })
            }
            for (number, other) in others.enumerated() where abs(borrowed[number][place]) > 1e-6 {
                reason.markets.append(
                    RecommendationReason.Market(
                        market: index.names.markets[Int(other)], effect: borrowed[number][place]))
            }
            reason.markets.sort { ($1.effect, $0.market) < ($0.effect, $1.market) }
            return reason
        }
    }
}

extension RecommendationIndex {
    /// How much a word of a title tells: nothing where many products have it.
    func rarity(of word: String) -> Double {
        let share = Double(wordCounts[word] ?? 0) / Double(max(count, 1))
        return share > 0.1 && count > 50 ? 0 : max(0.01, 1 - share)
    }
}

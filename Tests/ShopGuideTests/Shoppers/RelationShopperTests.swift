import FewShotLearning
import FewShotNetworks
import FewShotTensors
import GradientChecking
import ShopGuide
import Testing

@Suite struct `Relations of shoppers and products` {
    private static let tolerance: Float = 1e-4

    private func trained(_ source: RankingSource, _ known: [Int]) throws -> RelationRanker {
        var generator = SeededGenerator(seed: 0)
        let ranker = RelationRanker(using: &generator)
        var recipe = RankingRecipe()
        (recipe.passes, recipe.batch) = (6, 16)
        let questions = known.indices.flatMap { shopper in
            (1..<known[shopper]).map { RankingExample(shopper: shopper, known: $0, target: $0) }
        }
        return try TwoMarkets.trained(
            ranker, questions, source, recipe.configuration(examples: questions.count, seed: 0))
    }

    @Test func `beats popularity in a small world, with the same weights from the same seed`() throws {
        let interactions = TwoMarkets.interactions()
        let (source, signals, known) = try TwoMarkets.source(interactions)
        let ranker = try trained(source, known)
        let again = try trained(source, known)
        for (one, other) in zip(ranker.parameters, again.parameters) {
            #expect(try one.values(as: Float.self) == other.values(as: Float.self))
        }
        let questions = known.indices.map { RankingExample(shopper: $0, known: known[$0], target: known[$0]) }
        let evaluation = RankingEvaluation(interactions, questions, others: 30, seeds: [0])
        let learned = evaluation(try RelationShopperLearner(signals: signals, ranker: ranker)).mean.ndcg10
        let popularity = evaluation(PopularityLearner(signals: signals)).mean.ndcg10
        #expect(learned > popularity + 0.15, "\(learned) against \(popularity)")
    }

    @Test func `plain loops score as the tensors that are trained do`() throws {
        let interactions = TwoMarkets.interactions()
        let (source, signals, _) = try TwoMarkets.source(interactions)
        var generator = SeededGenerator(seed: 3)
        let ranker = RelationRanker(using: &generator)
        let learner = try RelationShopperLearner(signals: signals, ranker: ranker)
        let candidates = Array(0..<20)
        for known in [0, 1, 4] {
            let question = RankingExample(shopper: 2, known: known, target: 4)
            let fast = learner.adapted(to: interactions.history(question)).scores(of: candidates)
            let slow = try source.scores(question, candidates, by: ranker, forgetting: false)
            let worst = zip(fast, slow).map { abs($0 - $1) }.max() ?? 0
            #expect(worst < Self.tolerance, "\(known) events: \(worst)")
        }
    }

    @Test func `gradients are those of finite differences`() throws {
        let interactions = TwoMarkets.interactions(shoppers: 40)
        let (source, _, _) = try TwoMarkets.source(interactions)
        var generator = SeededGenerator(seed: 3)
        let ranker = RelationRanker(using: &generator).mapTensors { $0.to(.float64) }
        let questions = [
            RankingExample(shopper: 0, known: 2, target: 2), RankingExample(shopper: 1, known: 0, target: 0),
        ]
        let names = ranker.namedTensors.map(\.name)
        for name in ["first.bias", "middle.bias", "shortcut.weight"] {
            let index = try #require(names.firstIndex(of: name))
            let worst = try GradientCheck.firstOrder(at: [ranker.parameters[index]]) { inputs in
                var parameters = ranker.parameters
                parameters[index] = inputs[0]
                return source.loss(questions, [[0, 5, 9], [1, 2, 3]], by: ranker.replacingParameters(parameters))
            }
            #expect(worst < GradientCheck.tolerance, "\(name)")
        }
    }

    @Test func `no history is a history`() throws {
        let interactions = TwoMarkets.interactions()
        let (_, signals, _) = try TwoMarkets.source(interactions)
        var generator = SeededGenerator(seed: 3)
        let learner = try RelationShopperLearner(signals: signals, ranker: RelationRanker(using: &generator))
        let scores = learner.adapted(to: ShopperHistory()).scores(of: [0, 1, 2])
        #expect(scores.count == 3 && scores.allSatisfy(\.isFinite))
    }
}

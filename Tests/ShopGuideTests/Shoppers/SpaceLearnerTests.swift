import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import GradientChecking
import ShopGuide
import Testing

@Suite struct `Prototypes and MAML of shoppers` {
    /// A source whose signals lack the last event of everybody, with places.
    private func source(_ interactions: MarketInteractions) throws -> (RankingSource, [RankingExample]) {
        let (_, signals, known) = try TwoMarkets.source(interactions)
        let space = try ItemSpace(signals, dimensions: 8)
        let questions = known.indices.map { RankingExample(shopper: $0, known: known[$0], target: known[$0]) }
        return (RankingSource(interactions, signals, known: known, space: space), questions)
    }

    @Test func `products of one group lie together`() throws {
        let (_, signals, _) = try TwoMarkets.source(TwoMarkets.interactions())
        let space = try ItemSpace(signals, dimensions: 8)
        func dot(_ one: Int, _ other: Int) -> Float { zip(space[one], space[other]).map(*).reduce(0, +) }
        #expect(dot(0, 1) > dot(0, TwoMarkets.size) + 0.1)
        let again = try ItemSpace(signals, dimensions: 8)
        #expect(space[3] == again[3])
    }

    @Test(arguments: [0, 3])
    func `gradients are those of finite differences`(known: Int) throws {
        let interactions = TwoMarkets.interactions(shoppers: 40)
        let (source, _) = try source(interactions)
        var generator = SeededGenerator(seed: 3)
        let questions = [
            RankingExample(shopper: 0, known: known, target: 4), RankingExample(shopper: 1, known: 1, target: 2),
        ]
        let lists = [[0, 5, 9], [1, 2, 3]]
        func check(_ ranker: some ShopperRanker) throws -> Double {
            let ranker = ranker.mapTensors { $0.to(.float64) }
            return try GradientCheck.firstOrder(at: ranker.parameters) { inputs in
                source.loss(questions, lists, by: ranker.replacingParameters(inputs))
            }
        }
        #expect(try check(PrototypeRanker(dimensions: 8, using: &generator)) < GradientCheck.tolerance)
        #expect(try check(MAMLRanker(dimensions: 8, using: &generator)) < GradientCheck.tolerance)
    }

    @Test func `both beat popularity in a small world, and come back from a folder as they were`() throws {
        let interactions = TwoMarkets.interactions()
        let (source, questions) = try source(interactions)
        let (_, signals, _) = try TwoMarkets.source(interactions)
        let space = try ItemSpace(signals, dimensions: 8)
        var generator = SeededGenerator(seed: 3)
        var recipe = RankingRecipe()
        (recipe.passes, recipe.batch) = (20, 16)
        let configuration = recipe.configuration(examples: questions.count, rate: 1e-2, seed: 0)
        let (newPrototype, newMAML) = (
            PrototypeRanker(dimensions: 8, using: &generator), MAMLRanker(dimensions: 8, using: &generator)
        )
        let prototype = try TwoMarkets.trained(newPrototype, questions, source, configuration)
        let maml = try TwoMarkets.trained(newMAML, questions, source, configuration)
        let evaluation = RankingEvaluation(interactions, questions, others: 30, seeds: [0])
        let popularity = evaluation(PopularityLearner(signals: signals)).mean.ndcg10
        let nearest = SpaceShopperLearner(signals: signals, space: space, ranker: prototype)
        let adapted = SpaceShopperLearner(signals: signals, space: space, ranker: maml)
        #expect(evaluation(nearest).mean.ndcg10 > popularity + 0.1)
        #expect(evaluation(adapted).mean.ndcg10 > popularity + 0.1)

        let folder = FileManager.default.temporaryDirectory.appending(path: "shoppers-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let description = ModelDescription(
            architecture: Architecture(learner: "maml-ranker", imageShape: [], settings: ["dimensions": "8"]))
        try ModelFolder(folder, registry: .shop).save(maml, description)
        let loaded = try ShopperModel(contentsOf: folder)
        #expect(loaded.description == description)
        let history = interactions.history(questions[0])
        let candidates = Array(0..<20)
        #expect(
            try loaded.learner(signals).adapted(to: history).scores(of: candidates)
                == adapted.adapted(to: history).scores(of: candidates))
        try Data("junk".utf8).write(to: folder.appending(path: "model.safetensors"))
        #expect(throws: (any Error).self) { try ShopperModel(contentsOf: folder) }
        #expect(throws: (any Error).self) { try ShopperModel(contentsOf: folder.appending(path: "none")) }
    }
}

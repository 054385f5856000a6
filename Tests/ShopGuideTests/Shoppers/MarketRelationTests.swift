import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import Testing

/// Rankers of relations that were adapted to markets.
@Suite struct MarketRelationTests {
    private static let products = 6
    private static let histories = (0..<12).map { number in
        ShopperHistory(
            events: (0..<3).map { .init(product: (number + $0) % products, kind: .view) }, market: number % 3)
    }

    private func ranker(_ seed: UInt64) -> RelationRanker {
        var generator = SeededGenerator(seed: seed)
        return RelationRanker(using: &generator)
    }

    private func scores(_ learner: any ShopperLearner, in market: Int?) -> [Float] {
        learner.adapted(to: ShopperHistory(events: [.init(product: 1, kind: .view)], market: market))
            .scores(of: Array(0..<Self.products))
    }

    @Test func `are read as they were, and know their markets by name, whatever their order`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "markets-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let network = MarketRelationRanker(ranker(1), adapted: ["DE": ranker(2), "FR": ranker(3)])
        try ModelFolder(folder.appending(path: "market-relation"), registry: .shop).save(
            network, ModelDescription(architecture: network.architecture))
        let model = try #require(try ShopperModel.all(in: folder).first)
        #expect(model.name == "market-relation" && model.knowsProducts)
        let signals = try InteractionSignals(Self.histories, products: Self.products, markets: 3)
        let frame = ProductFrame(ids: [], markets: ["FR", "JP", "DE"])
        let learner = try model.learner(signals, of: frame)
        for (market, seed) in [(0, 3), (1, 1), (2, 2), (nil, 1)] as [(Int?, UInt64)] {
            let expected = scores(try ranker(seed).learner(over: signals), in: market)
            #expect(scores(learner, in: market) == expected)
        }
        let nameless = try model.learner(signals)
        #expect(scores(nameless, in: 2) == scores(try ranker(1).learner(over: signals), in: 2))
    }
}

import FewShotData
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideStore

/// Measures what `recommend` would rank first on the built-in catalogue, learner by learner: of every made-up shopper the last thing
/// that they wanted is asked for, among 99 that their market sells and they never touched.
package struct GuideTable {
    let shoppers: [ShopperModel]
    let model: CategoryModel
    let seed: UInt64
    let monitor: any WorkMonitor

    /// Creates a table of shoppers' models over a model of products.
    package init(shoppers: [ShopperModel], model: CategoryModel, seed: UInt64, monitor: any WorkMonitor) {
        self.shoppers = shoppers
        self.model = model
        self.seed = seed
        self.monitor = monitor
    }

    /// Scores by learner.
    package struct Results: Encodable {
        struct Score: Encodable {
            var ndcg10: Double
            var hr10: Double
        }

        /// On the last but one thing, by which the usual learner was chosen.
        var validation: [String: Score]
        /// On the last.
        var test: [String: Score]
        var chosen: String
        var seed: UInt64
        var machine: String
        /// The program.
        var revision: String
        var command: String

        package var markdown: String {
            let lines = test.sorted { ($0.value.ndcg10, $0.key) < ($1.value.ndcg10, $1.key) }.map { learner, score in
                String(
                    format: "| \(learner == chosen ? "**\(learner)**" : learner) | %.4f | %.4f | %.4f |",
                    validation[learner]?.ndcg10 ?? 0, score.ndcg10, score.hr10)
            }
            return (["| | validation, nDCG@10 | nDCG@10 | HR@10 |", "| --- | --- | --- | --- |"] + lines).joined(
                separator: "\n") + "\n\n`\(command)`. Chosen on validation: \(chosen). \(machine).\n"
        }
    }

    package func results() throws -> Results {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shopguide-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Stores.open(at: folder.appending(path: "guide.sqlite"), ifAbsent: .create)
        let catalogue = BuiltinCatalogue.generate()
        try store.write { _ = try catalogue.save(with: $0) }
        let events = Dictionary(grouping: catalogue.interactions(), by: \.shopper)
        let validation = try scores(store, catalogue, events, last: 2)
        let chosen = validation.max { ($0.value.ndcg10, $1.key) < ($1.value.ndcg10, $0.key) }?.key ?? ""
        return Results(
            validation: validation, test: try scores(store, catalogue, events, last: 1), chosen: chosen, seed: seed,
            machine: Program.machine(), revision: Program.revision(),
            command: "shopguide reproduce guide --seed \(seed)")
    }

    private func scores(
        _ store: any Store, _ catalogue: BuiltinCatalogue, _ events: [String: [Interaction]], last: Int
    ) throws -> [String: Results.Score] {
        let recommender = try ShopRecommender(store, model, shoppers: shoppers)
        var questions: [(shopper: String, target: Interaction)] = []
        var later: [Interaction] = []
        for (shopper, events) in events.sorted(by: { $0.key < $1.key }) {
            var known = Set<String>()
            let wanted = events.indices.filter {
                known.insert(events[$0].product).inserted && events[$0].kind != .dismiss
            }
            guard wanted.count >= 3 else { continue }
            let place = wanted[wanted.count - last]
            questions.append((shopper, events[place]))
            later += events[place...]
        }
        try recommender.apply(later.map { .interactionRemoved($0) })
        try recommender.fit()
        let products = catalogue.storedProducts()
        let sold = Dictionary(
            uniqueKeysWithValues: BuiltinCatalogue.marketCodes.map { market in
                (market, products.filter { $0.markets.contains(market) }.map(\.id))
            })
        var scores: [String: [RankingScore]] = [:]
        for (number, question) in questions.enumerated() {
            try monitor.checkStop("stopped; the table is measured as a whole: run it again")
            var generator = SeededGenerator(seed: seed, position: number)
            let touched = Set((events[question.shopper] ?? []).map(\.product))
            let others = (sold[question.target.market ?? ""] ?? []).filter { !touched.contains($0) }
            let drawn = generator.sample(min(99, others.count), below: others.count).map { others[$0] }
            var request = RecommendationRequest(shopper: question.shopper)
            request.market = question.target.market
            for learner in recommender.learners {
                request.learner = learner
                let found = try recommender.scores(
                    of: [question.target.product] + drawn, for: request, now: question.target.time ?? .now)
                scores[learner, default: []].append(RankingScore(firstOf: found[...]))
            }
        }
        return scores.mapValues { scores in
            let mean = RankingScore.mean(scores)
            return Results.Score(ndcg10: mean.ndcg10, hr10: mean.hit10)
        }
    }
}

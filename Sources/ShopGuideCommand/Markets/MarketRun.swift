import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore

/// Measures learners of shoppers on market files, or on a grocer's households.
struct MarketRun {
    let source: URL
    let seed: UInt64
    /// Minutes that the whole may take; below the usual half hour, less is trained.
    let budget: Double?
    /// Where the trained weights go.
    let model: URL
    /// Sets of products that compete with each answer.
    static let draws = 5
    private static let usualMinutes = 30.0

    private var effort: ShopperStage.Effort {
        ShopperStage.Effort(seed: seed, share: min(1, (budget ?? Self.usualMinutes) / Self.usualMinutes))
    }

    func results(_ table: MarketTable) throws -> MarketResults {
        let began = ContinuousClock.now
        let (interactions, rows) = try read()
        Output.note(
            "\(rows) rows of \(interactions.histories.count) shoppers in \(interactions.markets.count) markets, "
                + "\(interactions.products) products")
        var results = MarketResults(
            chosen: "", validation: [:], seed: seed, seconds: 0, machine: Program.machine(),
            command: "shopguide reproduce \(table.rawValue) --data \(source.lastPathComponent) --seed \(seed)")
        switch table {
        case .markets: try markets(interactions, &results, began)
        case .shoppers:
            var cold = ColdShoppers(interactions: interactions, effort: effort)
            if isHouseholds { (cold.known, cold.asksNext) = ([1, 3, 5, 10], true) }
            let outcome = try cold.measured()
            (results.B, results.chosen, results.validation) = (outcome.rows, outcome.chosen, outcome.validation)
            results.returning = try ReturningShoppers(interactions: interactions, effort: effort).measured()
        }
        results.seconds = (ContinuousClock.now - began) / .seconds(1)
        return results
    }

    private func markets(
        _ interactions: MarketInteractions, _ results: inout MarketResults, _ began: ContinuousClock.Instant
    ) throws {
        let known = try KnownShoppers(interactions: interactions, effort: effort).measured()
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let description = ShopperModel.Description(
            learner: .relation, dimensions: ShopperStage.dimensions, data: source.lastPathComponent,
            markets: interactions.markets, questions: known.questions,
            epochs: ShopperTraining().epochs(of: known.questions, atLeast: 2), seed: seed,
            validation: known.validation["relation"] ?? 0, trainingSeconds: seconds, revision: Program.revision(),
            machine: Program.machine())
        try ShopperModel(.relation(known.ranker), description).save(to: model)
        (results.A, results.full, results.chosen, results.validation) =
            (known.rows, known.full, known.chosen, known.validation)
        let cold = try ColdShoppers(interactions: interactions, effort: effort).measured()
        (results.B, results.chosenCold) = (cold.rows, cold.chosen)
        if interactions.markets.count > 1 {
            results.newMarket = try NewMarkets(interactions: interactions, effort: effort).measured()
        }
    }

    private var isHouseholds: Bool {
        FileManager.default.fileExists(atPath: source.appending(path: Households.transactions).path)
    }

    private func read() throws -> (MarketInteractions, rows: Int) {
        if isHouseholds {
            let households = try Households(source)
            return (households.interactions, households.rows)
        }
        let folder = try MarketFolder(source)
        return (folder.interactions, folder.rows)
    }
}

import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore

/// Measures learners of shoppers on market files.
struct MarketRun {
    let source: URL
    let seed: UInt64
    let deadline: ContinuousClock.Instant?
    /// Sets of products that compete with each answer.
    static let draws = 5

    func results(_ table: MarketTable) throws -> MarketResults {
        let began = ContinuousClock.now
        let folder = try MarketFolder(source)
        let interactions = folder.interactions
        Output.note(
            "\(folder.rows) rows of \(interactions.histories.count) shoppers in \(interactions.markets.count) markets, "
                + "\(interactions.products) products")
        let known = try KnownShoppers(interactions, seed: seed).measured()
        var results = MarketResults(
            A: known.rows, full: known.full, chosen: known.chosen, validation: known.validation, seed: seed, seconds: 0,
            machine: Program.machine(),
            command: "shopguide reproduce \(table.rawValue) --data \(source.lastPathComponent) --seed \(seed)")
        results.seconds = (ContinuousClock.now - began) / .seconds(1)
        return results
    }
}

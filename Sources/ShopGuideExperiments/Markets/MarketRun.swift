import FewShotData
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Measures learners of shoppers on market files, on a grocer's households, or on the made-up shoppers.
package struct MarketRun {
    /// The folder; without one, the made-up shoppers of the built-in catalogue are taken.
    let source: URL?
    let seed: UInt64
    /// Minutes that the whole may take; below the usual half hour, less is trained.
    let budget: Double?
    /// Where the trained weights go, each learner's in a folder of its own.
    let models: URL
    /// How many folds or new markets are measured at the same time.
    let width: Int
    let monitor: any WorkMonitor

    package init(
        source: URL?, seed: UInt64, budget: Double?, models: URL, width: Int, monitor: any WorkMonitor
    ) {
        self.source = source
        self.seed = seed
        self.budget = budget
        self.models = models
        self.width = width
        self.monitor = monitor
    }

    private static let usualMinutes = 30.0

    private var effort: ShopperStage.Effort {
        ShopperStage.Effort(seed: seed, share: min(1, (budget ?? Self.usualMinutes) / Self.usualMinutes))
    }

    /// Known shoppers, cold ones, and markets that are entered.
    package func markets() throws -> MarketResults {
        try results("markets") { interactions, results in
            let began = ContinuousClock.now
            let known = try KnownShoppers(interactions: interactions, effort: effort, monitor: monitor).measured()
            try save(known, of: interactions, seconds: (ContinuousClock.now - began) / .seconds(1))
            (results.A, results.full, results.chosen, results.validation) =
                (known.rows, known.full, known.chosen, known.validation)
            let cold = try ColdShoppers(interactions: interactions, effort: effort, monitor: monitor, width: width)
                .measured()
            (results.B, results.chosenCold) = (cold.rows, cold.chosen)
            if interactions.markets.count > 1 {
                var entering = effort
                entering.epochs = 4
                results.newMarket = try NewMarkets(
                    interactions: interactions, effort: entering, monitor: monitor, width: width
                ).measured()
            }
        }
    }

    /// Cold shoppers, and those who come back.
    package func shoppers() throws -> MarketResults {
        try results("shoppers") { interactions, results in
            var effort = effort
            // Few questions, so that more can be made of each, chosen on validation households; and by three rankers, whose faults differ.
            if isHouseholds { (effort.negatives, effort.epochs, effort.members) = (60, 6, 3) }
            var cold = ColdShoppers(interactions: interactions, effort: effort, monitor: monitor, width: width)
            // So few households that the differences of one fifth would be chance.
            if isHouseholds { (cold.known, cold.asksNext, cold.folds) = ([1, 3, 5, 10], true, 5) }
            let outcome = try cold.measured()
            (results.B, results.chosen, results.validation) = (outcome.rows, outcome.chosen, outcome.validation)
            results.advantages = outcome.advantages
            results.returning = try ReturningShoppers(
                interactions: interactions, effort: effort, monitor: monitor, width: width
            ).measured()
        }
    }

    private func results(
        _ table: String, _ measure: (MarketInteractions, inout MarketResults) throws -> Void
    ) throws -> MarketResults {
        let began = ContinuousClock.now
        let (interactions, rows) = try read()
        monitor.note(
            "\(rows) rows of \(interactions.histories.count) shoppers in \(interactions.markets.count) markets, "
                + "\(interactions.products) products")
        let data = source.map { " --data \($0.lastPathComponent)" } ?? ""
        let limit = budget.map { " --budget \($0)" } ?? ""
        let machine = Program.machine()
        // Parts run side by side, each operation in one thread: most are too small to be shared.
        try TensorRuntime.setThreads(1)
        var results = MarketResults(
            chosen: "", validation: [:], seed: seed, seconds: 0, machine: machine, revision: Program.revision(),
            command: "shopguide reproduce \(table)\(data)\(limit) --seed \(seed) --threads \(width)")
        try measure(interactions, &results)
        results.seconds = (ContinuousClock.now - began) / .seconds(1)
        return results
    }

    private func save(_ known: KnownShoppers.Outcome, of interactions: MarketInteractions, seconds: Double) throws {
        for (kind, weights) in known.weights {
            let description = ShopperModel.Description(
                learner: kind, dimensions: ShopperStage.dimensions, data: source?.lastPathComponent ?? "builtin",
                markets: interactions.markets, questions: known.questions,
                epochs: ShopperTraining().epochs(of: known.questions, atLeast: 2), seed: seed,
                validation: known.validation[kind.rawValue] ?? 0, trainingSeconds: seconds,
                revision: Program.revision(), machine: Program.machine())
            try ShopperModel(weights, description).save(to: models.appending(path: kind.rawValue))
        }
    }

    private var isHouseholds: Bool {
        source.map { FileManager.default.fileExists(atPath: $0.appending(path: Households.transactions).path) } ?? false
    }

    private func read() throws -> (MarketInteractions, rows: Int) {
        guard let source else { return Self.builtin() }
        if isHouseholds {
            let households = try Households(source)
            return (households.interactions, households.rows)
        }
        let folder = try MarketFolder(source)
        return (folder.interactions, folder.rows)
    }

    /// What the made-up shoppers wanted.
    private static func builtin() -> (MarketInteractions, rows: Int) {
        let catalogue = BuiltinCatalogue.generate()
        let numbers = Dictionary(uniqueKeysWithValues: catalogue.products.enumerated().map { ($1.id, $0) })
        let markets = BuiltinCatalogue.marketCodes
        var histories: [String: ShopperHistory] = [:]
        let wanted = catalogue.events().filter { $0.kind != .dismiss }
        for event in wanted {
            guard let product = numbers[event.product] else { continue }
            histories[event.shopper, default: ShopperHistory(market: markets.firstIndex(of: event.market))].events
                .append(
                    .init(
                        product: product, kind: event.kind.stored, value: event.rating,
                        time: Timestamp(milliseconds: Int64(event.seconds) * 1000)))
        }
        let ordered = histories.sorted { $0.key < $1.key }.map(\.value)
        return (MarketInteractions(markets: markets, products: numbers.count, histories: ordered), wanted.count)
    }
}

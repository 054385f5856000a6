import FewShotTensors
import ShopGuide
import Testing

/// Estimates from logs, where the truth is known.
@Suite struct LogEstimateTests {
    /// A shop of some kinds of shoppers, each of whom likes other products, with lists of two places.
    private struct Simulation {
        static let kinds = 4
        static let products = 6
        static let positions = 2

        var generator: SeededGenerator

        /// The probability of a click.
        static func click(_ kind: Int, _ product: Int, _ position: Int) -> Double {
            let liking = 0.05 + 0.35 * Double((product * 5 + kind * 3) % products) / Double(products - 1)
            return liking / Double(position)
        }

        /// The probabilities with which the logged ranker shows products: it likes some, and tries all.
        static func propensities(_ kind: Int) -> [Double] {
            let weights = (0..<products).map { 1 + Double(($0 + kind) % 4) }
            let whole = weights.reduce(0, +)
            return weights.map { $0 / whole }
        }

        /// The product that the other ranker shows.
        static func preferred(_ kind: Int, _ position: Int) -> Int { (2 * kind + position) % products }

        /// The click rate that it has.
        static var truth: Double {
            var sum = 0.0
            for kind in 0..<kinds {
                for position in 1...positions { sum += click(kind, preferred(kind, position), position) }
            }
            return sum / Double(kinds * positions)
        }

        mutating func draw(_ chances: [Double]) -> Int {
            var rest = Double.random(in: 0..<1, using: &generator)
            for (place, chance) in chances.enumerated() {
                rest -= chance
                if rest < 0 { return place }
            }
            return chances.count - 1
        }

        /// The log of shoppers with three lists each.
        mutating func log(shoppers: Int) -> [LoggedPlace] {
            (0..<shoppers).flatMap { shopper -> [LoggedPlace] in
                let kind = Int.random(in: 0..<Self.kinds, using: &generator)
                let chances = Self.propensities(kind)
                return (0..<3).flatMap { _ in
                    (1...Self.positions).map { position in
                        let shown = draw(chances)
                        let chance = Self.click(kind, shown, position)
                        return LoggedPlace(
                            shopper: shopper, position: position, shown: shown,
                            preferred: Self.preferred(kind, position), propensity: chances[shown],
                            isClicked: Double.random(in: 0..<1, using: &generator) < chance)
                    }
                }
            }
        }
    }

    private func covers(_ estimate: LogEstimates.Estimate?, _ truth: Double) -> Bool {
        guard let estimate else { return false }
        return estimate.interval95[0] <= truth && truth <= estimate.interval95[1]
    }

    @Test func `intervals have the true click rate in them as often as they say`() {
        let (truth, runs) = (Simulation.truth, 300)
        var (plain, normalised, robust) = (0, 0, 0)
        var (plainError, robustError, support) = (0.0, 0.0, 0.0)
        for run in 0..<runs {
            var simulation = Simulation(generator: SeededGenerator(seed: UInt64(run)))
            let estimates = LogEstimates(simulation.log(shoppers: 400))
            if covers(estimates.inversePropensity, truth) { plain += 1 }
            if covers(estimates.selfNormalised, truth) { normalised += 1 }
            if covers(estimates.doublyRobust, truth) { robust += 1 }
            plainError += ((estimates.inversePropensity?.mean ?? 0) - truth) / Double(runs)
            robustError += ((estimates.doublyRobust?.mean ?? 0) - truth) / Double(runs)
            support += estimates.support / Double(runs)
            #expect(estimates.warnings.isEmpty, "\(estimates.warnings)")
        }
        // Of 300 logs 285 are expected, 3.8 more or less; one such deviation is allowed.
        for count in [plain, normalised, robust] { #expect(count >= 281, "\(plain), \(normalised), \(robust)") }
        // There is no bias to see.
        #expect(abs(plainError) < 0.002 && abs(robustError) < 0.002, "\(plainError), \(robustError)")
        #expect(abs(support - 1) < 0.02)
        // What was shown had another click rate: the log's own would be wrong.
        var simulation = Simulation(generator: SeededGenerator(seed: 1))
        #expect(!covers(LogEstimates(simulation.log(shoppers: 4000)).logged, truth))
    }

    @Test func `replay is right where products were drawn evenly`() {
        var generator = SeededGenerator(seed: 5)
        let places = (0..<6000).map { shopper in
            let shown = Int.random(in: 0..<4, using: &generator)
            return LoggedPlace(
                shopper: shopper, position: 1, shown: shown, preferred: shopper % 4, propensity: 0.25,
                isClicked: Double.random(in: 0..<1, using: &generator) < 0.1 * Double(shown + 1))
        }
        let estimates = LogEstimates(places)
        #expect(covers(estimates.replay, 0.25) && covers(estimates.selfNormalised, 0.25))
        #expect(abs(estimates.matched - 0.25) < 0.02 && abs(estimates.effectivePlaces / 1500 - 1) < 0.1)
    }

    @Test func `where nothing supports an estimate there is none, and it says so`() {
        let places = (0..<500).map {
            LoggedPlace(shopper: $0, position: 1, shown: $0 % 3, preferred: 7, propensity: 0.3, isClicked: $0 % 5 == 0)
        }
        let estimates = LogEstimates(places)
        #expect(estimates.replay == nil && estimates.inversePropensity == nil && estimates.selfNormalised == nil)
        #expect(estimates.doublyRobust == nil && estimates.matched == 0)
        #expect(estimates.warnings.first?.hasPrefix("nothing supports an estimate") == true)
        #expect(abs(estimates.logged.mean - 0.2) < 1e-9)
    }

    @Test func `thin support is warned of, and so is what could never be shown`() {
        // Of a hundred choices one could be shown, and was.
        let places = (0..<500).map { number in
            LoggedPlace(
                shopper: number, position: 1, shown: number % 2, preferred: number % 100 == 0 ? 0 : 9, propensity: 0.5,
                isClicked: number % 7 == 0)
        }
        let warnings = LogEstimates(places).warnings
        #expect(
            warnings.contains { $0.hasPrefix("thin support") }
                && warnings.contains { $0.contains("could not be shown") })
        #expect(warnings.contains { $0.contains("clicks on matching places") })
    }
}

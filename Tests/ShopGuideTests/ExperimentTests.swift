import FewShotTensors
import ShopGuide
import Testing

/// Experiments: who has which arm, how lists are drawn, and what the counts say.
@Suite struct ExperimentTests {
    private func isNear(_ interval: ShareInterval, _ low: Double, _ high: Double) -> Bool {
        abs(interval.low - low) < 5e-5 && abs(interval.high - high) < 5e-5
    }

    /// Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
    func `Wilson's interval is as published`(_ successes: Int, _ trials: Int, _ low: Double, _ high: Double) {
        #expect(isNear(.wilson(successes, of: trials), low, high))
    }

    @Test func `Wilson's interval of all mirrors that of none, and nothing tried leaves all open`() {
        #expect(isNear(.wilson(20, of: 20), 1 - 0.1611, 1))
        #expect(ShareInterval.wilson(0, of: 0) == ShareInterval(low: 0, high: 1))
    }

    /// Newcombe (1998), "Interval estimation for the difference between independent proportions", table II, method 10.
    @Test(arguments: [
        (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (10, 10, 0, 20, 0.6791, 1),
        (5, 56, 0, 29, -0.0381, 0.1926),
    ])
    func `Newcombe's interval is as published`(
        _ successes: Int, _ trials: Int, _ others: Int, _ otherTrials: Int, _ low: Double, _ high: Double
    ) {
        let interval = ShareInterval.newcombe(
            CountedShare(others, of: otherTrials), CountedShare(successes, of: trials))
        #expect(isNear(interval, low, high), "\(interval)")
    }

    private func experiment(_ name: String, share: Double = 0.5) -> Experiment {
        Experiment(name: name, a: "popular", b: "relation", share: share, started: Timestamp(milliseconds: 0))
    }

    @Test func `a shopper keeps their arm`() {
        for number in 0..<100 {
            let shopper = "shopper-\(number)"
            #expect(experiment("first").arm(of: shopper) == experiment("first").arm(of: shopper))
        }
        // Fixed for ever: other machines, and later versions, must say the same.
        let arms = (0..<8).map { experiment("first").arm(of: "shopper-\($0)").rawValue }.joined()
        #expect(arms == "bbaaaabb")
    }

    @Test(arguments: [0.1, 0.5, 0.9])
    func `arms have their shares, within five standard errors`(_ share: Double) {
        let shoppers = 20_000
        let inB = (0..<shoppers).count { experiment("x", share: share).arm(of: "\($0)") == .b }
        let error = (share * (1 - share) / Double(shoppers)).squareRoot()
        #expect(abs(Double(inB) / Double(shoppers) - share) < 5 * error)
    }

    @Test func `arms of two experiments have nothing to do with each other`() {
        let shoppers = 20_000
        let together = (0..<shoppers).count { experiment("x").arm(of: "\($0)") == experiment("y").arm(of: "\($0)") }
        #expect(abs(Double(together) / Double(shoppers) - 0.5) < 5 * 0.5 / Double(shoppers).squareRoot())
    }

    @Test func `a share of none and of all is that`() {
        for number in 0..<1000 {
            #expect(experiment("x", share: 0).arm(of: "\(number)") == .a)
            #expect(experiment("x", share: 1).arm(of: "\(number)") == .b)
        }
    }

    @Test func `a draft has each product once, in both guides' order`() {
        var generator = SeededGenerator(seed: 1)
        let a = ["1", "2", "3", "4", "5", "6"]
        let b = ["6", "3", "7", "8", "1", "9"]
        for _ in 0..<200 {
            let picks = TeamDraft(a, b, count: 8, using: &generator).picks
            #expect(picks.count == 8)
            #expect(Set(picks.map(\.product)).count == 8)
            for (team, ranking) in [(Experiment.Arm.a, a), (.b, b)] {
                let places = picks.filter { $0.team == team }.compactMap { ranking.firstIndex(of: $0.product) }
                #expect(places == places.sorted())
            }
            // Teams never differ by more than one pick.
            for length in 1...8 {
                let inA = picks.prefix(length).count { $0.team == .a }
                #expect(abs(2 * inA - length) <= 1 + length % 2)
            }
        }
    }

    @Test func `of two guides of one opinion, each has half of the clicks on the first product`() {
        var generator = SeededGenerator(seed: 2)
        let ranking = (0..<10).map { "\($0)" }
        let rounds = 4000
        let inA = (0..<rounds).count { _ in
            TeamDraft(ranking, ranking, count: 10, using: &generator).picks[0].team == .a
        }
        #expect(abs(Double(inA) / Double(rounds) - 0.5) < 5 * 0.5 / Double(rounds).squareRoot())
    }

    @Test func `a draft ends where both have nothing more`() {
        var generator = SeededGenerator(seed: 3)
        #expect(TeamDraft(["1"], ["1"], count: 5, using: &generator).picks.map(\.product) == ["1"])
        #expect(TeamDraft([], [], count: 5, using: &generator).picks.isEmpty)
        #expect(
            Set(TeamDraft(["1"], ["2", "3"], count: 9, using: &generator).picks.map(\.product)) == ["1", "2", "3"])
        #expect(TeamDraft(["1"], ["2"], count: 0, using: &generator).picks.isEmpty)
    }
}

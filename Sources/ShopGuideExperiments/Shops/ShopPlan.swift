import FewShotLearning
import ShopGuide

/// The things that a shop has data for, and the time and memory that learning from them takes.
package struct ShopPlan: Sendable {
    /// Events that learners of shoppers need at least: with fewer, differences between them are chance.
    package static let leastEvents = 3400
    /// Shoppers that they need at least.
    package static let leastShoppers = 200

    /// Whether learners of shoppers are trained.
    package let isEnough: Bool
    /// A sentence on each thing that was found, and on each that was left out and why.
    package private(set) var sentences: [String] = []
    /// The share of the examples that is trained on, so that it ends in time.
    package let share: Double
    /// The most shoppers that are asked for in one protocol, so that it ends in time.
    let shoppers: Int
    /// The seconds that it takes, about.
    package let seconds: Double
    /// The megabytes that it takes, about.
    package let megabytes: Int

    /// Seconds for one example of the ranker of relations in one pass, on one thread of a slow server.
    private static let secondsPerExample = 0.13e-3
    /// Seconds for one step of the sequence model.
    private static let secondsPerStep = 0.03
    /// Seconds for one score of the evaluations.
    private static let secondsPerScore = 1.3e-7
    /// Seconds for a column of a sparse EASE.
    private static let secondsPerColumn = 2e-4
    /// The share of a budget that the evaluations may take.
    private static let testShare = 0.4
    /// The shoppers below which differences between learners are chance.
    private static let fewestShoppers = 100

    /// Plans a run.
    ///
    /// - Parameters:
    ///   - shop: The shop's interactions.
    ///   - minutes: The minutes that it may take; nil where nobody said.
    ///   - shoppers: The most shoppers that are asked for in one protocol.
    ///   - trains: Whether learners are to be trained where there is enough data.
    package init(_ shop: ShopInteractions, minutes: Double?, shoppers: Int, trains: Bool = true) {
        let (interactions, events) = (shop.interactions, shop.events)
        isEnough = trains && shop.spans != nil && events >= Self.leastEvents && shop.shoppers >= Self.leastShoppers
        let groups = Double(interactions.markets.count + 1)
        // Each shopper also counts twice as a newcomer.
        let examples = events + 2 * interactions.histories.count
        // And once more where it is adapted to markets.
        let passes = Double(
            RankingRecipe().passes(over: examples, atLeast: 2) + (interactions.markets.count > 1 ? 1 : 0))
        let steps = Double(SequenceObjective.recipe(sequences: interactions.histories.count, seed: 0).episodes)
        let training = 2 * (Double(examples) * passes * Self.secondsPerExample + steps * Self.secondsPerStep)
        let products = Double(interactions.products)
        let possible = min(shoppers, interactions.histories.count)
        let secondsPerShopper = 6 * products * 12 * Self.secondsPerScore
        let inTime = minutes.map { Int(Self.testShare * $0 * 60 / secondsPerShopper) } ?? possible
        self.shoppers = max(min(possible, Self.fewestShoppers), min(possible, inTime))
        let isSparse = products > Double(InteractionSignals.Options().easeLimit)
        let ease = isSparse ? 0 : products
        let columns = isSparse ? products * Self.secondsPerColumn : ease * ease * ease * 3e-11
        let other = Double(self.shoppers) * secondsPerShopper + groups * 4 * columns
        let allowed = minutes.map { max(5, $0 * 60 - other) } ?? training
        share = isEnough ? min(1, max(0.02, allowed / max(training, 1))) : 1
        seconds = isEnough ? training * share + other : other / 3
        megabytes = Int(
            300 + Double(events) * 0.6e-3 + groups * ease * ease * 4e-6 + ease * ease * 8e-6
                + products * 4e-3)
        describe(shop, trains: trains)
        if self.shoppers < possible {
            sentences.append(
                "evaluation: \(Self.grouped(self.shoppers)) shoppers are asked for in each protocol, so that ranking "
                    + "\(Self.grouped(interactions.products)) products for each fits the budget")
        }
    }

    private mutating func describe(_ shop: ShopInteractions, trains: Bool) {
        let interactions = shop.interactions
        let markets = interactions.markets.count
        if isEnough {
            sentences.append(
                "shoppers: \(shop.events) events of \(shop.shoppers) shoppers with \(interactions.products) products"
                    + (markets > 1 ? " in \(markets) markets" : "")
                    + ": relations\(markets > 1 ? " (also adapted to each market)" : ""), prototypes, MAML and a sequence "
                    + "model are trained, and the blend of all")
        } else if !trains {
            sentences.append("shoppers: \(shop.events) events of \(shop.shoppers) shoppers; nothing is trained on them")
        } else {
            sentences.append(Self.missing(shop))
        }
        sentences += shop.notes
        if markets < 2, isEnough {
            sentences.append("markets: there is one, so that none can be taken as if just entered")
        }
    }

    /// Says what there is and what would be enough, about: "412 events of 61 shoppers: popularity and content are used; about 3,000 more
    /// events until shoppers can be learned".
    package static func missing(_ shop: ShopInteractions) -> String {
        var needed: [String] = []
        if shop.events < leastEvents { needed.append("about \(rounded(leastEvents - shop.events)) more events") }
        if shop.shoppers < leastShoppers { needed.append("\(rounded(leastShoppers - shop.shoppers)) more shoppers") }
        if needed.isEmpty, shop.spans == nil { needed.append("events at more than one moment") }
        return "\(shop.events) events of \(shop.shoppers) shoppers: popularity and content are used; "
            + "\(needed.joined(separator: " and ")) until shoppers can be learned"
    }

    /// A number rounded to two figures: `3,000` for 2,988.
    static func rounded(_ number: Int) -> String {
        guard number > 20 else { return "\(number)" }
        var unit = 1
        while unit * 100 <= number { unit *= 10 }
        let rounded = (number + unit / 2) / unit * unit
        return grouped(rounded)
    }

    /// A number with a comma after every three figures.
    static func grouped(_ number: Int) -> String {
        number < 1000 ? "\(number)" : grouped(number / 1000) + "," + String(String(number % 1000 + 1000).dropFirst())
    }
}

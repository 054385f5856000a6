import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide

/// The examples of a span of time, by protocol: what somebody wanted first in it, from what they did before.
struct ShopExamples: Sendable {
    /// A protocol of evaluation.
    enum Kind: Sendable, Hashable {
        /// Shoppers whom the shop knows: their next product.
        case known
        /// Shoppers of whom the shop knows nothing but their latest events, so many.
        case cold(Int)
        /// Shoppers who come back after eight weeks or more.
        case returning

        /// The name in reports.
        var name: String {
            switch self {
            case .known: "known"
            case .cold(let count): "cold-\(count)"
            case .returning: "returning"
            }
        }

        /// The name in words.
        var title: String {
            switch self {
            case .known: "Known shoppers: the next product"
            case .cold(let count): "Cold shoppers, \(count == 1 ? "1 event" : "\(count) events") known"
            case .returning: "Back after eight weeks or more: the next product"
            }
        }

        /// All protocols.
        static let all: [Kind] = [.known, .cold(0), .cold(1), .cold(3), .cold(5), .returning]
    }

    let interactions: MarketInteractions
    private let isDated: Bool
    /// Whether a history is of a shopper whom nothing is learned from, by position.
    let isCold: [Bool]
    let seed: UInt64
    /// The most shoppers that are asked for in one protocol.
    let most: Int

    /// One of so many shoppers is held out whole.
    private static let coldShare: UInt64 = 5
    /// In days.
    private static let absence = 56.0

    /// Holds some shoppers out, by their ids alone.
    init(_ shop: ShopInteractions, seed: UInt64, most: Int) {
        (interactions, isDated) = (shop.interactions, shop.isDated)
        isCold = shop.shopperIDs.map {
            (PackedEvents.hash($0) ^ seed &* 0x9E37_79B9_7F4A_7C15) >> 8 % Self.coldShare == 0
        }
        (self.seed, self.most) = (seed, most)
    }

    /// The number of events of each history that are known at a moment; 0 for those that are held out.
    func lengths(before moment: Timestamp) -> [Int] {
        interactions.histories.indices.map {
            isCold[$0] ? 0 : TimeSpans.count(interactions.histories[$0], before: moment)
        }
    }

    /// The examples of a protocol, from a moment on until another one, with the interactions that they are of, as learners see them.
    func examples(
        _ kind: Kind, from begin: Timestamp, until end: Timestamp?
    ) -> (interactions: MarketInteractions, examples: [RankingExample]) {
        let found = dated(kind, from: begin, until: end)
        return (isDated ? found.interactions : found.interactions.withoutTimes, found.examples)
    }

    private func dated(
        _ kind: Kind, from begin: Timestamp, until end: Timestamp?
    ) -> (interactions: MarketInteractions, examples: [RankingExample]) {
        func isInSpan(_ event: ShopperHistory.Event) -> Bool {
            guard let time = event.time else { return false }
            return time.milliseconds >= begin.milliseconds && end.map { time.milliseconds < $0.milliseconds } ?? true
        }
        // Products that are taken after the span aren't known to be.
        let all = interactions
        let interactions = end.map { end in all.past(all.histories.map { TimeSpans.count($0, before: end) }) } ?? all
        var examples: [RankingExample] = []
        for shopper in interactions.histories.indices {
            let events = interactions.histories[shopper].events
            switch kind {
            case .known:
                guard !isCold[shopper], let place = events.firstIndex(where: isInSpan), place > 0 else { continue }
                examples.append(RankingExample(shopper: shopper, known: place, target: place))
            case .returning:
                guard !isCold[shopper] else { continue }
                let place = events.indices.dropFirst().first { index in
                    guard isInSpan(events[index]), let before = events[index - 1].time, let time = events[index].time
                    else { return false }
                    return time.days - before.days >= Self.absence
                }
                if let place { examples.append(RankingExample(shopper: shopper, known: place, target: place)) }
            case .cold(let count):
                guard isCold[shopper], let place = events.firstIndex(where: isInSpan), place >= count else { continue }
                examples.append(RankingExample(shopper: shopper, known: place, target: place))
            }
        }
        if examples.count > most {
            var generator = SeededGenerator(seed: SeedPurpose.test.seed(from: seed))
            examples = generator.shuffled(examples).prefix(most).sorted { $0.shopper < $1.shopper }
        }
        guard case .cold(let count) = kind else { return (interactions, examples) }
        // The shop met them so many events ago.
        let histories = examples.map { example in
            var history = interactions.histories[example.shopper]
            history.events.removeFirst(example.known - count)
            return history
        }
        let met = MarketInteractions(
            markets: interactions.markets, products: interactions.products, histories: histories,
            offers: interactions.offers)
        return (met, histories.indices.map { RankingExample(shopper: $0, known: count, target: count) })
    }
}

import ShopGuide

/// The amount of training in a market protocol.
struct TrainingBudget: Sendable {
    /// The seed of weights, orders and draws.
    var seed: UInt64
    /// The share of the examples that is trained on; 1 by default.
    var share = 1.0
    /// Whether ages of events count.
    var knowsAge = true
    /// Products that compete with the right one, in training the ranker of relations.
    var negatives = 15
    /// Whether half of those are drawn from the products that somebody had in the market: where a catalogue offers far more, these are
    /// the ones that are hard to tell from the right one.
    var prefersTaken = false
    /// Passes over all examples in training the ranker of relations, at least.
    var passes = 2
    /// Rankers of relations that are trained alike, begun differently, and averaged.
    var members = 1
    /// The treatment of more products than a dense inverse is kept of: what the protocols of markets are published with.
    var easeBeyond = EASE.Beyond.mostPopular
    /// Products of which a dense inverse is kept.
    var easeLimit = InteractionSignals.Options().easeLimit

    /// The seeds of the sets of products that compete with each answer, in tests.
    var testSeeds: [UInt64] { (0..<5).map { seed &* 1000 &+ $0 } }
    /// The seed of those in validation.
    var validationSeeds: [UInt64] { [seed &+ 100] }
}

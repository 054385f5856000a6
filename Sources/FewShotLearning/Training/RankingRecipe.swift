import FewShotNetworks

/// The part of a recipe that is of rankings: in each example the right item is to be ranked above others.
public struct RankingRecipe: Sendable, Codable, Equatable {
    /// Examples of a step.
    public var batch = 128
    /// Items that compete with the right one.
    public var negatives = 15
    /// Passes over all examples.
    public var passes = 3
    /// Whether ages of events count.
    public var knowsAge = true

    /// Creates the default recipe.
    public init() {}

    /// The default recipe of rankers of vectors: smaller steps, more passes.
    public static let ofSpaces = {
        var recipe = RankingRecipe()
        (recipe.batch, recipe.passes) = (64, 4)
        return recipe
    }()

    /// Steps that are taken where there are few examples; fewer end before anything is learned.
    private static let fewestSteps = 300
    /// Passes at most, however few the examples are.
    private static let mostPasses = 60

    /// The number of passes, more where there are few examples.
    ///
    /// - Parameters:
    ///   - examples: The number of examples.
    ///   - least: The passes where there are many.
    /// - Returns: The passes, 60 at most where there are few.
    public func passes(over examples: Int, atLeast least: Int) -> Int {
        max(least, min(Self.mostPasses, Self.fewestSteps * batch / max(1, examples)))
    }

    /// The recipe of a run over a number of examples: the rate rises for 50 steps and falls by a cosine.
    public func configuration(examples: Int, rate: Double = 3e-3, seed: UInt64) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.ranking = self
        let steps = max(1, (examples + batch - 1) / batch)
        (configuration.epochLength, configuration.episodes) = (steps, steps * passes)
        configuration.rate = rate
        configuration.schedule = .cosine(steps: max(1, examples / batch) * passes, final: 0)
        (configuration.warmUp, configuration.gradientLimit) = (50, 5)
        configuration.seed = seed
        return configuration
    }
}

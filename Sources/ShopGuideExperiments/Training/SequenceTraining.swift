import FewShotLearning
import ShopGuide

/// Training of a sequence model in the folder of an experiment.
enum SequenceTraining {
    /// The number of steps that it is trained for.
    enum Length: Sendable {
        /// As many as validate best on examples.
        case validated(RankingEvaluation)
        /// As many as were best before.
        case fixed(Int)
    }

    /// Trains a model, from its checkpoint if it has one; one that is trained already is read.
    ///
    /// - Parameters:
    ///   - name: The name of the stage, of which the training's folder is made.
    ///   - histories: The histories, without what isn't to be known.
    ///   - frame: The products.
    ///   - budget: The amount of training.
    ///   - folder: The folder of the experiment.
    ///   - length: The number of steps.
    /// - Returns: The model, and the step that its weights are of.
    /// - Throws: ``ExperimentError`` if the user stopped it, its checkpoint written.
    static func trained(
        _ name: String, _ histories: [ShopperHistory], of frame: ProductFrame, _ budget: TrainingBudget,
        _ folder: ExperimentFolder, _ length: Length
    ) throws -> (module: SequenceRanker, step: Int) {
        let (untrained, architecture) = SequenceRanker.untrained(on: histories, of: frame, seed: budget.seed)
        let count = histories.count { $0.events.count >= 2 }
        var configuration = SequenceObjective.recipe(sequences: count, seed: budget.seed)
        if budget.share < 1, let ranking = configuration.ranking {
            let passes = max(2, Int(Double(ranking.passes) * budget.share))
            configuration = SequenceObjective.recipe(sequences: count, passes: passes, seed: budget.seed)
        }
        var validation: SequenceValidation?
        switch length {
        case .validated(let evaluation):
            validation = SequenceValidation(evaluation, of: frame, products: frame.count)
        case .fixed(let steps):
            // The rate falls as it did; the weights of that step are taken.
            configuration.episodes = max(1, steps)
        }
        return try folder.trained(
            "\(name)/sasrec", untrained, architecture, configuration, title: "\(count) sequences"
        ) {
            try SequenceObjective(for: untrained, histories, of: frame, configuration, validation: validation)
        }
    }
}

extension MarketInteractions {
    /// The products by their numbers, where nothing else is known of them.
    var frame: ProductFrame { ProductFrame(ids: (0..<products).map { "\($0)" }, markets: markets) }
}

import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide

/// Training of a ranker for shoppers on the interactions of one or several markets.
///
/// The last event of each shopper with three or more is held back; the weights that rank it highest are kept.
package struct RankerTraining {
    /// The kind of ranker.
    package let kind: LearnerKind
    private let data: MarketData
    private let folder: TrainingFolder
    private let seed: UInt64
    private let monitor: any WorkMonitor

    private let known: [Int]
    private let held: [RankingExample]

    /// Shoppers that the weights are chosen by, at most.
    private static let validationShoppers = 1000

    /// Prepares a training in a folder.
    package init(
        _ kind: LearnerKind, on data: MarketData, in folder: TrainingFolder, seed: UInt64, monitor: any WorkMonitor
    ) {
        self.kind = kind
        self.data = data
        self.folder = folder
        self.seed = folder.header?.configuration.seed ?? seed
        self.monitor = monitor
        let lengths = data.interactions.histories.map(\.events.count)
        known = lengths.map { $0 >= 3 ? $0 - 1 : $0 }
        var generator = SeededGenerator(seed: SeedPurpose.validation.seed(from: self.seed))
        let asked = lengths.indices.filter { lengths[$0] >= 3 }
        held = generator.shuffled(asked).prefix(Self.validationShoppers).map { shopper in
            RankingExample(shopper: shopper, known: lengths[shopper] - 1, target: lengths[shopper] - 1)
        }
    }

    private var isOfPairs: Bool { kind.settings.isEmpty }

    private var examples: [RankingExample] {
        isOfPairs ? ShopperStage.sequences(known) : ShopperStage.lastEvents(known)
    }

    /// The recipe of the run in the folder, or else the ranker's own for as many examples as there are.
    package var configuration: TrainingConfiguration {
        if let header = folder.header { return header.configuration }
        var recipe = kind.recipe?.ranking ?? RankingRecipe()
        recipe.passes = recipe.passes(over: examples.count, atLeast: recipe.passes)
        return recipe.configuration(examples: examples.count, rate: kind.recipe?.rate ?? 3e-3, seed: seed)
    }

    /// Trains from the folder's checkpoint, or from the beginning, to the end.
    ///
    /// - Parameters:
    ///   - configuration: The recipe.
    ///   - settings: The ranker's settings where they aren't its defaults.
    /// - Returns: The summary of the run.
    /// - Throws: ``ExperimentError`` if the user stopped it, its checkpoint written.
    package func run(
        _ configuration: TrainingConfiguration, settings: [String: String]
    ) throws -> TrainingSession.Summary {
        var settings = settings
        if !isOfPairs, settings["dimensions"] == nil {
            settings["dimensions"] = "\(min(ItemSpace.defaultDimensions, data.interactions.products))"
        }
        let architecture = Architecture(
            learner: kind.name, encoder: "none", imageShape: [], settings: settings.isEmpty ? nil : settings)
        let header = CheckpointFile.Header(
            architecture: architecture, configuration: configuration,
            data: data.provenance(scheme: "last event of each shopper held back"), progress: TrainingProgress(),
            threads: TensorRuntime.threads, processes: folder.group?.size)
        try folder.checkFits(header, monitor)
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: configuration.seed))
        return try train(LearnerKind.ranker(architecture, using: &generator), header)
    }

    private func train(
        _ untrained: some ShopperRanker, _ header: CheckpointFile.Header
    ) throws -> TrainingSession.Summary {
        let interactions = data.interactions
        let (signals, dimensions) = (try signals(known), untrained.dimensions)
        // An embedding of what was had gives the last event away: rankers of these learn from signals without it.
        let earlier = dimensions == nil ? known : known.map { max(0, $0 - 1) }
        let own = dimensions == nil ? signals : try self.signals(earlier)
        let source = RankingSource(
            interactions, own, known: earlier, space: try dimensions.map { try ItemSpace(own, dimensions: $0) })
        let validation = RankingValidation(
            RankingEvaluation(interactions, held, seeds: [seed &+ 100]), signals,
            space: try dimensions.map { try ItemSpace(signals, dimensions: $0) })
        let objective = RankingObjective(
            for: untrained, examples, of: source, header.configuration, validation: held.isEmpty ? nil : validation,
            sharedBy: folder.group)
        var state = TrainingState(untrained, isAveraged: header.configuration.averaging != nil)
        try folder.restore(&state)
        return try TrainingSession(folder: folder, header: header, monitor: monitor)
            .run(state, objective, title: "training on \(examples.count) examples, validating on \(held.count)").summary
    }

    private func signals(_ lengths: [Int]) throws -> InteractionSignals {
        var options = InteractionSignals.Options()
        (options.keepsEASE, options.neighbors) = (true, .max)
        return try InteractionSignals(
            data.interactions.histories(cutTo: lengths), products: data.interactions.products,
            markets: data.interactions.markets.count, options: options)
    }
}

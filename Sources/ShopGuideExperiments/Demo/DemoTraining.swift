import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation

/// The demo's training: a short recipe within a time budget.
package struct DemoTraining {
    /// The learner with the best validation accuracy.
    package let learner: PrototypicalNetwork<Conv4>
    /// The architecture and provenance.
    package let description: ModelDescription
    /// The recipe.
    let configuration: TrainingConfiguration
    /// The progress.
    package let progress: TrainingProgress
    /// The reports of all epochs.
    let epochs: [EpochReport]
    /// Whether the time budget ended it before the recipe's last episode.
    let isCutShort: Bool

    /// Trains until the recipe or the budget is at its end.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it.
    package init(_ data: LoadedData, seed: UInt64, budget: Duration, _ monitor: any WorkMonitor) throws {
        configuration = Self.recipe(seed: seed)
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: seed))
        let architecture = Architecture(learner: LearnerKind.prototypical.name, imageShape: data.imageShape)
        let untrained = PrototypicalNetwork(
            encoder: Conv4(channels: data.imageShape[0], width: architecture.width, using: &generator),
            metric: architecture.metric)
        let (train, validation) = (try data.dataset(.train), try data.dataset(.validation))
        let deadline = ContinuousClock.now + budget
        var trainer = try Trainer(
            TrainingState(untrained), configuration: configuration, train: train, validation: validation)
        var epochs: [EpochReport] = []
        var bar = ProgressBar("training", total: configuration.episodes, deadline: deadline, on: monitor)
        bar.note(
            "training \(configuration.shape) from \(train.classes.count) categories, at most \(configuration.episodes) "
                + "episodes or \(NumberFormat.duration(budget / .seconds(1)))")
        while ContinuousClock.now < deadline, let event = try trainer.next() {
            switch event {
            case .step(let report): bar.show(report.step, "loss \(Self.decimal(report.loss))")
            case .validation: break
            case .epoch(let report):
                epochs.append(report)
                let best = report.isBest ? " (best)" : ""
                bar.note(
                    "episode \(report.step): loss \(Self.decimal(report.loss)), accuracy on new categories "
                        + "\(NumberFormat.percent(report.validationAccuracy))\(best), \(bar.pace(report.step))")
            }
            try monitor.checkStop("stopped; nothing was written: run it again, perhaps with a smaller --budget")
        }
        bar.clear()
        self.epochs = epochs
        progress = trainer.state.progress
        isCutShort = !trainer.isFinished
        // A budget too short for a single validation leaves no best one.
        let isChosen = progress.epoch > 0
        learner = isChosen ? trainer.state.best : trainer.state.learner
        let checkpoint = Provenance.Checkpoint(
            rule: isChosen ? "best validation accuracy" : "last, for the budget ended before the first validation",
            step: isChosen ? progress.bestStep : progress.step,
            validationAccuracy: isChosen ? progress.bestAccuracy : 0)
        description = ModelDescription(
            architecture: architecture,
            provenance: Provenance(
                data: data.provenance, configuration: configuration, checkpoint: checkpoint, episodes: progress.step,
                trainingSeconds: progress.seconds, revision: Program.revision(), machine: Program.machine()))
    }

    /// Fewer ways than the paper's 60, for there are 38 categories; a rate that falls to nothing at the last episode.
    private static func recipe(seed: UInt64) -> TrainingConfiguration {
        var recipe = TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 20, shots: 1, queries: 5)
        recipe.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 15)
        recipe.validationEpisodes = 60
        recipe.episodes = 1000
        recipe.epochLength = 50
        recipe.schedule = .cosine(steps: recipe.episodes, final: 0.01)
        recipe.seed = seed
        return recipe
    }

    private static func decimal(_ number: Double) -> String { String(format: "%.3f", number) }
}

import FewShotLearning
import FewShotNetworks
import FewShotTensors
import ShopGuide

/// Held-out models that a calibration is fitted by where there are too few training classes to spare some.
///
/// One for each third of the classes, trained without it by the same recipe for as many steps as were best with all of them. What
/// they say of the classes that they haven't seen is as sure as the model will be of new ones; of its own classes it is too sure.
package struct CrossFitting {
    let architecture: Architecture
    let monitor: any WorkMonitor
    var configuration: TrainingConfiguration
    /// Steps that each is trained for.
    let steps: Int

    /// Creates a fit by models like one that was trained.
    package init(
        like description: ModelDescription, _ configuration: TrainingConfiguration, _ monitor: any WorkMonitor
    ) {
        self.monitor = monitor
        architecture = description.architecture
        self.configuration = configuration
        self.configuration.epochLength = .max  // nothing is chosen, so that nothing is validated
        self.configuration.validationShape = configuration.shape
        self.configuration.distillation = nil  // the teacher has seen what they mustn't see
        steps = description.provenance?.checkpoint.step ?? configuration.episodes
    }

    /// Trains the models; they begin with random weights.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it.
    package func heldOut(_ train: Dataset) throws -> [HeldOutModel] {
        try (0..<3).map { third in
            let known = train.withoutThird(third)
            var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: configuration.seed))
            let untrained = try ModelRegistry.shop.learner(architecture, on: known.features.device, using: &generator)
                .prepared(for: known)
            return HeldOutModel(try trained(untrained, on: known, third), unseen: train.third(third))
        }
    }

    private func trained(_ untrained: some Learner, on classes: Dataset, _ third: Int) throws -> any Learner {
        var configuration = configuration
        configuration.shape.ways = min(configuration.shape.ways, classes.classes.count)
        configuration.validationShape.ways = configuration.shape.ways
        var trainer = try Trainer(
            TrainingState(untrained, isAveraged: configuration.averaging != nil), configuration: configuration,
            train: classes, validation: classes)
        var bar = ProgressBar("calibrating", total: steps, on: monitor)
        bar.note("calibrating: \(third + 1) of 3, \(steps) episodes without a third of the classes")
        while trainer.state.progress.step < steps, try trainer.next() != nil {
            bar.show(trainer.state.progress.step)
            try monitor.checkStop(
                "stopped while calibrating; the model is trained: go on with the same command and --resume")
        }
        bar.clear()
        return trainer.state.candidate
    }
}

import FewShotNetworks
import FewShotTensors

extension LearnerKind {
    /// MAML and its variants.
    public static let maml = LearnerKind(
        name: "maml", abstract: "an initialisation that a few gradient steps fit to a task (Finn et al., 2017)",
        encoder: "conv4-stride", use: .taskNetworks, head: .ways,
        settings: [
            LearnerSetting("steps", "inner steps in training", standard: "1", .integer(1...100)),
            LearnerSetting("test-steps", "inner steps when answering", standard: "3", .integer(1...1000)),
            LearnerSetting("rate", "the inner rate, or where learned ones begin", standard: "0.4", .number(1e-6...100)),
            LearnerSetting("head-rate", "the same of the head; 0: as the others", standard: "0", .number(0...1000)),
            LearnerSetting(
                "order", "second: through the inner gradients; first: FOMAML", standard: "second",
                .choice(["second", "first"])),
            LearnerSetting("scope", "what is adapted; head: ANIL", standard: "all", .choice(["all", "head"])),
            LearnerSetting(
                "rates", "learned per layer and step (MAML++) or per parameter (Meta-SGD)", standard: "fixed",
                .choice(["fixed", "layer", "parameter"])),
            LearnerSetting(
                "norms", "scales and shifts of the normalisation: one set, or one for every step (MAML++)",
                standard: "shared", .choice(["shared", "step"])),
            LearnerSetting(
                "multi-step", "the share of training in which losses after all steps count (MAML++)", standard: "0",
                .number(0...1)),
            LearnerSetting("parallel", "tasks that are adapted at once", standard: "32", .integer(1...1024)),
        ],
        recipe: recipe
    ) { architecture, settings, encoder, generator throws(ModelError) in
        let steps = settings.integer("steps")
        let network = try encoder.taskNetwork(
            architecture, steps: settings.text("norms") == "step" ? steps + 1 : 1, using: &generator)
        let headRate = settings.number("head-rate")
        var learner = MAML(
            network: network, steps: steps, rate: settings.number("rate"), headRate: headRate > 0 ? headRate : nil,
            rates: settings.choice("rates"), scope: settings.choice("scope"))
        learner.answeringSteps = settings.integer("test-steps")
        learner.order = settings.choice("order")
        learner.multiStepShare = settings.number("multi-step")
        learner.tasksAtOnce = settings.integer("parallel")
        return learner
    }

    /// Finn et al.'s recipe for Omniglot.
    private static var recipe: TrainingConfiguration {
        var recipe = TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 5, shots: 1, queries: 1)
        recipe.tasks = 32
        recipe.validationProtocol = .transductive
        recipe.episodes = 60_000
        recipe.epochLength = 500
        recipe.schedule = .constant
        return recipe
    }
}

extension EncoderKind {
    /// Builds the network for many tasks at once that has the encoder's blocks, with random weights.
    ///
    /// - Parameters:
    ///   - architecture: Its input, width and classes.
    ///   - steps: The number of scales and shifts that each normalisation has.
    ///   - generator: Draws the weights.
    /// - Returns: The network.
    /// - Throws: ``ModelError`` without a number of classes, or for an encoder without such a network.
    func taskNetwork(
        _ architecture: Architecture, steps: Int, using generator: inout SeededGenerator
    ) throws(ModelError) -> TaskNetwork {
        guard let classes = architecture.classes else {
            throw ModelError(.missing, "\(architecture.learner) needs the number of classes that its head tells apart")
        }
        if isOnFeatures, let row = architecture.pretrained {
            guard !row.hasPixels else {
                throw ModelError(
                    .malformed,
                    "\(architecture.learner) adapts a network on pretrained features alone: leave out --encoder conv4")
            }
            guard row.encoders.allSatisfy({ $0.blocks == nil }) else {
                throw ModelError(
                    .malformed, "\(architecture.learner) adapts maps of frozen features: leave out --train-last-blocks")
            }
            return TaskNetwork(TaskRows(row.ranges, outputs: row.head, using: &generator), classes: classes)
        }
        guard let halving = taskNetwork else {
            throw ModelError(.malformed, "\(architecture.learner) can't adapt the encoder \(name)")
        }
        return TaskNetwork(
            imageShape: architecture.imageShape, width: architecture.width, classes: classes, halving: halving,
            steps: steps, using: &generator)
    }
}

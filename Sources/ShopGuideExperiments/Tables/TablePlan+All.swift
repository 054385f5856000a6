import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors

extension TablePlan {
    /// Every table there is.
    package static let all = [paper, omniglot, lake, grocery, transfer, offers]

    static let bothProtocols: [EvaluationProtocol] = [.inductive, .transductive]

    static func shape(_ ways: Int, _ shots: Int) -> EpisodeShape {
        EpisodeShape(ways: ways, shots: shots, queries: 15)
    }

    /// Measures episodes of several shapes; `published` has a figure for each, under the protocol that it was published with.
    static func episodes(
        _ shapes: [EpisodeShape], on data: TableData, protocols: [EvaluationProtocol] = bothProtocols,
        published: [Double] = [], as evaluation: EvaluationProtocol = .inductive, source: String = ""
    ) -> [Measurement] {
        protocols.flatMap { rule in
            shapes.enumerated().map { index, shape in
                let figure = rule == evaluation && index < published.count ? published[index] : nil
                return Measurement(
                    task: .episodes(shape), protocol: rule, data: data,
                    published: figure.map { ResultRow.Published(accuracy: $0 / 100, source: source) })
            }
        }
    }

    /// Measures with nine views what is measured with one.
    static func withNineViews(_ measurements: [Measurement]) -> [Measurement] {
        measurements.map { measurement in
            var measurement = measurement
            measurement.views = .nine
            return measurement
        }
    }

    /// An ensemble of models, and the same with the measurements of nine views.
    static func joined(
        _ name: String, of members: [String], in table: String, _ data: TableData, suffix: String = "",
        measurements: [Measurement], views: [Measurement]
    ) -> [Entry] {
        [
            Entry(
                label: name + suffix, learner: "prototypical", data: data, members: members,
                measurements: measurements),
            Entry(
                label: "\(name)-9-views\(suffix)", learner: "prototypical", data: data,
                model: "\(table)-\(name)\(suffix)", members: members, measurements: withNineViews(views)),
        ]
    }

    /// A second network of a recipe: of another seed, on drawings that are varied further.
    static func another(
        _ recipe: @escaping @Sendable (inout TrainingConfiguration) -> Void
    ) -> @Sendable (inout TrainingConfiguration) -> Void {
        { configuration in
            recipe(&configuration)
            configuration.augmentation = .drawings.scaled(by: 1.6)
            configuration.seed += 1
        }
    }

    /// Trains a recipe in bfloat16, which is quicker where the processor has units for it.
    static func rounded(
        _ recipe: @escaping @Sendable (inout TrainingConfiguration) -> Void
    ) -> @Sendable (inout TrainingConfiguration) -> Void {
        { configuration in
            recipe(&configuration)
            configuration.precision = .bfloat16
        }
    }

    /// Applies our additions to the papers' recipes for drawings; the rate decays over the whole training.
    @Sendable static func onDrawings(_ recipe: inout TrainingConfiguration) {
        recipe.augmentation = .drawings
        recipe.averaging = 0.999
        recipe.schedule = .cosine(steps: recipe.episodes, final: 0.01)
        recipe.epochLength = 500
        recipe.validationEpisodes = 200
    }

    /// MAML on drawings, with rates and statistics of its own for each step, from an encoder that was trained before.
    static func adapting(
        _ label: String, row: String? = nil, _ shape: EpisodeShape, on data: TableData, from start: String,
        episodes: Int, tasks: Int, rate: Double, measurements: [Measurement]
    ) -> Entry {
        // A head of many classes moves little by each one's share of the gradient.
        let steps =
            shape.ways > 5
            ? ["steps": "3", "test-steps": "15", "rate": "0.05", "head-rate": "2"]
            : ["steps": "2", "test-steps": "10"]
        return Entry(
            label: label, row: row, learner: "maml",
            settings: steps.merging(["rates": "parameter", "norms": "step"]) { own, _ in own }, data: data,
            start: start, encoder: "conv4",
            recipe: { recipe in
                recipe.shape = EpisodeShape(ways: shape.ways, shots: shape.shots, queries: 3)
                (recipe.validationShape.ways, recipe.validationShape.shots) = (shape.ways, shape.shots)
                (recipe.episodes, recipe.tasks, recipe.rate) = (episodes, tasks, rate)
                recipe.gradientLimit = 5
                onDrawings(&recipe)
                recipe.averaging = 0.99
                (recipe.epochLength, recipe.validationEpisodes) = episodes > 200 ? (100, 200) : (50, 150)
            }, measurements: measurements)
    }

    static func lasting(_ episodes: Int) -> @Sendable (inout TrainingConfiguration) -> Void {
        { recipe in
            recipe.episodes = episodes
            onDrawings(&recipe)
        }
    }
}

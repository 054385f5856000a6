import FewShotData
import FewShotLearning
import FewShotNetworks

// The field's experiment.

extension TablePlan {
    static let omniglot = TablePlan(
        name: "omniglot", abstract: "Omniglot as the field divides it (Vinyals et al., 2016)",
        remark:
            "Matching networks, MAML and Reptile begin with the prototypes' encoder. Relation networks and MAML were published with the statistics of the "
            + "test batch, which is transductive, and the former with a checkpoint chosen on the test split. Ours are chosen on "
            + "validation. Where there is a row relation-wide, it has 128 filters in place of 64, and weights of its own for each "
            + "column of five shots.",
        budget: 240,
        entries: prototypes + relations + adapting + classifiers + untrained)

    private static let data = TableData.omniglot(.vinyals)
    private static let four = [shape(5, 1), shape(5, 5), shape(20, 1), shape(20, 5)]

    private static func nineViews(_ protocols: [EvaluationProtocol], _ shapes: [EpisodeShape]) -> [Measurement] {
        withNineViews(episodes(shapes, on: data, protocols: protocols))
    }

    private static let prototypes = [
        Entry(
            label: "prototypical", learner: "prototypical", data: data,
            recipe: {
                $0.episodes = 20_000
                $0.grouping = 0.3
                onDrawings(&$0)
            },
            measurements: episodes(four, on: data, published: [98.8, 99.7, 96.0, 98.9], source: "Snell et al., 2017")),
        // The same model, whose scores are averaged over nine shifts of the images.
        Entry(
            label: "prototypical-9-views", learner: "prototypical", data: data, model: "omniglot-prototypical",
            measurements: nineViews([.inductive], [shape(5, 1), shape(5, 5)])),
        Entry(
            label: "matching", learner: "matching", settings: ["scale": "100"], data: data,
            start: "omniglot-prototypical",
            recipe: {
                $0.episodes = 2000
                $0.rate = 7e-4
                onDrawings(&$0)
            },
            measurements: episodes(
                four, on: data, published: [98.1, 98.9, 93.8, 98.5], source: "Vinyals et al., 2016")),
    ]

    // MARK: - Weights for each column

    /// Relation networks: one set of weights for all columns, a wider one for one shot, and from there one for each column of five.
    private static let relations =
        [
            // Sums of feature maps are of the size that training had: one shot. The mean of comparisons takes any number.
            Entry(
                label: "relation", learner: "relation", data: data, recipe: lasting(18_000),
                measurements: related([shape(5, 1), shape(20, 1)], published: [99.6, 97.6])),
            Entry(
                label: "relation-mean", learner: "relation", settings: ["variant": "mean"], data: data,
                model: "omniglot-relation", recipe: lasting(18_000),
                measurements: related([shape(5, 5), shape(20, 5)], published: [99.8, 99.1])),
            Entry(
                label: "relation-9-views", learner: "relation", data: data, model: "omniglot-relation",
                measurements: nineViews(bothProtocols, [shape(5, 1)])),
            wide(
                "relation-wide", shape(20, 1), queries: 5, episodes: 12_000,
                measurements: related([shape(5, 1), shape(20, 1)], published: [99.6, 97.6])),
            Entry(
                label: "relation-wide-9-views", learner: "relation", data: data, model: "omniglot-relation-wide",
                measurements: nineViews([.transductive], [shape(5, 1)])),
            wide(
                "relation-wide-5-shot", shape(5, 5), from: "relation-wide", queries: 10, episodes: 3000,
                measurements: related([shape(5, 5)], published: [99.8])),
            wide(
                "relation-wide-20-ways-5-shot", shape(20, 5), from: "relation-wide", queries: 5, episodes: 2000,
                measurements: related([shape(20, 5)], published: [99.1])),
        ]

    /// A relation network of 128 filters, in a row with those for other columns.
    private static func wide(
        _ label: String, _ shape: EpisodeShape, from start: String? = nil, queries: Int, episodes: Int,
        measurements: [Measurement]
    ) -> Entry {
        Entry(
            label: label, row: "relation-wide", learner: "relation", data: data, start: start.map { "omniglot-\($0)" },
            width: 128,
            recipe: rounded { recipe in
                recipe.shape = EpisodeShape(ways: shape.ways, shots: shape.shots, queries: queries)
                (recipe.validationShape.ways, recipe.validationShape.shots) = (shape.ways, shape.shots)
                recipe.episodes = episodes
                recipe.grouping = 0.2
                onDrawings(&recipe)
            }, measurements: measurements)
    }

    private static func related(_ shapes: [EpisodeShape], published: [Double]) -> [Measurement] {
        episodes(
            shapes, on: data, published: published, as: .transductive,
            source: "Sung et al., 2018; checkpoint chosen on test")
    }

    /// Learners that adapt a network to each task, with a head of as many classes.
    private static let adapting = [
        maml("maml", shape(5, 1), from: "prototypical", episodes: 1200, tasks: 32, rate: 1e-3, published: 98.7),
        maml("maml-5-shot", shape(5, 5), from: "maml", episodes: 100, tasks: 16, rate: 5e-4, published: 99.9),
        maml(
            "maml-20-ways", shape(20, 1), from: "prototypical", episodes: 200, tasks: 8, rate: 1e-3, published: 95.8),
        maml(
            "maml-20-ways-5-shot", shape(20, 5), from: "maml-20-ways", episodes: 100, tasks: 4, rate: 5e-4,
            published: 98.9),
        reptile("reptile", [shape(5, 1), shape(5, 5)]), reptile("reptile-20-ways", [shape(20, 1), shape(20, 5)]),
    ]

    private static func maml(
        _ label: String, _ shape: EpisodeShape, from start: String, episodes count: Int, tasks: Int, rate: Double,
        published: Double
    ) -> Entry {
        adapting(
            label, row: "maml", shape, on: data, from: "omniglot-\(start)", episodes: count, tasks: tasks, rate: rate,
            measurements: episodes(
                [shape], on: data, published: [published], as: .transductive, source: "Finn et al., 2017"))
    }

    private static func reptile(_ label: String, _ shapes: [EpisodeShape]) -> Entry {
        Entry(
            label: label, row: "reptile", learner: "reptile", settings: ["test-steps": "10"], data: data,
            start: "omniglot-prototypical", encoder: "conv4",
            recipe: { recipe in
                (recipe.shape.ways, recipe.validationShape.ways) = (shapes[0].ways, shapes[0].ways)
                (recipe.episodes, recipe.tasks, recipe.rate) = (200, 8, 3e-4)
                onDrawings(&recipe)
                recipe.averaging = 0.99
                (recipe.epochLength, recipe.validationEpisodes) = (50, 100)
            },
            measurements: episodes(shapes, on: data))
    }

    // MARK: - Baselines

    private static let classifiers = [
        Entry(
            label: "simple-shot", learner: "simple-shot", data: data, recipe: lasting(5000),
            measurements: episodes(four, on: data)),
        Entry(
            label: "fine-tuning", learner: "fine-tuning", data: data, model: "omniglot-simple-shot",
            recipe: lasting(5000), measurements: episodes(four, on: data)),
    ]

    private static let untrained = ["nearest-neighbor", "random"].map { learner in
        Entry(
            label: learner, learner: learner, data: data,
            measurements: episodes(four, on: data, protocols: [.inductive]))
    }
}

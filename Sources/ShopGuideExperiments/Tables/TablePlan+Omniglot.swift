import FewShotData
import FewShotLearning
import FewShotNetworks

// The field's experiment.

extension TablePlan {
    private static let four = [shape(5, 1), shape(5, 5), shape(20, 1), shape(20, 5)]

    private static func nineViews(_ protocols: [EvaluationProtocol], _ shapes: [EpisodeShape]) -> [Measurement] {
        withNineViews(episodes(shapes, on: .omniglot(.vinyals), protocols: protocols))
    }

    static let omniglot = TablePlan(
        name: "omniglot", abstract: "Omniglot as the field divides it (Vinyals et al., 2016)",
        remark:
            "MAML and Reptile begin with the prototypes' encoder. Relation networks and MAML were published with the statistics of the "
            + "test batch, which is transductive, and the former with a checkpoint chosen on the test split. Ours are chosen on "
            + "validation.",
        budget: 240,
        entries: [
            Entry(
                label: "prototypical", learner: "prototypical", data: .omniglot(.vinyals),
                recipe: {
                    $0.episodes = 20_000
                    $0.grouping = 0.3
                    onDrawings(&$0)
                },
                measurements: episodes(
                    four, on: .omniglot(.vinyals), published: [98.8, 99.7, 96.0, 98.9], source: "Snell et al., 2017")),
            // Sums of feature maps are of the size that training had: one shot. The mean of comparisons takes any number.
            Entry(
                label: "relation", learner: "relation", data: .omniglot(.vinyals), recipe: lasting(18_000),
                measurements: episodes(
                    [shape(5, 1), shape(20, 1)], on: .omniglot(.vinyals), published: [99.6, 97.6], as: .transductive,
                    source: "Sung et al., 2018; checkpoint chosen on test")),
            Entry(
                label: "relation-mean", learner: "relation", settings: ["variant": "mean"], data: .omniglot(.vinyals),
                model: "omniglot-relation", recipe: lasting(18_000),
                measurements: episodes(
                    [shape(5, 5), shape(20, 5)], on: .omniglot(.vinyals), published: [99.8, 99.1], as: .transductive,
                    source: "Sung et al., 2018; checkpoint chosen on test")),
            // The same models, whose scores are averaged over nine shifts of the images.
            Entry(
                label: "prototypical-9-views", learner: "prototypical", data: .omniglot(.vinyals),
                model: "omniglot-prototypical", measurements: nineViews([.inductive], [shape(5, 1), shape(5, 5)])),
            Entry(
                label: "relation-9-views", learner: "relation", data: .omniglot(.vinyals), model: "omniglot-relation",
                measurements: nineViews(bothProtocols, [shape(5, 1)])),
            Entry(
                label: "matching", learner: "matching", data: .omniglot(.vinyals), recipe: lasting(4000),
                measurements: episodes(
                    four, on: .omniglot(.vinyals), published: [98.1, 98.9, 93.8, 98.5], source: "Vinyals et al., 2016")),
            Entry(
                label: "maml", learner: "maml",
                settings: ["steps": "2", "test-steps": "10", "rates": "parameter", "norms": "step"],
                data: .omniglot(.vinyals), start: "omniglot-prototypical", encoder: "conv4",
                recipe: {
                    $0.episodes = 1200
                    $0.shape.queries = 3
                    $0.gradientLimit = 5
                    onDrawings(&$0)
                    $0.averaging = 0.99
                    $0.epochLength = 100
                },
                measurements: episodes(
                    [shape(5, 1)], on: .omniglot(.vinyals), published: [98.7], as: .transductive,
                    source: "Finn et al., 2017")),
            // A head of five classes that has seen five shots of each.
            Entry(
                label: "maml-5-shot", learner: "maml",
                settings: ["steps": "2", "test-steps": "10", "rates": "parameter", "norms": "step"],
                data: .omniglot(.vinyals), start: "omniglot-maml", encoder: "conv4",
                recipe: {
                    $0.episodes = 100
                    $0.shape = EpisodeShape(ways: 5, shots: 5, queries: 3)
                    $0.validationShape.shots = 5
                    $0.tasks = 16
                    $0.rate = 5e-4
                    $0.gradientLimit = 5
                    onDrawings(&$0)
                    $0.averaging = 0.99
                    $0.epochLength = 50
                    $0.validationEpisodes = 150
                },
                measurements: episodes(
                    [shape(5, 5)], on: .omniglot(.vinyals), published: [99.9], as: .transductive,
                    source: "Finn et al., 2017")),
            Entry(
                label: "reptile", learner: "reptile", settings: ["test-steps": "10"], data: .omniglot(.vinyals),
                start: "omniglot-prototypical", encoder: "conv4",
                recipe: {
                    $0.episodes = 200
                    $0.tasks = 8
                    $0.rate = 3e-4
                    onDrawings(&$0)
                    $0.averaging = 0.99
                    $0.epochLength = 50
                    $0.validationEpisodes = 100
                },
                measurements: episodes([shape(5, 1), shape(5, 5)], on: .omniglot(.vinyals))),
            Entry(
                label: "simple-shot", learner: "simple-shot", data: .omniglot(.vinyals), recipe: lasting(5000),
                measurements: episodes(four, on: .omniglot(.vinyals))),
            Entry(
                label: "fine-tuning", learner: "fine-tuning", data: .omniglot(.vinyals), model: "omniglot-simple-shot",
                recipe: lasting(5000),
                measurements: episodes(four, on: .omniglot(.vinyals))),
        ]
            + ["nearest-neighbor", "random"].map { learner in
                Entry(
                    label: learner, learner: learner, data: .omniglot(.vinyals),
                    measurements: episodes(four, on: .omniglot(.vinyals), protocols: [.inductive]))
            })
}

import FewShotData
import FewShotLearning
import FewShotNetworks

// The paper's own experiment.

extension TablePlan {
    static let paper = TablePlan(
        name: "paper",
        abstract: "Omniglot, 64 characters to train on and 20 to test on, 5-way 1-shot, over five draws",
        remark:
            "The first rows are trained for 100 epochs, one being a pass over the 1,280 training drawings, 16 episodes of 80. The paper "
            + "reports 98.4 for prototypes: that is what public re-runs reach with all of Omniglot, 1,200 characters in four turns each. Rows "
            + "called varied see the same 64 characters and nothing else: each quarter turn a class of its own, each drawing turned, "
            + "stretched and warped a little, a falling rate, and the weights averaged. Prototypes have 3,000 episodes of 60 ways then, "
            + "relations, where there is a row of them, 10,000 of 5, and MAML, which begins with the prototypes' encoder, 600 steps of 32 "
            + "tasks. Row -2 is a second network of 2,000 episodes, of another seed on drawings that are varied 1.6 times as far; the ensemble "
            + "averages the distances of both, and still looks at each drawing once.",
        budget: 120,
        entries: (0..<5).flatMap { draw in plain(draw) + varied(draw) })

    /// The recipe of the paper, as it stands.
    private static func plain(_ draw: Int) -> [Entry] {
        let data = TableData.omniglot(.paper, draw: UInt64(draw))
        let figures: [(String, String, [String: String], Double?)] = [
            ("prototypical", "prototypical", [:], 98.4), ("relation", "relation", ["variant": "mean"], nil),
            ("maml", "maml", [:], nil), ("fine-tuning", "fine-tuning", [:], 68.2), ("random", "random", [:], 20),
        ]
        return figures.map { label, learner, settings, published in
            Entry(
                label: "\(label)-draw\(draw)", learner: learner, settings: settings, data: data,
                recipe: { recipe in
                    recipe.shape = EpisodeShape(ways: 5, shots: 1, queries: 15)
                    if learner == "maml" { (recipe.shape.queries, recipe.tasks) = (15, 4) }
                    if learner == "relation" { recipe.shape.ways = 5 }
                    recipe.episodes = learner == "maml" ? 400 : 1600
                    recipe.epochLength = recipe.episodes / 10
                    recipe.schedule = .constant
                },
                measurements: episodes(
                    [shape(5, 1)], on: data, published: published.map { [$0] } ?? [], source: source))
        }
    }

    /// The same characters, turned and varied, for longer: by one network and by two, by relations, and by MAML from the prototypes'
    /// encoder.
    private static func varied(_ draw: Int) -> [Entry] {
        let data = TableData.omniglot(.paper, draw: UInt64(draw), rotations: true)
        let straight = TableData.omniglot(.paper, draw: UInt64(draw))
        let (label, suffix) = ("prototypical-varied", "-draw\(draw)")
        let once = [Measurement(task: .episodes(shape(5, 1)), protocol: .inductive, data: straight)]
        let both = episodes([shape(5, 1)], on: straight, published: [98.4], source: source)
        let ours = episodes([shape(5, 1)], on: straight)
        return [
            Entry(
                label: label + suffix, learner: "prototypical", data: data, recipe: lasting(3000),
                measurements: both),
            Entry(
                label: "\(label)-9-views\(suffix)", learner: "prototypical", data: data,
                model: "paper-\(label)\(suffix)", measurements: withNineViews(once)),
            Entry(
                label: "\(label)-2\(suffix)", learner: "prototypical", data: data,
                recipe: rounded(another(lasting(2000))), measurements: once),
        ]
            + joined(
                "\(label)-ensemble", of: ["paper-\(label)\(suffix)", "paper-\(label)-2\(suffix)"], in: "paper", data,
                suffix: suffix, measurements: once, views: once) + [
                Entry(
                    label: "relation-varied\(suffix)", learner: "relation", data: data,
                    recipe: { recipe in
                        recipe.shape = EpisodeShape(ways: 5, shots: 1, queries: 15)
                        recipe.episodes = 10_000
                        onDrawings(&recipe)
                    }, measurements: ours),
                adapting(
                    "maml-varied\(suffix)", shape(5, 1), on: data, from: "paper-\(label)\(suffix)", episodes: 600,
                    tasks: 32, rate: 1e-3, measurements: ours),
            ]
    }

    private static let source = "the paper this project starts from"
}

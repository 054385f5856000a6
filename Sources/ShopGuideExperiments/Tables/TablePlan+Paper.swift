import FewShotData
import FewShotLearning
import FewShotNetworks

// The paper's own experiment.

extension TablePlan {
    static let paper = TablePlan(
        name: "paper",
        abstract: "Omniglot, 64 characters to train on and 20 to test on, 5-way 1-shot, 100 epochs, over five draws",
        remark:
            "An epoch is one pass over the 1,280 training drawings, 16 episodes of 80. The paper reports 98.4 for prototypes: that is "
            + "what public re-runs reach with all of Omniglot, 1,200 characters in four turns each; 64 characters show too few "
            + "shapes to learn from.",
        budget: 60,
        entries: (0..<5).flatMap { draw in
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
                        [shape(5, 1)], on: data, published: published.map { [$0] } ?? [],
                        source: "the paper this project starts from"))
            }
        })
}

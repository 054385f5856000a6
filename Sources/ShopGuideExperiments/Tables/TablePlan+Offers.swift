import FewShotData
import FewShotLearning
import FewShotNetworks

// Matching offers to products.

extension TablePlan {
    private static let offerTasks = [(5, 1), (5, 5), (100, 1), (100, 5)].map { ways, shots in
        Measurement(
            task: .withinGroup(EpisodeShape(ways: ways, shots: shots, queries: 1)), protocol: .inductive, data: .offers)
    }

    static let offers = TablePlan(
        name: "offers",
        abstract: "which product is this offer: titles of products that were never seen, all of one category",
        remark:
            "Products of 6 offers or more are the test, of 5 validation, of 2 to 4 training. tf-idf: class means of character 2- to "
            + "4-grams under cosine, weighed by the training products' titles.",
        budget: 10,
        entries: ["prototypical", "matching"].map { learner in
            Entry(
                label: learner, learner: learner, data: .offers,
                recipe: { recipe in
                    recipe.shape = EpisodeShape(ways: 64, shots: 1, queries: 1)
                    recipe.validationShape = EpisodeShape(ways: 20, shots: 1, queries: 4)
                    (recipe.grouping, recipe.validationGrouping) = (1, 1)
                    recipe.rate = 0.01
                    recipe.episodes = 2000
                    recipe.epochLength = 200
                    recipe.validationEpisodes = 200
                    recipe.schedule = .cosine(steps: 2000, final: 0.01)
                }, measurements: offerTasks)
        } + [Entry(label: "tf-idf", learner: "tf-idf", data: .offers, measurements: offerTasks)])
}

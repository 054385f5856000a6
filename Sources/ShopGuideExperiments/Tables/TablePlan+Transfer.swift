import FewShotData
import FewShotLearning
import FewShotNetworks

// From one domain to another.

extension TablePlan {
    static let transfer = TablePlan(
        name: "transfer", abstract: "prototypical networks trained in one domain and measured in another, grey, 28×28",
        remark: "What the paper leaves open: generalisation to unseen domains. The last rows are each domain's pixels.",
        budget: 60,
        entries: [
            (TableData.omniglot(.vinyals), "omniglot", "omniglot-prototypical"),
            (.photos(isGrey: true), "grocery-grey", nil), (.builtin, "builtin", nil),
        ].map { data, label, model in
            Entry(
                label: label, learner: "prototypical", data: data, model: model,
                recipe: { recipe in
                    recipe.episodes = 2000
                    recipe.shape.ways = 20
                    onDrawings(&recipe)
                },
                measurements: transferTargets.flatMap {
                    episodes([shape(5, 1), shape(5, 5)], on: $0, protocols: [.inductive])
                })
        } + [
            Entry(
                label: "nearest-neighbor", learner: "nearest-neighbor", data: .builtin,
                measurements: transferTargets.flatMap {
                    episodes([shape(5, 1), shape(5, 5)], on: $0, protocols: [.inductive])
                })
        ])

    private static let transferTargets: [TableData] = [.omniglot(.vinyals), .photos(isGrey: true)]
}

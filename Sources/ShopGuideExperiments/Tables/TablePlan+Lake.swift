import FewShotData
import FewShotLearning
import FewShotNetworks

// Lake's challenge.

extension TablePlan {
    static let lake = TablePlan(
        name: "lake",
        abstract: "Lake's challenge: 20 runs of 20-way one-shot within an alphabet; models never saw its alphabets",
        remark:
            "Published errors are 4.5 % by people (40 of them), 3.3 % by Bayesian program learning on strokes, 4.0 to 4.3 % from five "
            + "alphabets alone (Lake et al., Science 2015), where convolutional networks have 22 to 24 %, 1.5 % by attentive recurrent "
            + "comparators (Shyam et al., 2017), 7.3 % by recursive cortical networks (George et al., 2017), 8.0 % by convolutional Siamese "
            + "networks (Koch et al., 2015), and 13.7 % by others' prototypical networks, on 400 questions that were drawn alike. transductive-assignment makes use of each run's having one drawing of each character, as people could. "
            + "Rows called wide are of 128 filters in place of 64. Row -2 is a second network, of another seed on drawings that are varied 1.6 times as far. The ensemble averages "
            + "the distances of both, which is the geometric mean of what they think likely, and still looks at each drawing once. It was chosen on "
            + "validation, 20-way within its alphabets: 88.9 and 89.2 % by the networks, 90.4 % together; varying drawings further brings little by "
            + "itself. From thirty alphabets the same was tried with a second network of 1,500 more episodes that begins with the first: 89.2 and "
            + "88.9 % on validation, 89.4 % together, and one error more of 400 on the test.",
        budget: 120,
        entries: thirtyAlphabets + fiveAlphabets + baselines)

    private static let data = TableData.omniglot(.background, rotations: true)

    private static func runs(_ protocols: [EvaluationProtocol], of data: TableData) -> [Measurement] {
        protocols.map { Measurement(task: .lake, protocol: $0, data: data) }
    }

    /// All background alphabets but those of validation.
    private static var thirtyAlphabets: [Entry] {
        let label = "prototypical"
        let wide = Entry(
            label: "\(label)-wide", learner: "prototypical", data: data, width: 128,
            recipe: rounded(alphabets(8000, grouping: 0.7)), measurements: runs(EvaluationProtocol.allCases, of: data))
        return networks(label, on: data, episodes: 10_000, grouping: 0.7) + [
            Entry(
                label: "\(label)-9-views", learner: "prototypical", data: data, model: "lake-\(label)",
                measurements: withNineViews(runs([.inductive, .assignment], of: data))),
            wide,
            Entry(
                label: "\(wide.label)-9-views", learner: "prototypical", data: data, model: "lake-\(wide.label)",
                measurements: withNineViews(runs([.inductive, .assignment], of: data))),
        ]
    }

    /// The five alphabets of the harder setting.
    private static var fiveAlphabets: [Entry] {
        networks(
            "prototypical-five-alphabets", on: .omniglot(.smallBackground, rotations: true), episodes: 4000,
            grouping: 0.5)
    }

    /// A network, a second one that sees drawings varied further, and both together.
    private static func networks(
        _ label: String, on data: TableData, episodes: Int, grouping: Double
    ) -> [Entry] {
        let recipe = alphabets(episodes, grouping: grouping)
        let all = runs(EvaluationProtocol.allCases, of: data)
        return [
            Entry(label: label, learner: "prototypical", data: data, recipe: recipe, measurements: all),
            Entry(
                label: "\(label)-2", learner: "prototypical", data: data,
                recipe: another(recipe), measurements: runs([.inductive], of: data)),
        ]
            + joined(
                "\(label)-ensemble", of: ["lake-\(label)", "lake-\(label)-2"], in: "lake", data, measurements: all,
                views: runs([.inductive, .assignment], of: data))
    }

    private static func alphabets(
        _ episodes: Int, grouping: Double
    ) -> @Sendable (inout TrainingConfiguration) -> Void {
        { recipe in
            recipe.shape.ways = 40
            recipe.validationShape.ways = 20
            recipe.episodes = episodes
            recipe.grouping = grouping
            onDrawings(&recipe)
        }
    }

    private static var baselines: [Entry] {
        [
            Entry(
                label: "modified-hausdorff", learner: "modified-hausdorff", data: data,
                measurements: [
                    Measurement(
                        task: .lake, protocol: .inductive, data: data,
                        published: ResultRow.Published(accuracy: 1 - 0.388, source: "Lake et al."))
                ])
        ]
            + ["nearest-neighbor", "random"].map { learner in
                Entry(label: learner, learner: learner, data: data, measurements: runs([.inductive], of: data))
            }
    }
}

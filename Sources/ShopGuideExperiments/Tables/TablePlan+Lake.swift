import FewShotData
import FewShotLearning
import FewShotNetworks

// Lake's challenge.

extension TablePlan {
    private static func lakeEntry(_ label: String, _ scheme: SplitScheme, _ episodes: Int) -> Entry {
        let data = TableData.omniglot(scheme, rotations: true)
        return Entry(
            label: label, learner: "prototypical", data: data,
            recipe: {
                $0.shape.ways = 40
                $0.validationShape.ways = 20
                $0.episodes = episodes
                $0.grouping = 0.7
                onDrawings(&$0)
            },
            measurements: EvaluationProtocol.allCases.map { Measurement(task: .lake, protocol: $0, data: data) })
    }

    static let lake = TablePlan(
        name: "lake",
        abstract: "Lake's challenge: 20 runs of 20-way one-shot within an alphabet; models never saw its alphabets",
        remark:
            "Published errors are 4.5 % by people (40 of them), 3.3 % by Bayesian program learning on strokes, 4.0 to 4.3 % from five "
            + "alphabets alone (Lake et al., Science 2015), where convolutional networks have 22 to 24 %, and 1.5 % by attentive recurrent "
            + "comparators (Shyam et al., 2017). transductive-assignment makes use of each run's having one drawing of each character, as people could.",
        budget: 90,
        entries: [
            lakeEntry("prototypical", .background, 10_000),
            Entry(
                label: "prototypical-9-views", learner: "prototypical", data: .omniglot(.background, rotations: true),
                model: "lake-prototypical",
                measurements: [.inductive, .assignment].map {
                    Measurement(task: .lake, views: .nine, protocol: $0, data: .omniglot(.background, rotations: true))
                }),
            lakeEntry("prototypical-five-alphabets", .smallBackground, 4000),
            Entry(
                label: "modified-hausdorff", learner: "modified-hausdorff",
                data: .omniglot(.background, rotations: true),
                measurements: [
                    Measurement(
                        task: .lake, protocol: .inductive, data: .omniglot(.background, rotations: true),
                        published: ResultRow.Published(accuracy: 1 - 0.388, source: "Lake et al."))
                ]),
        ]
            + ["nearest-neighbor", "random"].map { learner in
                let data = TableData.omniglot(.background, rotations: true)
                return Entry(
                    label: learner, learner: learner, data: data,
                    measurements: [Measurement(task: .lake, protocol: .inductive, data: data)])
            })
}

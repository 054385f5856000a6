import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotReport
import FewShotTensors
import Foundation
import ShopGuideBuiltin

/// The demo's report: what was learned, and how one can see it.
package struct DemoReport {
    let data: LoadedData
    let training: DemoTraining
    let evaluation: DemoEvaluation
    let story: DemoStory
    private let titles: [String: String]

    package init(data: LoadedData, training: DemoTraining, evaluation: DemoEvaluation, story: DemoStory) {
        self.story = story
        self.data = data
        self.training = training
        self.evaluation = evaluation
        titles = BuiltinCatalogue.generate().categories.reduce(into: [:]) { titles, category in
            let name = "\(category.department.rawValue)/\(category.id)"
            let english = category.name.english.prefix(1).uppercased() + category.name.english.dropFirst()
            titles[name] = "\(english) · \(category.name.chinese)"
        }
    }

    package func content() throws -> ReportContent {
        let test = try data.dataset(.test)
        let train = try data.dataset(.train)
        let (one, five) = (score(0, .prototypical), score(1, .prototypical))
        let pixels = score(0, .pixels)
        return ReportContent(
            title: "Learning to recognise products from one picture each",
            summary: "After \(training.progress.step) training episodes on \(train.classes.count) categories, a "
                + "prototypical network tells 5 categories it never saw apart from one example each with \(one.text) "
                + "accuracy; comparing pixels gets \(pixels.text), chance 20 %.",
            figures: [
                .init(value: percent(one.accuracy), label: "5-way 1-shot, new categories"),
                .init(value: percent(five.accuracy), label: "5-way 5-shot, new categories"),
                .init(value: NumberFormat.duration(training.progress.seconds), label: "of meta-training"),
                .init(value: "\(training.progress.step)", label: "training episodes"),
            ],
            sections: story.sections + [results, curves] + (try illustrations(of: test)) + [provenance],
            footer:
                "Written by shopguide \(Program.version). The catalogue is generated: its products, brands and prices "
                + "are invented and its pictures drawn. Make this report again: shopguide demo --seed "
                + "\(training.configuration.seed)")
    }

    private func score(_ task: Int, _ method: DemoEvaluation.Method) -> ResultsTable.Score {
        ResultsTable.Score(evaluation.tasks[task].tallies[method] ?? Tally())
    }

    private func title(_ name: String) -> String { titles[name] ?? name }

    private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    private var results: ReportSection {
        let details: [DemoEvaluation.Method: String] = [
            .chance: "answers drawn at random", .pixels: "squared distance of the pictures as they are",
            .prototypical: "Conv-4 encoder, squared distance to class means (Snell et al., 2017)",
        ]
        let rows = DemoEvaluation.Method.allCases.map { method in
            ResultsTable.Row(
                name: method.rawValue.prefix(1).uppercased() + method.rawValue.dropFirst(),
                detail: details[method] ?? "", scores: evaluation.tasks.indices.map { score($0, method) },
                isHighlighted: method == .prototypical)
        }
        return ReportSection(
            heading: "Results",
            text: "Mean accuracy ± 95 % confidence over \(evaluation.episodes) episodes of \(evaluation.categories) "
                + "categories that training never saw, \(evaluation.first.query.count / evaluation.first.support.ways) "
                + "queries each. All methods answer the same episodes.",
            body: .results(ResultsTable(columns: evaluation.tasks.map(\.name), rows: rows)))
    }

    private var curves: ReportSection {
        let epochs = training.epochs
        func points(_ value: (EpochReport) -> Double) -> [ChartPoint] {
            epochs.map { ChartPoint(x: Double($0.step), y: value($0)) }
        }
        let marks = epochs.isEmpty ? [] : [LineChart.Mark(x: Double(training.progress.bestStep), label: "chosen")]
        var loss = LineChart(
            title: "Loss", horizontalLabel: "Training episodes", verticalLabel: "Negative log-likelihood",
            series: [
                .init(name: "training", points: points(\.loss)),
                .init(name: "validation", points: points(\.validationLoss)),
            ])
        var accuracy = LineChart(
            title: "Accuracy", horizontalLabel: "Training episodes", verticalLabel: "Queries answered rightly",
            series: [
                .init(name: "training", points: points(\.accuracy)),
                .init(name: "validation", points: points(\.validationAccuracy)),
            ])
        accuracy.isPercent = true
        loss.marks = marks
        accuracy.marks = marks
        let (shape, validation) = (training.configuration.shape, training.configuration.validationShape)
        return ReportSection(
            heading: "Training",
            text:
                "Training episodes are \(shape.ways)-way, harder than the \(validation.ways)-way ones of validation, whose "
                + "categories are others. The weights with the best validation accuracy are the ones that are measured.",
            body: .charts([loss, accuracy]))
    }

    private func illustrations(of dataset: Dataset) throws -> [ReportSection] {
        let illustrations = Illustrations(dataset: dataset, title: title)
        var context = ForwardContext(normalization: .running)
        return [
            try illustrations.map(by: training.learner.encoder, startingWith: evaluation.first.plan?.classes ?? []),
            try illustrations.task(
                evaluation.first, scores: training.learner.scores(for: evaluation.first, in: &context),
                text: "The first of the \(evaluation.episodes) test episodes. The learner sees one picture of each new "
                    + "category and answers by the nearest prototype; the probability is the softmax of the negative distances."
            ),
            illustrations.confusion(
                evaluation.tasks[0].tallies[.prototypical] ?? Tally(), in: evaluation.tasks[0].name),
        ]
    }

    private var provenance: ReportSection {
        guard let record = training.description.provenance else {
            return ReportSection(heading: "Where it comes from", text: "", body: .facts([]))
        }
        let recipe = record.configuration
        let categories = Split.allCases.map { "\(data.splits[$0]?.classes.count ?? 0) \($0.rawValue)" }
        let end = training.isCutShort ? "ended by the clock" : "the whole recipe"
        return ReportSection(
            heading: "Where it comes from",
            text: training.isCutShort
                ? "The clock ended training, so another machine gets other weights. With the same number of episodes, seed, "
                    + "machine and threads, they are the same to the bit."
                : "The same seed, machine and number of threads give the same weights, to the bit.",
            body: .facts([
                .init("Data", "\(record.data.name), generated"), .init("Digest", "SHA-256 \(record.data.digest)"),
                .init("Division", "\(record.data.scheme): \(categories.joined(separator: ", ")) categories"),
                .init("Learner", "prototypical network, \(training.learner.parameterCount) parameters"),
                .init("Training", "\(recipe.shape); at most \(recipe.episodes) episodes"),
                .init("Seed", "\(recipe.seed)"),
                .init(
                    "Trained", "\(record.episodes) episodes in \(NumberFormat.duration(record.trainingSeconds)), \(end)"
                ),
                .init("Checkpoint", "\(record.checkpoint.rule), at episode \(record.checkpoint.step)"),
                .init("Measured", "test split, inductive: each query is answered alone"),
                .init("Program", "shopguide \(record.revision)"), .init("Machine", record.machine),
            ]))
    }
}

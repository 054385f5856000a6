import ArgumentParser
import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotReport
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideExperiments

/// `shopguide demo`.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Learns to learn from the built-in catalogue, measures it, and writes a report.",
        discussion: """
            Example:
              shopguide demo --budget 60 --output runs/demo

            Meta-trains a prototypical network on the categories of a generated catalogue for at most the budget, then \
            measures it on categories that it never saw, beside chance and the nearest neighbour by pixels. Then it plays a \
            shop's day: a new category from five products, a cold shopper's first three clicks, a market entered, each with \
            reasons. The folder gets the model and report.html. Where the clock ends training, another machine trains longer or shorter and \
            gets other weights; the report says how many episodes it were.
            """
    )

    @Option(name: .long, help: ArgumentHelp("Seconds of training at most, validation included.", valueName: "seconds"))
    var budget = 120.0
    @Option(name: .long, help: "What decides the initial weights and the episodes.")
    var seed: UInt64 = 0
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output = "runs/demo"
    @OptionGroup var threads: ThreadArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard budget > 0, budget <= 86_400 else {
            throw ValidationError("--budget must be above 0 and at most 86400 seconds, not \(budget)")
        }
    }

    func run() throws {
        try threads.apply()
        let folder = URL(filePath: output)
        try prepare(folder)
        let data = try BuiltinCatalogue.load()
        for note in data.notes { Output.note(note) }
        let terminal = Terminal.interruptible()
        let training = try DemoTraining(data, seed: seed, budget: .seconds(budget), terminal)
        let evaluation = try DemoEvaluation(
            of: training.learner, on: data.dataset(.test), seed: seed, terminal)
        let story = try DemoStory(CategoryModel(CategoryModelArguments.shipped()), terminal)
        try ModelFolder(folder, registry: .shop).save(training.learner, training.description)
        let report = folder.appending(path: "report.html")
        let content = try DemoReport(data: data, training: training, evaluation: evaluation, story: story).content()
        try HTMLReport(content).write(to: report)
        let summary = Summary(
            model: output, report: report.path(percentEncoded: false), episodes: training.progress.step,
            seconds: training.progress.seconds, seed: seed, results: evaluation.results)
        switch format {
        case .json: try Output.result(json: summary)
        case .text: try Output.result(text(summary, evaluation, story))
        }
    }

    /// Makes the folder, so that one that can't be written shows before the work.
    private func prepare(_ folder: URL) throws {
        if FileManager.default.fileExists(atPath: folder.appending(path: "checkpoint.safetensors").path) {
            throw CommandError("\(output) holds a training run, not a demo: choose another --output")
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let probe = folder.appending(path: ".probe")
            try Data().write(to: probe)
            try FileManager.default.removeItem(at: probe)
        } catch { throw CommandError("can't write to \(output): \(systemReason(of: error)); choose another --output") }
    }

    /// The printed summary of the demo.
    private struct Summary: Encodable {
        var model: String
        var report: String
        var episodes: Int
        var seconds: Double
        var seed: UInt64
        var results: [DemoEvaluation.Result]
    }

    private func text(_ summary: Summary, _ evaluation: DemoEvaluation, _ story: DemoStory) -> String {
        let header = "Accuracy on \(evaluation.categories) categories never seen in training"
        let columns = evaluation.tasks.map { $0.name.padded(to: 18) }.joined()
        let rows = DemoEvaluation.Method.allCases.map { method in
            let scores = evaluation.tasks.map { task in
                task.tallies[method].map { ResultsTable.Score($0).text }?.padded(to: 18) ?? ""
            }
            return "  " + method.rawValue.padded(to: 26) + scores.joined()
        }
        return """
            \(header) (95 % confidence, \(evaluation.episodes) episodes):

              \("".padded(to: 26))\(columns)
            \(rows.joined(separator: "\n"))

            Trained on \(summary.episodes) episodes in \(NumberFormat.duration(summary.seconds)).

            \(story.text)

            Report: \(summary.report)

            What to try next:
              shopguide serve   (or make serve; then open http://localhost:8080)
              shopguide catalog import builtin && shopguide recommend DE-007 --explain
              shopguide evaluate --model \(output) --data builtin --ways 10 --shots 5
              shopguide train prototypical --data builtin --output runs/longer
              shopguide train prototypical --data images:FOLDER-OF-CLASSES --output runs/mine
            """
    }
}

extension String {
    /// This text with spaces after it, up to a width.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuideExperiments

/// `shopguide learn`.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learns shoppers from a shop's own data, and says whether that is better than what serves now.",
        discussion: """
            Example:
              shopguide catalog import builtin --store shopguide.sqlite
              shopguide learn --store shopguide.sqlite --budget 8 --output runs/shop
              shopguide recommend --store shopguide.sqlite --shoppers runs/shop/models --learner sasrec

            Relations, prototypes, MAML, a sequence model (SASRec) and the blend of all are trained on the first 70 % of the store's events, \
            chosen on the next 15 %, trained again on both, and tested on the last 15 %, as shopguide evaluate shop does. Says beforehand \
            what was found and how long it takes; with little data it trains nothing, and says how much is missing.

            The folder gets report.html, report.txt, report.json and the models. A run that was stopped, or killed, goes on with --resume, to the same \
            numbers as if it had not been. With --activate the chosen learner serves from now on, if it was ahead of the one that serves \
            by more than its error on validation; a running service takes it within seconds.
            """
    )

    @OptionGroup var arguments: ShopStudyArguments
    @Option(
        name: .long, help: ArgumentHelp("Minutes that it may take: with few, less is trained.", valueName: "minutes"))
    var budget: Double?
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output = "runs/shop"
    @Flag(name: .long, help: "Go on with the run in the output folder.")
    var resume = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Give way to all other processes, write the progress to a file, and end with standard input, as a service needs it.",
            valueName: "file"))
    var background: String?
    @Flag(name: .long, help: "Have the chosen learner serve, if it is better than the one that does.")
    var activate = false

    func validate() throws {
        if let budget, !(budget > 0 && budget < 1e6) {
            throw ValidationError("--budget must be a number of minutes above 0, not \(budget)")
        }
    }

    func run() throws {
        let monitor: any WorkMonitor =
            background.map { ProgressFile(URL(filePath: $0), passingTo: Background()) } ?? Terminal.interruptible()
        let (study, shop) = try arguments.study(
            minutes: budget, isModelFixed: background == nil, monitor: monitor)
        study.announce()
        let limit = budget.map { String(format: " --budget %g", $0) } ?? ""
        let command =
            "shopguide learn --store \(URL(filePath: arguments.store.store).lastPathComponent)\(limit) --seed \(arguments.seed)"
        let folder = URL(filePath: output)
        var outcome = try study.learned(
            in: folder, resume: resume, comparedWith: shop.defaultLearner, command: command)
        if activate, outcome.isBetter, let models = outcome.models, let learner = outcome.learner {
            try LearnedShoppers(folder: URL(filePath: models), learner: learner).activate(in: shop.store)
            outcome.activated = true
        }
        switch arguments.format {
        case .json: try Output.result(json: outcome)
        case .text: try Output.result(outcome.report.text + "\n\n" + Self.advice(outcome, output, isAsked: activate))
        }
    }

    /// Says what was learned, and what became of it.
    private static func advice(_ outcome: ShopStudy.Outcome, _ folder: String, isAsked: Bool) -> String {
        var lines = ["report: \(folder)/report.html, report.txt and report.json"]
        guard let models = outcome.models else {
            lines.append("no learner of shoppers was trained: \(outcome.active) goes on serving")
            lines += products(outcome)
            return lines.joined(separator: "\n")
        }
        lines.append("models: \(models)")
        let advantage = outcome.advantage
        let ahead =
            advantage.count == 2
            ? String(
                format: "%@ is ahead of %@, which serves now, by %+.4f ± %.4f nDCG@10 on validation",
                outcome.report.chosen, outcome.active, advantage[0], advantage[1])
            : "\(outcome.report.chosen) was chosen; \(outcome.active), which serves now, wasn't measured beside it"
        lines.append(ahead)
        if outcome.activated, let learner = outcome.learner {
            lines.append("\(learner) is active now; a running service takes it within seconds")
        } else if isAsked, outcome.learner == nil {
            lines.append("nothing was activated: \(outcome.report.chosen) isn't one of the trained models")
        } else if isAsked {
            lines.append("nothing was activated: that isn't more than its error")
        } else if outcome.isBetter, outcome.learner != nil {
            lines.append("--activate has it serve")
        }
        return (lines + products(outcome)).joined(separator: "\n")
    }

    /// Says how to see with the model that was trained on the shop's categories.
    private static func products(_ outcome: ShopStudy.Outcome) -> [String] {
        outcome.products.map {
            ["new categories are told apart better by the model in \($0): name it with --model \($0)"]
        }
            ?? []
    }
}

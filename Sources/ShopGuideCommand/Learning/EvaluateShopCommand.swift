import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuideExperiments

/// `shopguide evaluate shop`.
struct EvaluateShopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop",
        abstract: "Measures recommenders on a shop's own shoppers, divided by time.",
        discussion: """
            Example:
              shopguide catalog import builtin --store shopguide.sqlite
              shopguide evaluate shop --store shopguide.sqlite

            Of the store's events the first 70 % are learned from, the next 15 % are chosen on, and the last 15 % are tested on: \
            what shoppers wanted first in that time is to be ranked high among the whole catalogue. Known shoppers; \
            cold ones, a fifth of all, of whom nothing was learned, after 0, 1, 3 and 5 events; those who come back after eight \
            weeks or more; each market as if it had just been entered. Nothing knows of what came later. Popularity, recent popularity, \
            ItemKNN, EASE, SASRec, and the learners of shoppers are trained and measured in the same run; * marks the one that was \
            chosen on validation. ± is half a 95 % interval over shoppers; the last column compares on the same shoppers.

            With --candidates and --truth the learners that recommend rank these alone, knowing everything in the store: nDCG@10, HR@10 and \
            MRR of each.
              shopguide evaluate shop --store shopguide.sqlite --candidates candidates.tsv --truth truth.tsv

            --output keeps the trainings and goes on from those that are there, as shopguide learn left them.
            """
    )

    @OptionGroup var arguments: ShopStudyArguments
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder that learning was done in, or is to be; nothing is kept by default.", valueName: "folder"))
    var output: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Products to rank in place of the catalogue: lines shopper<TAB>product,product,… or one pair a line.",
            valueName: "file"))
    var candidates: String?
    @Option(name: .long, help: ArgumentHelp("The right ones of them: lines shopper product [gain].", valueName: "file"))
    var truth: String?
    @Option(
        name: .long,
        help: "When their shoppers are asked for: after the last event of the shopper, or after that of the store.")
    var asked = CandidateRanking.Moment.shopper
    @Flag(name: .long, help: "Measure what needs no training on the shop: quick.")
    var baselines = false
    @OptionGroup var trained: ShopperModelArguments

    func validate() throws {
        guard (candidates == nil) == (truth == nil) else {
            throw ValidationError("--candidates and --truth go together")
        }
        guard candidates == nil || output == nil else {
            throw ValidationError("--output keeps trainings, and with --candidates nothing is trained: leave it out")
        }
    }

    /// Scores the learners that recommend on given candidates.
    private func evaluate(_ candidates: String, _ truth: String, _ monitor: Terminal) throws {
        let shop = try arguments.model.shop(
            of: arguments.store, shoppers: try trained.all(), areShoppersFixed: trained.shoppers != nil)
        let (list, answers) = try GivenCandidates.files(candidates, truth, in: shop)
        guard let answers else { return }
        let scores = try shop.learners.map {
            try CandidateRanking(list, by: $0, at: asked, in: shop, monitor: monitor).score(by: answers)
        }
        switch arguments.format {
        case .json: try Output.result(json: scores)
        case .text: try Output.result(scores.map(\.text).joined(separator: "\n"))
        }
    }

    func run() throws {
        if let candidates, let truth { return try evaluate(candidates, truth, Terminal.interruptible()) }
        let terminal = Terminal.interruptible()
        let (study, _) = try arguments.study(minutes: nil, trains: !baselines, monitor: terminal)
        study.announce()
        let command =
            "shopguide evaluate shop --store \(URL(filePath: arguments.store.store).lastPathComponent) --seed \(arguments.seed)"
        let report = try study.evaluated(in: output.map { URL(filePath: $0) }, command: command)
        switch arguments.format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }
}

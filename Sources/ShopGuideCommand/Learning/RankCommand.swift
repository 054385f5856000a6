import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments

/// `shopguide rank`.
struct RankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Ranks given candidates for shoppers, for other people's evaluators.",
        discussion: """
            Example:
              shopguide rank --store shopguide.sqlite --candidates candidates.tsv --output run.txt --learner relation

            The candidates are lines shopper<TAB>product,product,… or one pair a line, with or without a header. The run has a line for each, \
            as TREC's evaluators read it: shopper Q0 product rank score tag. Everything in the store is known, and each shopper is asked \
            for just after the last thing that they did (--asked store: after the last event of all); a shopper who isn't in the store is a \
            newcomer, and products that aren't come last.
            """
    )

    @OptionGroup var given: GivenCandidates
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments
    @OptionGroup var trained: ShopperModelArguments
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The learner: \(ShopRecommender.learners.joined(separator: ", ")) (default: the one that serves).",
            valueName: "name"))
    var learner: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The run to write.", valueName: "file"))
    var output: String

    func run() throws {
        let shop = try model.shop(of: store, shoppers: try trained.all(), areShoppersFixed: trained.shoppers != nil)
        let (candidates, truth) = try GivenCandidates.files(given.candidates, given.truth, in: shop)
        let terminal = Terminal.interruptible()
        let ranking = try CandidateRanking(
            candidates, by: learner ?? shop.defaultLearner, at: given.asked, in: shop, monitor: terminal)
        try ranking.write(to: URL(filePath: output))
        if ranking.unknown > 0 { Output.note("\(ranking.unknown) candidates aren't in the catalogue and come last") }
        Output.note("\(output): \(candidates.entries.count) shoppers by \(ranking.learner)")
        if let truth { try Output.result(ranking.score(by: truth).text) }
    }
}

extension CandidateRanking.Moment: ExpressibleByArgument {}

/// The options that name candidates, and the right ones among them.
struct GivenCandidates: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Products to rank: lines shopper<TAB>product,product,… or one pair a line.", valueName: "file"))
    var candidates: String
    @Option(name: .long, help: ArgumentHelp("The right ones: lines shopper product [gain].", valueName: "file"))
    var truth: String?

    @Option(
        name: .long,
        help: "When shoppers are asked for: after the last event of the shopper, or after that of the store.")
    var asked = CandidateRanking.Moment.shopper

    /// Reads the files.
    static func files(
        _ candidates: String, _ truth: String?, in shop: Shop
    ) throws -> (candidates: CandidateFile, truth: CandidateFile?) {
        let recommender = try shop.builtRecommender()
        func isKnown(_ id: String) -> Bool { recommender.product(id) != nil }
        return (
            try CandidateFile(candidates: URL(filePath: candidates), where: isKnown),
            try truth.map { try CandidateFile(truth: URL(filePath: $0), where: isKnown) }
        )
    }
}

import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments

/// `shopguide evaluate logs`.
struct EvaluateLogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Estimates, from a log of what was shown, the click rates that learners would have had.",
        discussion: """
            Example:
              shopguide catalog import exposures shown.csv --store shopguide.sqlite
              shopguide evaluate logs --store shopguide.sqlite

            The log has the products that shoppers were shown, each with its place and, if known, the probability with which it was to be \
            shown there (POST /v1/exposures, or catalog import exposures). A learner that was never live is estimated at the places \
            where it would have shown what was shown: by replay, by inverse propensity, also self-normalised, and doubly robust with a model \
            of clicks, with 95 % intervals over shoppers. matched is the share of such places, support the share of the learner's \
            choices that could be shown at all, worth the number of evenly weighted places that the matching ones are worth. Thin \
            support is warned of.

            Learners know the events before the first list, and of each shopper what they did before the list. An interaction that names the \
            recommendation is a click; of lists that none names, an interaction with the product within --hours is.
            """
    )

    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments
    @OptionGroup var trained: ShopperModelArguments
    @Option(
        name: [.customLong("learner")],
        help: ArgumentHelp("A learner to estimate; all by default. May be repeated.", valueName: "name"))
    var learners: [String] = []
    @Option(name: .long, help: "The hours after a list in which an interaction with one of its products is a click.")
    var hours = 24.0
    @Option(name: .long, help: "The most lists that are taken: the latest.")
    var lists = 20_000
    @Option(name: .long, help: "The format of the result: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
        guard hours > 0, hours <= 8760 else {
            throw ValidationError("--hours must be above 0 and at most 8760, not \(hours)")
        }
        guard lists >= 1 else { throw ValidationError("--lists must be at least 1, not \(lists)") }
    }

    func run() throws {
        let terminal = Terminal.interruptible()
        let shop = try model.shop(of: store)
        let interactions = try ShopInteractions(shop.store, products: try shop.embeddedProducts())
        var options = LogStudy.Options()
        (options.hours, options.lists, options.learners) = (hours, lists, learners)
        // The learner that serves, unless other models are named.
        let active = trained.shoppers == nil ? try LearnedShoppers(activeIn: shop.store)?.located(in: shop.store) : nil
        let models = try active?.models() ?? trained.all()
        let report = try LogStudy(shop.store, interactions, models: models, options, monitor: terminal).report()
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }
}

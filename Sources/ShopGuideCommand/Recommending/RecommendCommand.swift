import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication

/// `shopguide recommend`.
struct RecommendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend",
        abstract: "Recommends products to a shopper, or to somebody who has just seen some, and says why.",
        discussion: """
            Example:
              shopguide catalog import builtin
              shopguide recommend DE-007 --explain
              shopguide recommend --seen mug-01 teapot-02:like --market DE
              shopguide recommend --market AT --category "kitchen > mug" --price-to 20 --currency EUR
              shopguide recommend --similar mug-01

            Nothing is trained: a shopper is learned from what they did, if only from one click; with nothing at all it is what \
            many chose in the market. What was bought, rated or dismissed doesn't come back, unless it is used up: the attribute \
            consumable says so. Of the sizes and colours of one product the best is shown; --all-variants shows them all.
            """
    )

    @Argument(help: "The shopper's id; none for somebody whom the shop doesn't know.")
    var shopper: String?
    @OptionGroup var question: RecommendationArguments
    @Option(name: .long, help: ArgumentHelp("Products like this one instead, for its page.", valueName: "id"))
    var similar: String?
    @Flag(name: .long, help: "Say why each is recommended.")
    var explain = false
    @Flag(name: .long, help: "Say how many of them would stay without any one of the shopper's events.")
    var certainty = false
    @Option(name: .long, help: "The language of titles and reasons: en, zh.")
    var language: ReasonLanguage = .english
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard similar == nil || shopper == nil && question.seen.isEmpty && !explain && !certainty else {
            throw ValidationError(
                "--similar is for a product's page: leave out the shopper, --seen, --explain and --certainty")
        }
    }

    func run() throws {
        let (shop, similar) = (try question.shop(), similar)
        var asked = try question.request(for: shopper, of: shop)
        asked.explain = explain
        let request = asked
        let answer = try CallingThread.run {
            guard let similar else { return try await shop.recommend(request).answer }
            let items = try await shop.similar(to: similar, request)
            return Recommendations(items: items, learner: "similar", market: request.market, events: 0, notes: [])
        }
        if answer.items.isEmpty {
            Output.note("nothing is left that may be recommended: \(Self.advice(request, answer))")
        }
        var report = RecommendationReport(answer, shopper: shopper, language: language)
        if certainty { report.certainty = try CallingThread.run { try await shop.certainty(of: request) } }
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }

    /// Advice where the filters leave nothing.
    private static func advice(_ request: RecommendationRequest, _ answer: Recommendations) -> String {
        if request.category != nil || request.lowestPrice != nil || request.highestPrice != nil || request.brand != nil
        {
            return "widen --category, --brand or the price"
        }
        if let market = answer.market { return "no product is sold in \(market) that can be ordered" }
        return "there are no products that can be ordered"
    }
}

/// The output of `shopguide recommend`.
struct RecommendationReport: Encodable {
    struct Entry: Encodable {
        var product: Product
        var score: Double
        /// The reason in a sentence.
        var sentence: String?
        /// The reason in numbers.
        var reason: RecommendationReason?
        /// The number of its other sizes and colours.
        var variants: Int?
    }

    var shopper: String?
    var market: String?
    var learner: String
    var events: Int
    var notes: [String]
    var recommendations: [Entry]
    /// Their dependence on single events, where it was asked for.
    var certainty: Certainty?
    private let language: ReasonLanguage

    private enum CodingKeys: CodingKey { case shopper, market, learner, events, notes, recommendations, certainty }

    init(_ answer: Recommendations, shopper: String?, language: ReasonLanguage) {
        self.shopper = shopper
        self.language = language
        (market, learner, events, notes) = (answer.market, answer.learner, answer.events, answer.notes)
        recommendations = answer.items.map {
            Entry(
                product: $0.product, score: $0.score, sentence: $0.reason?.sentence(in: language), reason: $0.reason,
                variants: $0.variants)
        }
    }

    var text: String {
        var lines = notes.map { "note: \($0)" }
        for (place, entry) in recommendations.enumerated() {
            let title = entry.product.title.text(speaking: language.rawValue) ?? entry.product.id
            let price = entry.product.price.map { ", \($0.text) \($0.currency)" } ?? ""
            let more = entry.variants.map { $0 == 1 ? ", 1 more variant" : ", \($0) more variants" } ?? ""
            lines.append("\(place < 9 ? " " : "")\(place + 1)  \(title) (\(entry.product.id)\(price)\(more))")
            if let sentence = entry.sentence { lines.append("    \(sentence)") }
        }
        if let certainty {
            lines.append(
                certainty.events == 0
                    ? "certainty: nothing is known of the shopper, so that nothing can be left out"
                    : String(
                        format: "certainty: %.0f %%: %.1f of %d stay without one of the %d events",
                        100 * certainty.certainty, certainty.stays, certainty.of, certainty.events))
        }
        return lines.joined(separator: "\n")
    }
}

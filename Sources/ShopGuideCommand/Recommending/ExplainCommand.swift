import ArgumentParser
import ShopGuide
import ShopGuideApplication

/// `shopguide explain`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says why a product is recommended or isn't, or why something is taken for a category.",
        discussion: """
            Example:
              shopguide explain mug-12 --shopper DE-007
              shopguide explain mug-12 --seen mug-01 teapot-02:like --not kettle-03
              shopguide teach phones --examples phone-01 phone-02 phone-03
              shopguide explain phone-20
              shopguide explain phone-20 --not "toy trains"

            With --shopper, --seen or --market it is about a recommendation, else about a category: what each thing that the \
            shopper did, or each example, is behind, and how the score would be without it, found by asking again; what words and \
            attributes count; what was borrowed from other markets; which places of a picture count. The parts add up to the score.
            """
    )

    @Argument(help: "A product's id; for a category also a picture's file or a title.")
    var thing: String
    @Option(name: .long, help: ArgumentHelp("To whom it might be recommended.", valueName: "id"))
    var shopper: String?
    @Option(
        name: .customLong("not"),
        help: ArgumentHelp("The product, or the category, that one might have expected.", valueName: "other"))
    var other: String?
    @OptionGroup var question: RecommendationArguments
    @Option(name: .long, help: "The language of the reason: en, zh.")
    var language: ReasonLanguage = .english
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    private var isAboutRecommendation: Bool { shopper != nil || !question.seen.isEmpty || question.market != nil }

    func validate() throws {
        guard isAboutRecommendation || question.isPlain else {
            throw ValidationError("say for whom: --shopper ID, --seen ID … or --market CODE")
        }
    }

    func run() throws { if isAboutRecommendation { try recommendation() } else { try classification() } }

    private func recommendation() throws {
        let shop = try question.shop()
        let request = try question.request(for: shopper, of: shop)
        let (thing, other) = (thing, other)
        let explanation = try CallingThread.run {
            try await shop.explain(thing, for: request, insteadOf: other)
        }
        let report = ExplanationReport(explanation, language)
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }

    private func classification() throws {
        let shop = try question.model.categories(of: question.store)
        let (thing, other) = (thing, other)
        let explained = try CallingThread.run {
            try await shop.explain(try await shop.input(thing), insteadOf: other)
        }
        let report = CategoryExplanationReport(thing, explained, language)
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }
}

extension RecommendationArguments {
    /// Whether nothing is asked for that a category knows nothing of.
    var isPlain: Bool {
        category == nil && brand == nil && priceFrom == nil && priceTo == nil && availability.isEmpty && now == nil
    }
}

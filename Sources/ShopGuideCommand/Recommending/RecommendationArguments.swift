import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import ShopGuideExperiments

/// To whom something is recommended, and from what: shared by the commands that recommend and explain.
struct RecommendationArguments: ParsableArguments {
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Products just seen, the first one first; ID:KIND says what was done: view (default), cart, purchase, rating, like, dismiss.",
            valueName: "id[:kind]"))
    var seen: [String] = []
    @Option(name: .long, help: ArgumentHelp("The market (default: the shopper's own).", valueName: "code"))
    var market: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only products of this category of the shop, or below it: \"kitchen > mug\".", valueName: "path"))
    var category: String?
    @Option(name: .long, help: "Only products of this brand.")
    var brand: String?
    @Option(name: .long, help: ArgumentHelp("Only products that cost at least this.", valueName: "amount"))
    var priceFrom: String?
    @Option(name: .long, help: ArgumentHelp("Only products that cost at most this.", valueName: "amount"))
    var priceTo: String?
    @Option(name: .long, help: ArgumentHelp("The currency of the prices: EUR.", valueName: "code"))
    var currency: String?
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Only products that are so available: \(Availability.allCases.map(\.rawValue).joined(separator: ", ")) (default: those that can be ordered).",
            valueName: "state"))
    var availability: [String] = []
    @Option(name: .long, help: "Products at most.")
    var limit = 10
    @Option(
        name: .long,
        help: ArgumentHelp(
            "From 0, the best ones, to 1, ones as different as can be.", valueName: "share"))
    var diversity = 0.0
    @Option(
        name: .long, help: ArgumentHelp("When the question is asked: 2026-07-01 (default: now).", valueName: "date"))
    var now: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What learns shoppers: \(ShopRecommender.learners.joined(separator: ", ")) (default: what measured best)."))
    var learner: String?
    @OptionGroup var trained: ShopperModelArguments
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments

    func validate() throws {
        guard 1...1000 ~= limit else { throw ValidationError("--limit must be from 1 to 1000, not \(limit)") }
        guard 0...1 ~= diversity else { throw ValidationError("--diversity must be from 0 to 1, not \(diversity)") }
        guard priceFrom == nil && priceTo == nil || currency != nil else {
            throw ValidationError("say which money the price is in: --currency EUR")
        }
        guard currency == nil || priceFrom != nil || priceTo != nil else {
            throw ValidationError("--currency is for --price-from and --price-to")
        }
        for (name, amount) in [("--price-from", priceFrom), ("--price-to", priceTo)] {
            if let amount, Price(amount, currency: currency ?? "") == nil {
                throw ValidationError(
                    "\(name) \(amount) \(currency ?? ""): write an amount such as 12.99, and a code such as EUR")
            }
        }
        if let category, Category(category) == nil {
            throw ValidationError("--category \"\(category)\": a name in it is empty")
        }
        if let now, Timestamp(now) == nil {
            throw ValidationError("--now \(now) is no date; write 2026-07-01 or 2026-07-01T12:00:00Z")
        }
        for state in availability where Availability(rawValue: state) == nil {
            let states = Availability.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--availability \(state) is none of \(states)")
        }
    }

    /// What is asked of a shop.
    func request(for shopper: String?, of recommender: ShopRecommender) throws -> RecommendationRequest {
        var request = RecommendationRequest()
        request.shopper = shopper
        request.seen = try seen.map { try Self.seen($0, recommender) }
        request.market = market
        request.category = category.flatMap { Category($0) }
        request.brand = brand
        request.lowestPrice = priceFrom.flatMap { Price($0, currency: currency ?? "") }
        request.highestPrice = priceTo.flatMap { Price($0, currency: currency ?? "") }
        request.availability = availability.isEmpty ? nil : Set(availability.compactMap(Availability.init))
        request.limit = limit
        request.diversity = diversity
        request.learner = learner
        request.now = now.flatMap { Timestamp($0) }
        return request
    }

    /// Reads `ID` or `ID:KIND`; an id may have a colon in it.
    private static func seen(_ text: String, _ recommender: ShopRecommender) throws -> RecommendationRequest.Seen {
        if recommender.product(text) != nil { return RecommendationRequest.Seen(text) }
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else {
            return RecommendationRequest.Seen(text)
        }
        let (id, name) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        guard let kind = Interaction.Kind(rawValue: name) else {
            guard recommender.product(id) != nil else { return RecommendationRequest.Seen(text) }
            throw CommandError("--seen \(text): \"\(name)\" is none of \(Interaction.Kind.list)")
        }
        return RecommendationRequest.Seen(id, kind)
    }

    /// Reads the shop.
    func recommender() throws -> ShopRecommender {
        let model = try CategoryModel(try model.folder())
        var bar: ProgressBar?
        let recommender = try ShopRecommender(
            try store.open(), model, shoppers: try trained.models(named: learner ?? ShopRecommender.best.rawValue),
            default: ShopRecommender.best
        ) { done, of in
            if bar == nil { bar = ProgressBar("products", total: of) }
            bar?.show(done, "seen for the first time")
        }
        bar?.clear()
        return recommender
    }
}

extension ReasonLanguage: ExpressibleByArgument {}

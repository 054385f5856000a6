import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication

/// The options of a request for recommendations, shared by the commands that recommend and explain.
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
    @Flag(name: .long, help: "Show all sizes and colours of a product, not the best of them alone.")
    var allVariants = false
    @Option(
        name: .long, help: ArgumentHelp("When the question is asked: 2026-07-01 (default: now).", valueName: "date"))
    var now: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The learner of shoppers: \(ShopRecommender.learners.joined(separator: ", ")) (default: \(ShopRecommender.defaultLearner), the fastest)."
        ))
    var learner: String?
    @OptionGroup var trained: ShopperModelArguments
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments

    func validate() throws {
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
        var fields = FieldValidator()
        request(for: nil).validate(&fields)
        try fields.checkArguments()
    }

    /// Returns the request without the products that were just seen.
    private func request(for shopper: String?) -> RecommendationRequest {
        var request = RecommendationRequest()
        request.shopper = shopper
        request.market = market
        request.category = category.flatMap { Category($0) }
        request.brand = brand
        request.lowestPrice = priceFrom.flatMap { Price($0, currency: currency ?? "") }
        request.highestPrice = priceTo.flatMap { Price($0, currency: currency ?? "") }
        request.availability = availability.isEmpty ? nil : Set(availability.compactMap { Availability($0) })
        request.limit = limit
        request.diversity = diversity
        request.includesVariants = allVariants
        // A request that names its learner takes part in no experiment: whoever asks here is nobody's shopper.
        request.learner = learner ?? ShopRecommender.defaultLearner
        request.now = now.flatMap { Timestamp($0) }
        return request
    }

    /// Returns the request.
    func request(for shopper: String?, of shop: Shop) throws -> RecommendationRequest {
        var request = request(for: shopper)
        request.learner = learner ?? shop.defaultLearner
        let seen = seen
        request.seen = try CallingThread.run {
            var events: [RecommendationRequest.Seen] = []
            for text in seen { events.append(try await Self.seen(text, shop)) }
            return events
        }
        return request
    }

    /// Parses `ID` or `ID:KIND`; an id may have a colon in it.
    private static func seen(_ text: String, _ shop: Shop) async throws -> RecommendationRequest.Seen {
        if try await shop.hasProduct(text) { return RecommendationRequest.Seen(text) }
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else {
            return RecommendationRequest.Seen(text)
        }
        let (id, name) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        guard let kind = Interaction.Kind(rawValue: name) else {
            guard try await shop.hasProduct(id) else { return RecommendationRequest.Seen(text) }
            throw CommandError("--seen \(text): \"\(name)\" is none of \(Interaction.Kind.list)")
        }
        return RecommendationRequest.Seen(id, kind)
    }

    /// Opens the shop.
    func shop() throws -> Shop {
        let learner = learner ?? ShopRecommender.defaultLearner
        let shoppers = ShopperLearnerKind(rawValue: learner) == nil ? [] : try trained.models(for: learner)
        return try model.shop(of: store, shoppers: shoppers, areShoppersFixed: trained.shoppers != nil)
    }
}

extension ReasonLanguage: ExpressibleByArgument {}

import Foundation
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Recommendations, and products that are similar to one.
struct RecommendationRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.post, "/v1/recommendations", .read, recommend)
        routes.add(.get, "/v1/products/{id}/similar", .read, similar)
    }

    private struct Item: Encodable {
        var product: Product
        var score: Double
        var reason: RecommendationReason?
        var sentence: LocalizedText?
        var variants: Int?
    }

    private struct Answer: Encodable {
        /// The id that exposures and later interactions may name.
        var id: String
        var items: [Item]
        var learner: String
        var market: OrNull<String>
        var events: Int
        var notes: [String]
        var experiment: OrNull<Part>

        /// The part that the request takes in an experiment.
        struct Part: Encodable, Sendable {
            var name: String
            var arm: OrNull<Experiment.Arm>
        }
    }

    @Sendable private func recommend(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let wanted = try await request.json(RecommendationBody.self, limits).request()
        let recommended = try await context.shop.recommend(wanted)
        let answer = recommended.answer
        let items = answer.items.map { item in
            Item(
                product: item.product.shown, score: item.score, reason: item.reason,
                sentence: item.reason.map { reason in LocalizedText { reason.sentence(in: $0) } },
                variants: item.variants)
        }
        return try Response.json(
            Answer(
                id: recommended.id, items: items, learner: answer.learner, market: OrNull(answer.market),
                events: answer.events,
                notes: answer.notes,
                experiment: OrNull(
                    recommended.experiment.map { Answer.Part(name: $0, arm: OrNull(recommended.arm)) })))
    }

    private struct Similar: Encodable {
        var product: Product
        var score: Double
        var variants: Int?
    }

    @Sendable private func similar(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "limit", "market", "allVariants", "id")
        let id = try context.part("id", or: query)
        var wanted = RecommendationRequest()
        wanted.limit = try query.number("limit", default: 10)
        wanted.market = try query.market()
        wanted.includesVariants = try query.flag("allVariants", default: false)
        let items = try await context.shop.similar(to: id, wanted)
        return try Response.json([
            "items": items.map { Similar(product: $0.product.shown, score: $0.score, variants: $0.variants) }
        ])
    }
}

extension QueryParameters {
    /// The code of a market, if it is there.
    func market() throws -> String? {
        guard let market = try text("market", bytes: 16) else { return nil }
        guard Market(id: market) != nil else { throw Problem(field: "market", "isn't a market's code") }
        return market
    }
}

/// A request of recommendations as somebody sends it.
struct RecommendationBody: StrictlyNamed, Sendable {
    static let fieldNames: Set<String> = [
        "shopper", "seen", "market", "limit", "category", "minPrice", "maxPrice", "currency", "availability",
        "diversity",
        "learner", "explain", "brand", "exclude", "includeSeen", "allVariants",
    ]

    /// An event of the request: a product's id, or that with its kind.
    enum Seen: Decodable, Sendable {
        struct Event: StrictlyNamed, Sendable {
            static let fieldNames: Set<String> = ["product", "kind", "value", "time"]
            var product: String
            var kind: Interaction.Kind?
            var value: Double?
            var time: Timestamp?
        }

        case product(String)
        case event(Event)

        init(from decoder: any Decoder) throws {
            if let id = try? decoder.singleValueContainer().decode(String.self) {
                self = .product(id)
            } else {
                self = .event(try Strict<Event>(from: decoder).value)
            }
        }
    }

    var shopper: String?
    var seen: [Seen]?
    var market: String?
    var limit: Int?
    var category: [String]?
    var minPrice: Double?
    var maxPrice: Double?
    var currency: String?
    var availability: [Availability]?
    var diversity: Double?
    var learner: String?
    var explain: Bool?
    var brand: String?
    var exclude: [String]?
    var includeSeen: Bool?
    var allVariants: Bool?

    /// Returns the request, whose bounds aren't checked yet.
    ///
    /// - Throws: ``GuideError`` naming all fields that can't be read.
    func request() throws -> RecommendationRequest {
        var (fields, request) = (FieldValidator(), RecommendationRequest())
        (request.shopper, request.market, request.brand, request.learner) = (shopper, market, brand, learner)
        request.seen = (seen ?? []).map { seen in
            switch seen {
            case .product(let id): RecommendationRequest.Seen(id)
            case .event(let event):
                RecommendationRequest.Seen(event.product, event.kind ?? .view, value: event.value, at: event.time)
            }
        }
        request.limit = limit ?? request.limit
        if let category {
            request.category = Category(path: category)
            if request.category == nil { fields.add("category", "must be a list of 1 to 32 names") }
        }
        request.lowestPrice = price(minPrice, "minPrice", &fields)
        request.highestPrice = price(maxPrice, "maxPrice", &fields)
        if currency != nil, minPrice == nil, maxPrice == nil {
            fields.add("currency", "says nothing without minPrice or maxPrice")
        }
        request.availability = availability.map { Set($0) }
        request.diversity = diversity ?? request.diversity
        request.excluded = exclude ?? []
        request.includesSeen = includeSeen ?? false
        request.includesVariants = allVariants ?? false
        request.explain = explain ?? false
        try fields.check()
        return request
    }

    private func price(_ amount: Double?, _ field: String, _ fields: inout FieldValidator) -> Price? {
        guard let amount else { return nil }
        guard let currency else {
            fields.add("currency", "is missing beside \(field)")
            return nil
        }
        let price = Price(amount.shortText, currency: currency)
        if price == nil { fields.add(field, "must be an amount with four decimals at most in a currency such as EUR") }
        return price
    }
}

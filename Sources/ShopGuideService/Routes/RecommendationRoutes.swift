import Foundation
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// What somebody wants next, and products that are like one.
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
    }

    private struct Answer: Encodable {
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
        _ = try Query(request)
        let body = try await request.json(RecommendationBody.self, limits)
        let desk = try context.desk
        let shopper = body.shopper
        let wanted = try body.request().asKnown(to: desk.recommender)
        let recommended = try await desk.recommend(wanted.request, to: shopper)
        let answer = recommended.answer
        let items = answer.items.map { item in
            Item(
                product: item.product.shown, score: item.score, reason: item.reason,
                sentence: item.reason.map { reason in LocalizedText { reason.sentence(in: $0) } })
        }
        return try Response.json(
            Answer(
                items: items, learner: answer.learner, market: OrNull(answer.market), events: answer.events,
                notes: answer.notes + wanted.notes,
                experiment: OrNull(
                    recommended.experiment.map { Answer.Part(name: $0, arm: OrNull(recommended.arm)) })))
    }

    private struct Similar: Encodable {
        var product: Product
        var score: Double
    }

    @Sendable private func similar(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try Query(request, "limit", "market")
        let id = try context.part("id")
        var wanted = RecommendationRequest()
        wanted.limit = try query.number("limit", in: 1...100, default: 10)
        wanted.market = try query.market()
        let desk = try context.desk
        let (recommender, asked) = (desk.recommender, wanted)
        let items = try await desk.work.run { try recommender.similar(to: id, asked) }
        return try Response.json(["items": items.map { Similar(product: $0.product.shown, score: $0.score) }])
    }
}

extension Query {
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
        "learner", "explain", "brand", "exclude", "includeSeen",
    ]

    /// Something that was seen: a product's id, or that with what was done.
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

    /// Returns what is asked for.
    ///
    /// - Throws: ``Problem`` naming all fields that are wrong.
    func request() throws -> RecommendationRequest {
        var (checks, request) = (FieldChecks(), RecommendationRequest())
        if let shopper { checks.identifier("shopper", shopper) }
        request.shopper = shopper
        if let seen {
            if seen.count > 1000 { checks.object("seen", "must be 1000 at most, not \(seen.count)") }
            request.seen = seen.enumerated().map { index, seen in
                switch seen {
                case .product(let id):
                    checks.identifier("seen[\(index)]", id)
                    return RecommendationRequest.Seen(id)
                case .event(let event):
                    checks.identifier("seen[\(index)].product", event.product)
                    return RecommendationRequest.Seen(
                        event.product, event.kind ?? .view, value: event.value, at: event.time)
                }
            }
        }
        if let market { checks.market("market", market) }
        request.market = market
        if let limit {
            if !(1...100 ~= limit) { checks.object("limit", "must be from 1 to 100, not \(limit)") }
            request.limit = limit
        }
        if let category {
            request.category = Category(path: category)
            if request.category == nil || category.count > 32 { checks.object("category", "must be 1 to 32 names") }
        }
        request.lowestPrice = price(minPrice, "minPrice", &checks)
        request.highestPrice = price(maxPrice, "maxPrice", &checks)
        if currency != nil, minPrice == nil, maxPrice == nil {
            checks.object("currency", "says nothing without minPrice or maxPrice")
        }
        if let availability {
            if availability.isEmpty { checks.object("availability", "must not be empty") }
            request.availability = Set(availability)
        }
        if let diversity {
            if !(0...1 ~= diversity) { checks.object("diversity", "must be from 0 to 1") }
            request.diversity = diversity
        }
        request.learner = learner
        if let brand { checks.text("brand", brand, bytes: 1024) }
        request.brand = brand
        if let exclude, exclude.count > 1000 { checks.object("exclude", "must be 1000 at most, not \(exclude.count)") }
        for (index, id) in (exclude ?? []).prefix(1000).enumerated() { checks.identifier("exclude[\(index)]", id) }
        request.excluded = Set(exclude ?? [])
        request.includesSeen = includeSeen ?? false
        request.explain = explain ?? false
        guard checks.found.isEmpty else { throw Problem(fields: checks.found) }
        return request
    }

    private func price(_ amount: Double?, _ field: String, _ checks: inout FieldChecks) -> Price? {
        guard let amount else { return nil }
        guard let currency else {
            checks.object("currency", "is missing beside \(field)")
            return nil
        }
        let price = Price(amount.shortText, currency: currency)
        if price == nil { checks.object(field, "isn't an amount with four decimals at most in a currency such as EUR") }
        return price
    }
}

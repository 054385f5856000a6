import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Markets: what is known of them, and entering a new one.
struct MarketRoutes {
    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/markets", .read, list)
        routes.add(.get, "/v1/markets/{id}", .read, get)
        routes.add(.put, "/v1/markets/{id}", .write, enter)
    }

    private struct Report: Encodable {
        struct Wanted: Encodable {
            var product: Product
            var score: Double
        }

        var id: String
        var products: Int
        var shoppers: Int
        var interactions: Int
        /// What somebody who is new there is shown.
        var newcomers: [Wanted]
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let isCounted = try Query(request, "counts").flag("counts", default: true)
        return try await context.desk.read { store in
            // Counting goes through all that there is.
            guard !isCounted else { return try Response.json(["items": try store.marketContents()]) }
            return try Response.json(["items": try store.markets().map { ["id": $0.id] }])
        }
    }

    private func market(_ context: GuideContext) throws -> Market {
        let id = try context.part("id", bytes: 16)
        guard let market = Market(id: id) else {
            throw Problem(field: "id", "must be a code of up to 16 letters, digits, - and _")
        }
        return market
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        return try Response.json(try await report(on: try market(context), context))
    }

    @Sendable private func enter(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let market = try market(context)
        try await context.desk.commits.commit { writer in
            try writer.save(market)
        } changing: { _ in
            [.marketSaved(market)]
        }
        return try Response.json(try await report(on: market, context))
    }

    private func report(on market: Market, _ context: GuideContext) async throws -> Report {
        let desk = try context.desk
        let recommender = desk.recommender
        return try await desk.read { store in
            guard let contents = try store.marketContents().first(where: { $0.id == market.id }) else {
                throw Problem.missing("market \"\(market.id)\"")
            }
            var request = RecommendationRequest()
            request.market = market.id
            let items = try recommender.recommend(request).items
            return Report(
                id: market.id, products: contents.products, shoppers: contents.shoppers,
                interactions: contents.interactions,
                newcomers: items.map { Report.Wanted(product: $0.product.shown, score: $0.score) })
        }
    }
}

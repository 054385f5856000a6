import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Markets: counted, reported on, opened.
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
        /// The recommendations for somebody who is new there.
        var newcomers: [Wanted]
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let isCounted = try QueryParameters(request, "counts").flag("counts", default: true)
        let shop = try context.shop
        // Counting goes through all that there is.
        guard !isCounted else { return try Response.json(["items": try await shop.markets()]) }
        return try Response.json(["items": try await shop.marketCodes().map { ["id": $0] }])
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        return try await report(on: try context.part("id", bytes: 16), context)
    }

    @Sendable private func enter(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let id = try context.part("id", bytes: 16)
        try await context.shop.enter(market: id)
        return try await report(on: id, context)
    }

    private func report(on market: String, _ context: GuideContext) async throws -> Response {
        let report = try await context.shop.market(market)
        return try Response.json(
            Report(
                id: report.contents.id, products: report.contents.products, shoppers: report.contents.shoppers,
                interactions: report.contents.interactions,
                newcomers: report.newcomers.map { Report.Wanted(product: $0.product.shown, score: $0.score) }))
    }
}

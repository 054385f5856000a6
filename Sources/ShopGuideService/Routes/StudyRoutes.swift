import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Measurements of the recommender: its certainty, its quality in a market, its map of the shop.
struct StudyRoutes: Sendable {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.post, "/v1/certainty", .read, certainty)
        routes.add(.get, "/v1/markets/{id}/study", .read, study)
        routes.add(.get, "/v1/map", .read, map)
    }

    @Sendable private func certainty(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let wanted = try await request.json(RecommendationBody.self, limits).request()
        return try Response.json(try await context.shop.certainty(of: wanted))
    }

    @Sendable private func study(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        return try Response.json(try await context.shop.study(of: try context.part("id", bytes: 16)))
    }

    @Sendable private func map(_ request: Request, _ context: GuideContext) async throws -> Response {
        let limit = try QueryParameters(request, "limit").number("limit", in: 3...5000, default: 1000)
        return try Response.json(["items": try await context.shop.map(limit)])
    }
}

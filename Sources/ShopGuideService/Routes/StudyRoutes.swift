import FewShotReport
import FewShotTensors
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

    private struct Place: Encodable, Sendable {
        var product: String
        var title: LocalizedText
        var group: String
        var x: Double
        var y: Double
    }

    @Sendable private func map(_ request: Request, _ context: GuideContext) async throws -> Response {
        let limit = try QueryParameters(request, "limit").number("limit", in: 3...5000, default: 1000)
        let shop = try context.shop
        let sample = try await shop.sample(limit)
        let places = try await shop.executor.run { () -> [Place] in
            guard sample.count >= 3, let dimensions = sample.first?.embedding.count, dimensions >= 2 else { return [] }
            let points = Tensor(sample.flatMap(\.embedding), shape: [sample.count, dimensions], on: .cpu)
            let values = try PrincipalComponents(of: points).project(points).values(as: Double.self)
            return sample.enumerated().map { index, entry in
                Place(
                    product: entry.product.id, title: entry.product.title,
                    group: entry.product.category?.path.first ?? "",
                    x: values[2 * index], y: values[2 * index + 1])
            }
        }
        return try Response.json(["items": places])
    }
}

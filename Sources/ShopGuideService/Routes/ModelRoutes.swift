import Hummingbird
import ShopGuideApplication

/// Models that encode products: listed, activated, rolled back, without a restart.
struct ModelRoutes {
    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/models", .read, list)
        routes.add(.post, "/v1/models/{id}/activate", .admin, activate)
        routes.add(.post, "/v1/models/rollback", .admin, rollBack)
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        return try Response.json(try await context.shop.modelList())
    }

    @Sendable private func activate(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        try await shop.activate(try context.part("id"))
        return try Response.json(try await shop.modelList())
    }

    @Sendable private func rollBack(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        try await shop.rollBack()
        return try Response.json(try await shop.modelList())
    }
}

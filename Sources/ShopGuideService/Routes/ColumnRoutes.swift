import HTTPTypes
import Hummingbird
import ShopGuideApplication

/// The columns of the catalogue with their weights, and the factors on these.
struct ColumnRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/columns", .read, list)
        routes.add(.patch, "/v1/columns", .admin, change)
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["columns"]
        var columns: [String: Double]
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        return try Response.json(try await context.shop.columns())
    }

    @Sendable private func change(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let factors = try await request.json(Body.self, limits).columns
        let shop = try context.shop
        try await shop.setColumns(factors)
        return try Response.json(try await shop.columns())
    }
}

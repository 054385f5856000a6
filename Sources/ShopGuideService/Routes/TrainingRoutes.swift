import Hummingbird
import ShopGuideApplication

/// Trainings of models, those that are running among them.
struct TrainingRoutes {
    let trainings: TrainingCatalog

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/trainings", .read, list)
        routes.add(.get, "/v1/trainings/{id}", .read, get)
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let catalog = trainings
        let items = try await context.shop.executor.run { catalog.trainings().map(TrainingSummary.init) }
        return try Response.json(["items": items])
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, catalog) = (try context.part("id"), trainings)
        return try Response.json(try await context.shop.executor.run { try catalog.training(id) })
    }
}

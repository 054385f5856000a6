import FewShotNetworks
import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Models that see products: listed, activated, rolled back, without a restart.
struct ModelRoutes {
    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/models", .read, list)
        routes.add(.post, "/v1/models/{id}/activate", .admin, activate)
        routes.add(.post, "/v1/models/rollback", .admin, rollBack)
    }

    private struct Model: Encodable {
        var id: String
        var active: Bool
        var usable: Bool
        var problem: OrNull<String>
        var digest: OrNull<String>
        var learner: OrNull<String>
        var sees: [String]
        var categories: Int
    }

    private struct List: Encodable {
        var items: [Model]
        var active: String
        var previous: OrNull<String>
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        return try await list(context)
    }

    private func list(_ context: GuideContext) async throws -> Response {
        let desk = try context.desk
        let active = desk.board.withLock { $0.modelName }
        let list = try await desk.read { store in
            let taught = Dictionary(grouping: try store.taughtCategories(), by: \.encoder).mapValues(\.count)
            let items = desk.models.entries().map { entry in
                let model = try? entry.model.get()
                var problem: String?
                if case .failure(let error) = entry.model { problem = error.message }
                return Model(
                    id: entry.name, active: entry.name == active, usable: model != nil, problem: OrNull(problem),
                    digest: OrNull(model?.digest), learner: OrNull(model?.learnerName),
                    sees: model?.parts.ranges.map(\.part.rawValue) ?? [],
                    categories: model.flatMap { taught[$0.digest] } ?? 0)
            }
            return List(
                items: items, active: active, previous: OrNull(try store.setting(ModelShelf.previous)))
        }
        return try Response.json(list)
    }

    @Sendable private func activate(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        try await context.desk.activate(try context.part("id"))
        return try await list(context)
    }

    @Sendable private func rollBack(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        try await context.desk.rollBack()
        return try await list(context)
    }
}

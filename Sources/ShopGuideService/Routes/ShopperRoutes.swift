import Hummingbird
import ShopGuide
import ShopGuideStore

/// Shoppers: what is known of them, what they did, and their erasure.
struct ShopperRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/shoppers", .read, list)
        routes.add(.get, "/v1/shoppers/{id}", .read, get)
        routes.add(.put, "/v1/shoppers/{id}", .write, put)
        routes.add(.delete, "/v1/shoppers/{id}", .write, erase)
        routes.add(.get, "/v1/shoppers/{id}/interactions", .read, history)
    }

    private struct Page<Item: Encodable>: Encodable {
        var items: [Item]
        var next: OrNull<String>
    }

    private struct Profile: Encodable {
        var id: String
        var market: String?
        var attributes: [String: AttributeValue]
        var interactions: [String: Int]
    }

    private struct Erased: Encodable {
        var shopper: String
        var interactions: Int
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try Query(request, "market", "limit", "cursor")
        let market = try query.market()
        let (limit, cursor) = (try query.number("limit", in: 1...200, default: 20), try query.cursor())
        let page = try await context.desk.read { try $0.shoppers(in: market, after: cursor, limit: limit) }
        return try Response.json(Page(items: page.items, next: OrNull(Query.cursor(after: page.next))))
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        return try Response.json(try await profile(context))
    }

    private func profile(_ context: GuideContext) async throws -> Profile {
        let id = try context.part("id")
        return try await context.desk.read { store in
            guard let shopper = try store.shopper(id) else { throw Problem.missing("shopper \"\(id)\"") }
            return Profile(
                id: id, market: shopper.market, attributes: shopper.attributes,
                interactions: try store.interactionCounts(of: id))
        }
    }

    @Sendable private func put(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let id = try context.part("id")
        let shopper = try await request.json(Shopper.self, limits)
        var checks = FieldChecks()
        if shopper.id != id { checks.object("id", "is \"\(shopper.id)\"; the address says \"\(id)\"") }
        if let market = shopper.market { checks.market("market", market) }
        checks.attributes(shopper.attributes)
        guard checks.found.isEmpty else { throw Problem(fields: checks.found) }
        try await context.desk.save(shopper)
        return try Response.json(try await profile(context))
    }

    @Sendable private func erase(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let id = try context.part("id")
        return try Response.json(Erased(shopper: id, interactions: try await context.desk.erase(shopper: id)))
    }

    @Sendable private func history(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try Query(request, "limit", "cursor")
        let id = try context.part("id")
        let (limit, cursor) = (try query.number("limit", in: 1...200, default: 20), try query.cursor())
        let page = try await context.desk.read { store in
            guard try store.shopper(id) != nil else { throw Problem.missing("shopper \"\(id)\"") }
            return try store.history(of: id, before: cursor, limit: limit)
        }
        return try Response.json(Page(items: page.items, next: OrNull(Query.cursor(after: page.next))))
    }
}

extension Shopper: StrictlyNamed {
    static let fieldNames: Set<String> = ["id", "market", "attributes"]
}

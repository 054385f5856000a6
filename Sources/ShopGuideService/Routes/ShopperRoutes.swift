import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Shoppers: their profiles, their interactions, all that is kept of them, merging, and their erasure.
struct ShopperRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/shoppers", .read, list)
        routes.add(.put, "/v1/shoppers", .write, put)
        routes.add(.delete, "/v1/shoppers", .write, erase)
        routes.add(.get, "/v1/shoppers/{id}", .read, get)
        routes.add(.put, "/v1/shoppers/{id}", .write, put)
        routes.add(.delete, "/v1/shoppers/{id}", .write, erase)
        routes.add(.get, "/v1/shoppers/{id}/interactions", .read, history)
        routes.add(.get, "/v1/shoppers/{id}/export", .read, export)
        routes.add(.post, "/v1/shoppers/{id}/merge", .write, merge)
    }

    private struct Page<Item: Encodable>: Encodable {
        var items: [Item]
        var next: OrNull<String>
    }

    private struct Erased: Encodable {
        var shopper: String
        var interactions: Int
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "market", "limit", "cursor", "id")
        if query.id("id") != nil { return try await get(request, context) }
        let market = try query.market()
        let (limit, cursor) = (try query.number("limit", in: 1...200, default: 20), try query.cursor())
        let page = try await context.shop.shoppers(in: market, after: cursor, limit: limit)
        return try Response.json(Page(items: page.items, next: OrNull(QueryParameters.cursor(after: page.next))))
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        return try Response.json(try await context.shop.shopper(try context.part("id", or: query)))
    }

    @Sendable private func put(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        let (id, shop) = (try context.part("id", or: query), try context.shop)
        let shopper = try await request.json(Shopper.self, limits, id: id)
        guard shopper.id.isExactly(id) else { throw Problem.differs(shopper.id, from: id) }
        try await shop.save(shopper)
        return try Response.json(try await shop.shopper(id))
    }

    @Sendable private func erase(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        let id = try context.part("id", or: query)
        return try Response.json(Erased(shopper: id, interactions: try await context.shop.erase(shopper: id)))
    }

    @Sendable private func export(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        return try Response.json(try await context.shop.export(shopper: try context.part("id", or: query)))
    }

    @Sendable private func merge(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        let (id, shop) = (try context.part("id", or: query), try context.shop)
        let body = try await request.json(MergeRequest.self, limits)
        return try Response.json(try await shop.merge(body.from, into: id))
    }

    @Sendable private func history(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "limit", "cursor", "id")
        let (limit, cursor) = (try query.number("limit", in: 1...200, default: 20), try query.cursor())
        let page = try await context.shop.history(of: try context.part("id", or: query), before: cursor, limit: limit)
        return try Response.json(Page(items: page.items, next: OrNull(QueryParameters.cursor(after: page.next))))
    }
}

/// The body of a request to merge a visitor into a shopper.
private struct MergeRequest: StrictlyNamed {
    /// The visitor's id.
    var from: String

    static let fieldNames: Set<String> = ["from"]
}

extension Shopper: StrictlyNamed {
    /// The fields of a profile, `interactions` among them, which is passed over, so that a profile can be saved as it was read.
    static let fieldNames: Set<String> = ["id", "market", "attributes", "interactions"]
}

import Foundation
import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Feeds: addresses that the service imports every few hours.
struct FeedRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        // An address may contain a password, so that reading takes the scope that writing takes.
        routes.add(.get, "/v1/feeds", .write, list)
        routes.add(.get, "/v1/feeds/{name}", .write, get)
        routes.add(.put, "/v1/feeds/{name}", .write, put)
        routes.add(.delete, "/v1/feeds/{name}", .write, delete)
        routes.add(.post, "/v1/feeds/{name}/fetch", .write, fetch)
    }

    /// A feed as it is sent; what fetches have found, `status`, is passed over.
    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames = Set(ImportOptions.Name.allCases.map(\.rawValue)).union(
            ["name", "url", "everyHours", "missesUntilOutOfStock", "status"])
        var name: String?
        var url: String
        var everyHours: Double?
        var missesUntilOutOfStock: Int?
        var options: ImportOptions

        private enum Key: CodingKey { case name, url, everyHours, missesUntilOutOfStock }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            name = try values.decodeIfPresent(String.self, forKey: .name)
            url = try values.decode(String.self, forKey: .url)
            everyHours = try values.decodeIfPresent(Double.self, forKey: .everyHours)
            missesUntilOutOfStock = try values.decodeIfPresent(Int.self, forKey: .missesUntilOutOfStock)
            options = try ImportOptions(from: decoder)
        }
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        let feeds = try await shop.executor.run { try shop.imports.feeds() }
        return try Response.json(["items": feeds.map(FeedReport.init)])
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (name, shop) = (try context.part("name", bytes: 64), try context.shop)
        return try Response.json(FeedReport(try await shop.executor.run { try shop.imports.feed(name) }))
    }

    @Sendable private func put(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (name, shop) = (try context.part("name", bytes: 64), try context.shop)
        let body = try await request.json(Body.self, limits)
        guard body.name.map({ $0.isExactly(name) }) ?? true else {
            throw Problem(field: "name", "is \"\(body.name ?? "")\"; the address says \"\(name)\"")
        }
        var feed = ProductFeed(name: name, url: body.url, options: body.options)
        feed.everyHours = body.everyHours ?? feed.everyHours
        feed.missesUntilOutOfStock = body.missesUntilOutOfStock ?? feed.missesUntilOutOfStock
        let asked = feed
        return try Response.json(FeedReport(try await shop.executor.run { try shop.imports.save(asked) }))
    }

    @Sendable private func delete(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (name, shop) = (try context.part("name", bytes: 64), try context.shop)
        try await shop.executor.run { try shop.imports.removeFeed(name) }
        return Response(status: .noContent)
    }

    @Sendable private func fetch(_ request: Request, _ context: GuideContext) async throws -> Response {
        let acceptsLoss = try QueryParameters(request, "accept-loss").flag("accept-loss", default: false)
        let (name, shop) = (try context.part("name", bytes: 64), try context.shop)
        let job = try await shop.executor.run { try shop.imports.fetch(feed: name, acceptsLoss: acceptsLoss) }
        var response = try Response.json(ImportView(job), status: .accepted)
        response.headers[.location] = "/v1/imports/\(job.id)"
        return response
    }
}

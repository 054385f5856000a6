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

    /// A feed as it is sent and shown; what fetches have found, `status`, is passed over where it is sent.
    private struct Body: StrictlyNamed, Encodable, Sendable {
        static let fieldNames = Set(ImportOptions.Name.allCases.map(\.rawValue)).union(
            ["name", "url", "everyHours", "missesUntilOutOfStock", "status"])
        var name: String?
        var url: String
        var everyHours: Double?
        var missesUntilOutOfStock: Int?
        var options: ImportOptions
        var status: Status?

        private enum Key: CodingKey { case name, url, everyHours, missesUntilOutOfStock, status }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            name = try values.decodeIfPresent(String.self, forKey: .name)
            url = try values.decode(String.self, forKey: .url)
            everyHours = try values.decodeIfPresent(Double.self, forKey: .everyHours)
            missesUntilOutOfStock = try values.decodeIfPresent(Int.self, forKey: .missesUntilOutOfStock)
            options = try ImportOptions(from: decoder)
        }

        init(_ feed: ProductFeed) {
            (name, url, everyHours, options) = (feed.name, feed.url, feed.everyHours, feed.options)
            missesUntilOutOfStock = feed.missesUntilOutOfStock
            status = Status(feed.status)
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            try values.encodeIfPresent(name, forKey: .name)
            try values.encode(url, forKey: .url)
            try values.encodeIfPresent(everyHours, forKey: .everyHours)
            try values.encodeIfPresent(missesUntilOutOfStock, forKey: .missesUntilOutOfStock)
            try values.encodeIfPresent(status, forKey: .status)
            try options.encode(to: encoder)
        }
    }

    private struct Status: Encodable, Sendable {
        var fetched: OrNull<Timestamp>
        var changed: OrNull<Timestamp>
        var next: OrNull<Timestamp>
        var job: OrNull<String>
        var message: OrNull<String>
        var products: Int
        var missing: Int

        init(_ status: ProductFeed.Status) {
            (fetched, changed, next) = (OrNull(status.fetched), OrNull(status.changed), OrNull(status.next))
            (job, message) = (OrNull(status.job), OrNull(status.message))
            (products, missing) = (status.contents.products, status.contents.missing)
        }
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        let feeds = try await shop.executor.run { try shop.imports.feeds() }
        return try Response.json(["items": feeds.map(Body.init)])
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (name, shop) = (try context.part("name", bytes: 64), try context.shop)
        return try Response.json(Body(try await shop.executor.run { try shop.imports.feed(name) }))
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
        return try Response.json(Body(try await shop.executor.run { try shop.imports.save(asked) }))
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

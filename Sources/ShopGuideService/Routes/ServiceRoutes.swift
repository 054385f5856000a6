import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The service itself: its health, its metrics, its document.
struct ServiceRoutes {
    /// The recorded metrics.
    let metrics: PrometheusMetrics
    /// The reason why requests had better go elsewhere: it was asked to stop, say; nil where it is ready.
    let unreadiness: @Sendable () -> String?
    /// ShopGuide's version.
    let version: String

    func add(to routes: inout RouteTable) {
        let (unreadiness, metrics) = (unreadiness, metrics)
        routes.open(.get, "/metrics") { request, _ in
            _ = try QueryParameters(request)
            return Response(
                status: .ok, headers: [.contentType: PrometheusText.mediaType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text())))
        }
        routes.open(.get, "/healthz") { request, _ in
            _ = try QueryParameters(request)
            return try Response.json(["status": "ok"])
        }
        routes.open(.get, "/readyz") { request, _ in
            _ = try QueryParameters(request)
            if let reason = unreadiness() { throw Problem.busy(reason) }
            return try Response.json(["status": "ready"])
        }
        routes.add(.get, "/v1/shop", .read, shop)
        routes.add(.get, "/v1/backup", .admin, backup)
        routes.open(.get, "/openapi.json") { request, _ in
            _ = try QueryParameters(request)
            let document = ByteBuffer(bytes: EmbeddedFiles.bytes(of: "openapi.json"))
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: document))
        }
    }

    private struct Summary: Encodable {
        var tenant: String
        var version: String
        var products: Int
        var categories: Int
        var shoppers: Int
        var markets: [String]
        var interactions: [String: Int]
        var taught: Int
        var model: String
    }

    @Sendable private func backup(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        let headers: HTTPFields = [
            .contentType: "application/vnd.sqlite3",
            .contentDisposition: "attachment; filename=\"\(shop.tenant).sqlite\"",
        ]
        return try Response.file(try await shop.backUp(), headers, by: shop.executor)
    }

    @Sendable private func shop(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        let contents = try await shop.contents()
        return try Response.json(
            Summary(
                tenant: shop.tenant, version: version, products: contents.products, categories: contents.categories,
                shoppers: contents.shoppers, markets: contents.markets, interactions: contents.interactions,
                taught: contents.taught, model: shop.activeModel))
    }
}

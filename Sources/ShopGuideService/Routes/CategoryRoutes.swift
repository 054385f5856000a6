import Foundation
import HTTPTypes
import Hummingbird
import ShopGuideApplication

/// Categories: taught from examples, listed, shown, forgotten.
struct CategoryRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/categories", .read, list)
        routes.add(.put, "/v1/categories", .write) { try await teach($0, $1, replacing: true) }
        routes.add(.delete, "/v1/categories", .write, forget)
        routes.add(.get, "/v1/categories/{name}", .read, get)
        routes.add(.put, "/v1/categories/{name}", .write) { try await teach($0, $1, replacing: true) }
        routes.add(.delete, "/v1/categories/{name}", .write, forget)
        routes.add(.post, "/v1/categories/{name}/examples", .write) { try await teach($0, $1, replacing: false) }
        routes.add(.delete, "/v1/categories/{name}/examples/{example}", .write, removeExample)
    }

    private struct List: Encodable {
        var items: [CategorySummary]
        var dormant: [String]
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "name", "catches")
        if query.id("name") != nil { return try await get(request, context) }
        guard query.id("catches") == nil else { throw Problem(field: "catches", "needs the name of a category: name=") }
        let shop = try context.shop
        return try Response.json(List(items: shop.categories, dormant: shop.inactiveCategories))
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["examples", "allPictures", "text"]
        var examples: [Strict<ClassificationInputRequest>]?
        var allPictures: Bool?
        var text: String?
    }

    private func teach(_ request: Request, _ context: GuideContext, replacing: Bool) async throws -> Response {
        let query = try QueryParameters(request, "catches", "name")
        let matches = try query.number("catches", default: 0)
        let name = try context.part("name", or: query)
        let body = try await request.json(Body.self, limits, upTo: limits.upload)
        let shop = try context.shop
        let notes = try await shop.teach(
            name, try (body.examples ?? []).inputs(at: "examples"), replacing: replacing,
            allPictures: body.allPictures ?? false, text: body.text)
        var report = try await report(on: name, matches, in: shop)
        report.notes += notes
        return try Response.json(report)
    }

    /// Compares the shop's products with the category only where some are to be named: that takes a while.
    private func report(on name: String, _ matches: Int, in shop: Shop) async throws -> CategoryReport {
        try await shop.report(on: name, matches: matches, sample: matches == 0 ? 0 : Shop.maximumSample)
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "catches", "name")
        let matches = try query.number("catches", default: 20)
        return try Response.json(
            try await report(on: try context.part("name", or: query), matches, in: try context.shop))
    }

    @Sendable private func forget(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "name")
        try await context.shop.forgetCategory(try context.part("name", or: query))
        return Response(status: .noContent)
    }

    @Sendable private func removeExample(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "name", "example")
        let (name, example) = (try context.part("name", or: query), try context.part("example", or: query))
        try await context.shop.removeExamples([example], of: name)
        return Response(status: .noContent)
    }
}

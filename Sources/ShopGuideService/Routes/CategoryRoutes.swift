import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideStore

/// Categories: taught from examples, listed, shown, forgotten.
struct CategoryRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/categories", .read, list)
        routes.add(.get, "/v1/categories/{name}", .read, get)
        routes.add(.put, "/v1/categories/{name}", .write) { try await teach($0, $1, replacing: true) }
        routes.add(.delete, "/v1/categories/{name}", .write, forget)
        routes.add(.post, "/v1/categories/{name}/examples", .write) { try await teach($0, $1, replacing: false) }
        routes.add(.delete, "/v1/categories/{name}/examples/{example}", .write, removeExample)
    }

    private struct List: Encodable {
        struct Item: Encodable {
            var name: String
            var examples: Int
            var created: Timestamp
        }

        var items: [Item]
        var dormant: [String]
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let board = try context.desk.board.withLock { $0 }
        let items = board.index.categories.map {
            List.Item(
                name: $0.name, examples: $0.shots, created: board.created[$0.name] ?? Timestamp(milliseconds: 0))
        }
        return try Response.json(List(items: items, dormant: board.dormant))
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["examples"]
        var examples: [Strict<ThingRequest>]
    }

    private func teach(_ request: Request, _ context: GuideContext, replacing: Bool) async throws -> Response {
        let catches = try Query(request, "catches").number("catches", in: 0...100, default: 0)
        let name = try context.part("name")
        let body = try await request.json(Body.self, limits, upTo: limits.upload)
        let things = try body.examples.things(at: "examples", most: 1000)
        let desk = try context.desk
        try await desk.teach(name, things, replacing: replacing)
        guard let report = try await desk.report(on: name, catches: catches) else {
            throw Problem(.conflict, "category \"\(name)\" was closed meanwhile")
        }
        return try Response.json(report)
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        let catches = try Query(request, "catches").number("catches", in: 0...100, default: 20)
        let name = try context.part("name")
        let desk = try context.desk
        guard let report = try await desk.report(on: name, catches: catches) else {
            let isDormant = desk.board.withLock { $0.dormant.contains(name) }
            guard isDormant else { throw Problem.missing("category \"\(name)\"") }
            throw Problem(.notFound, "category \"\(name)\" was taught with another model, and is asleep")
        }
        return try Response.json(report)
    }

    @Sendable private func forget(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        try await context.desk.forgetCategory(try context.part("name"))
        return Response(status: .noContent)
    }

    @Sendable private func removeExample(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let (name, example) = (try context.part("name"), try context.part("example", bytes: 256))
        try await context.desk.removeExample(example, of: name)
        return Response(status: .noContent)
    }
}

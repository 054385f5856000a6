import Foundation
import Hummingbird
import NIOCore
import ShopGuide

/// What things are: titles, pictures, products, vectors, one or many.
struct ClassifyRoutes {
    let limits: ServiceOptions.Limits
    private static let pictures: Set<String> = ["image/png", "image/jpeg", "image/webp"]

    func add(to routes: inout RouteTable) { routes.add(.post, "/v1/classify", .read, classify) }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["items", "limit"]
        var items: [Strict<ThingRequest>]
        var limit: Int?
    }

    private struct Answer: Encodable {
        var id: String
        var kind: Thing.Kind
        var category: OrNull<String>
        var none: Double
        var answers: [Classification.Answer]
    }

    @Sendable private func classify(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try Query(request, "limit")
        var limit = try query.number("limit", in: 1...1000, default: 5)
        let things: [Thing]
        switch request.mediaType {
        case "multipart/form-data":
            things = try await request.form(limits).things()
        case let type where Self.pictures.contains(type):
            let bytes = try await request.bytes(upTo: limits.upload, within: limits.bodyTime)
            guard bytes.readableBytes > 0 else { throw Problem(field: "body", "is empty") }
            things = [Thing(picture: Array(bytes.readableBytesView))]
        case "application/json":
            let body = try await request.json(Body.self, limits, upTo: limits.upload)
            if let wanted = body.limit {
                guard 1...1000 ~= wanted else { throw Problem(field: "limit", "must be from 1 to 1000") }
                limit = wanted
            }
            things = try body.items.things(at: "items", most: 256)
        default:
            try request.require(["application/json", "multipart/form-data"] + Self.pictures.sorted())
            things = []
        }
        let results = try await context.desk.classify(things, limit: limit).map { thing, result in
            Answer(
                id: thing.id, kind: thing.kind, category: OrNull(result.category), none: result.none,
                answers: result.answers)
        }
        return try Response.json(["results": results])
    }
}

import Foundation
import Hummingbird
import NIOCore
import ShopGuide
import ShopGuideApplication

/// Classification of titles, pictures, products and vectors, one or many, and its reasons.
struct ClassifyRoutes {
    let limits: ServiceOptions.Limits
    private static let pictures: Set<String> = ["image/png", "image/jpeg", "image/webp"]

    func add(to routes: inout RouteTable) {
        routes.add(.post, "/v1/classify", .read, classify)
        routes.add(.post, "/v1/classify/explanations", .read, explain)
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["items", "limit"]
        var items: [Strict<ClassificationInputRequest>]
        var limit: Int?
    }

    private struct Answer: Encodable {
        var id: String
        var kind: ClassificationInput.Kind
        var category: OrNull<String>
        var none: Double
        var answers: [Classification.Answer]
    }

    @Sendable private func classify(_ request: Request, _ context: GuideContext) async throws -> Response {
        var limit = try QueryParameters(request, "limit").number("limit", default: 5)
        let inputs: [ClassificationInput]
        switch request.mediaType {
        case "multipart/form-data": inputs = try await request.form(limits).inputs()
        case let type where Self.pictures.contains(type):
            let bytes = try await request.bytes(upTo: limits.upload, within: limits.bodyTime)
            var input = ClassificationInput()
            (input.picture, input.isOneField) = (Array(bytes.readableBytesView), true)
            inputs = [input]
        case "application/json":
            let body = try await request.json(Body.self, limits, upTo: limits.upload)
            limit = body.limit ?? limit
            inputs = try body.items.inputs(at: "items")
        default:
            try request.require(["application/json", "multipart/form-data"] + Self.pictures.sorted())
            inputs = []
        }
        let results = try await context.shop.classify(inputs, limit: limit).map { input in
            Answer(
                id: input.id, kind: input.kind, category: OrNull(input.result.category), none: input.result.none,
                answers: input.result.answers)
        }
        return try Response.json(["results": results])
    }

    private struct Question: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["item", "category", "insteadOf"]
        var item: Strict<ClassificationInputRequest>
        var category: String?
        var insteadOf: String?
    }

    private struct Explanation: Encodable {
        var id: String
        var kind: ClassificationInput.Kind
        var reason: ClassificationReason
        var sentence: LocalizedText
        var other: OrNull<ClassificationReason>
    }

    @Sendable private func explain(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let body = try await request.json(Question.self, limits, upTo: limits.upload)
        var fields = FieldValidator()
        let input = body.item.value.input(at: "item", &fields)
        try fields.check()
        let explained = try await context.shop.explain(input, category: body.category, insteadOf: body.insteadOf)
        return try Response.json(
            Explanation(
                id: explained.id, kind: explained.kind, reason: explained.reason,
                sentence: LocalizedText { explained.reason.sentence(of: explained.id, in: $0) },
                other: OrNull(explained.other)))
    }
}
